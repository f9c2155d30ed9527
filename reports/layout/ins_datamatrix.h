// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/domain/patient.h"

namespace clairis::reports {

/// What the INS datamatrix says (ANS, format of the INS datamatrix, version 01): header, then blocks S1 matricule, S2 OID, S3
/// first names, S4 birth name, S5 sex, S6 birth date, S7 birth place when known; GS closes a block of variable length that is not
/// full. Throws Refusal "report.datamatrix.traits" when a qualified identity lacks one of the traits that the format wants.
std::string insDatamatrixPayload(const Ins& ins, const Traits& traits);

/// A square ECC 200 symbol; dark(row, column), row 0 at the top. Without its quiet zone.
struct Symbol {
  int size = 0;
  std::vector<bool> modules;
  bool dark(int row, int column) const { return modules[static_cast<std::size_t>(row * size + column)]; }
};

/// Encodes with libdmtx in C40 where it may (the shortest for capitals and digits). Throws Refusal "report.datamatrix.encoding".
Symbol encodeDatamatrix(const std::string& payload);

}  // namespace clairis::reports
