// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "plugins/dmp/refusals.h"

namespace pugi {
class xml_node;
}

namespace clairis::dmp {

/// Status and errors of an ebRS answer (RegistryResponse, AdhocQueryResponse).
struct RegistryStatus {
  bool success = false;
  std::vector<ReceiverError> errors;    ///< severity Error; of a failure that names none, one entry saying so
  std::vector<ReceiverError> warnings;  ///< severity Warning; do not make a failure
};

/// Throws Refusal "dmp.reply.malformed" when there is no status. PartialSuccess is a failure: one document was sent.
RegistryStatus readRegistryStatus(const pugi::xml_node& response);

/// Answer of TD2.1. Throws Refusal "dmp.reply.malformed" when it is no RegistryResponse.
RegistryStatus readFeedAnswer(const pugi::xml_node& payload);

}  // namespace clairis::dmp
