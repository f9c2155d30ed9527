// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/patient.h"
#include "plugins/hl7/client/destination.h"

namespace clairis::hl7 {

/// Parts of PID as every message of ours writes them, escaped.

/// CX of a number that a structure gave: value^^^name&oid&ISO^PI.
std::string localIdField(const LocalId& id);
/// CX of an INS; `matricule` is the number, or `""` to have it removed.
std::string insField(std::string_view matricule, std::string_view oid);
std::string insField(const Ins& ins);
/// XPN: the name of birth (L), and the name in use (D) when there is one.
std::string nameField(const Traits& traits);
/// YYYYMMDD of YYYY-MM-DD or of an instant.
std::string dayDigits(std::string_view date);
/// Whether that authority, by its name or OID, gave the number.
bool givenBy(const LocalId& id, std::string_view authority);

}  // namespace clairis::hl7
