// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/td31_find/response.h"

#include <pugixml.hpp>

#include "core/domain/refusal.h"
#include "plugins/dmp/td21_feed/response.h"
#include "plugins/dmp/webservice.h"

namespace clairis::dmp {
namespace {

/// The value goes into an association of a later request.
bool isUuidUrn(std::string_view text) {
  constexpr std::string_view kPrefix = "urn:uuid:";
  return text.size() == kPrefix.size() + 36 && text.substr(0, kPrefix.size()) == kPrefix &&
         text.find_first_not_of("0123456789abcdefABCDEF-", kPrefix.size()) == std::string_view::npos;
}

}  // namespace

FoundDocument readFound(const pugi::xml_node& payload) {
  if (localName(payload) != "AdhocQueryResponse") throw Refusal("dmp.reply.malformed", "expected AdhocQueryResponse as answer to the search");
  auto answer = readRegistryStatus(payload);
  FoundDocument found;
  if (!answer.success) {
    found.errors = std::move(answer.errors);
    return found;
  }
  for (const auto& reference : children(child(payload, "RegistryObjectList"), "ObjectRef")) {
    const std::string_view id = reference.attribute("id").value();
    if (!isUuidUrn(id)) throw Refusal("dmp.reply.malformed", "an ObjectRef of the answer has no urn:uuid");
    found.entryUuids.emplace_back(id);
  }
  return found;
}

}  // namespace clairis::dmp
