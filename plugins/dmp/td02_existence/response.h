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

/// Answer of TD0.2. The DMP's traits of the patient are never read: the software may not show them (RG_0320).
struct Existence {
  enum class Record { active, absent, closed, refused };
  Record record = Record::refused;
  std::string authorisation;          ///< VALIDE, EXPIRE, INTERDIT, NON_EXISTE or empty; about consultation, feeding does not need it
  std::string message;                ///< acknowledgement detail and reason of a closing, in the DMP's words
  std::vector<ReceiverError> errors;  ///< when refused
};

/// Reads PRPA_IN201308UV02 by (code, codeSystem), never by order. Throws Refusal "dmp.reply.malformed" when it is none.
Existence readExistence(const pugi::xml_node& payload);

}  // namespace clairis::dmp
