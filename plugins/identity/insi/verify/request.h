// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/domain/identifiers.h"
#include "core/domain/patient.h"
#include "plugins/identity/insi/soap/envelope.h"

namespace clairis::identity::insi {

/// Names of the unit verification on the wire. The published package that names them could not be read: they are options, and these their
/// defaults.
struct VerifyNames {
  std::string operation = "verifierInsUnitaire";
  std::string element = "REQUNITAIRE";
  std::string nameSpace = "http://www.cnamts.fr/INSiLot2/REQUnitaire";
};

/// WS_INS3: does this INS belong to these traits? Names by the character profile; the list of birth names when it is known, else the first
/// one. `oidAtInsi`: when INSi knows the number under another OID than ours (national test platform). Throws Refusal as searchTraits() does.
Operation verification(const VerifyNames& names, const Ins& ins, const Traits& traits, std::string_view today, std::string_view oidAtInsi = {});

}  // namespace clairis::identity::insi
