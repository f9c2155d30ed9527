// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/td21_feed/response.h"

#include <pugixml.hpp>

#include "core/domain/refusal.h"
#include "plugins/dmp/webservice.h"

namespace clairis::dmp {
namespace {

bool endsWith(std::string_view text, std::string_view end) { return text.size() >= end.size() && text.substr(text.size() - end.size()) == end; }

}  // namespace

RegistryStatus readRegistryStatus(const pugi::xml_node& response) {
  const std::string status = response.attribute("status").value();
  if (status.empty()) throw Refusal("dmp.reply.malformed", "the registry's answer has no status");
  RegistryStatus answer;
  answer.success = endsWith(status, ":Success");
  for (const auto& error : children(child(response, "RegistryErrorList"), "RegistryError")) {
    ReceiverError found{error.attribute("errorCode").value(), error.attribute("codeContext").value()};
    const bool warning = endsWith(error.attribute("severity").value(), ":Warning");
    (warning ? answer.warnings : answer.errors).push_back(std::move(found));
  }
  if (!answer.success && answer.errors.empty()) answer.errors.push_back({"", "status " + status + " without an error"});
  return answer;
}

RegistryStatus readFeedAnswer(const pugi::xml_node& payload) {
  if (localName(payload) != "RegistryResponse") throw Refusal("dmp.reply.malformed", "expected RegistryResponse as answer to the feed");
  return readRegistryStatus(payload);
}

}  // namespace clairis::dmp
