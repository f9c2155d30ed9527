// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/domain/patient.h"

namespace clairis::reports {

/// The text of the patient's INS datamatrix (core/domain/ins_datamatrix.h), its names in capitals without accents. Throws Refusal
/// "report.datamatrix.traits" when a qualified identity lacks one of the traits that the format wants.
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
