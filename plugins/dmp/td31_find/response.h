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

struct FoundDocument {
  std::vector<std::string> entryUuids;  ///< "urn:uuid:…", empty: the registry does not know the document
  std::vector<ReceiverError> errors;    ///< not empty: the question itself was refused
};

/// AdhocQueryResponse with ObjectRef. Throws Refusal "dmp.reply.malformed" when it is none.
FoundDocument readFound(const pugi::xml_node& payload);

}  // namespace clairis::dmp
