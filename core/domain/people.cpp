// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/people.h"

namespace clairis {

std::optional<Rpps> Practitioner::rpps() const {
  if (idNat.size() != 12 || idNat.front() != '8') return std::nullopt;
  return Rpps::parse(idNat);
}

bool Practitioner::physician() const {
  // G15 is "médecin" in TRE_G15; the specialty follows the slash (SMxx).
  return rpps().has_value() && specialty.code.rfind("G15_10/", 0) == 0 && specialty.code.size() > 7;
}

}  // namespace clairis
