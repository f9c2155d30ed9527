// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/td02_existence/response.h"

#include <pugixml.hpp>

#include "core/domain/refusal.h"
#include "plugins/dmp/webservice.h"

namespace clairis::dmp {
namespace {

constexpr std::string_view kAuthorisationKey = "1.2.250.1.213.4.1.2.6.1";
constexpr std::string_view kAuthorisationValues = "1.2.250.1.213.4.1.2.6.2";

std::string attribute(const pugi::xml_node& node, const char* name) { return node.attribute(name).value(); }

std::string authorisation(const pugi::xml_node& message) {
  for (const auto& line : children(message, "attentionLine")) {
    const auto key = child(line, "keyWordText");
    const auto value = child(line, "value");
    if (attribute(key, "code") == "AUTORISATION" && attribute(key, "codeSystem") == kAuthorisationKey &&
        attribute(value, "codeSystem") == kAuthorisationValues) {
      return attribute(value, "code");
    }
  }
  return {};
}

std::vector<ReceiverError> details(const pugi::xml_node& acknowledgement) {
  std::vector<ReceiverError> out;
  for (const auto& detail : children(acknowledgement, "acknowledgementDetail")) {
    out.push_back({attribute(child(detail, "code"), "code"), trimmedText(child(detail, "text"))});
  }
  return out;
}

bool closed(const pugi::xml_node& act, const std::vector<ReceiverError>& found) {
  for (const auto& patient : descendants(act, "patient")) {
    if (attribute(child(patient, "statusCode"), "code") == "terminated") return true;
  }
  for (const auto& detail : found) {
    if (detail.code == "DMPClosed") return true;
  }
  return false;
}

std::string words(const pugi::xml_node& act, const std::vector<ReceiverError>& found) {
  std::string out;
  const auto add = [&out](const std::string& text) {
    if (!text.empty()) out += (out.empty() ? "" : "\n") + text;
  };
  for (const auto& detail : found) add(detail.code + (detail.text.empty() ? "" : ": " + detail.text));
  for (const auto& issue : descendants(act, "detectedIssueEvent")) add(trimmedText(child(issue, "text")));
  return out;
}

}  // namespace

Existence readExistence(const pugi::xml_node& payload) {
  const auto acknowledgement = child(payload, "acknowledgement");
  const auto act = child(payload, "controlActProcess");
  if (localName(payload) != "PRPA_IN201308UV02" || !acknowledgement) {
    throw Refusal("dmp.reply.malformed", "expected PRPA_IN201308UV02 with an acknowledgement as answer to the existence test");
  }
  auto found = details(acknowledgement);
  const auto response = attribute(child(child(act, "queryAck"), "queryResponseCode"), "code");
  Existence existence;
  existence.authorisation = authorisation(payload);
  existence.message = words(act, found);
  if (response == "NF") {
    existence.record = Existence::Record::absent;
  } else if (closed(act, found)) {
    existence.record = Existence::Record::closed;
  } else if (attribute(acknowledgement, "typeCode") == "AA" && response == "OK") {
    existence.record = Existence::Record::active;
  } else {
    if (found.empty()) found.push_back({response, "acknowledgement " + attribute(acknowledgement, "typeCode")});
    existence.errors = std::move(found);
  }
  return existence;
}

}  // namespace clairis::dmp
