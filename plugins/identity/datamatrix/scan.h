// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/domain/ins_datamatrix.h"

namespace clairis::identity::datamatrix {

/// How an identity was collected (facts of the national guide, EXI REC 02): by the datamatrix of a document that carries a qualified identity.
inline constexpr std::string_view kCollectionMode = "CB";

/// One trait of the stored patient beside the scanned one, for the person who decides.
struct ComparedField {
  std::string field;  ///< birthName, birthNames, firstBirthName, birthDate, sex, birthPlaceCode
  std::string stored;
  std::string scanned;
  bool same = false;   ///< letter by letter
  bool alike = false;  ///< but for case, accents, hyphens and apostrophes: a symbol knows capitals alone
};

/// The traits that a datamatrix carries. firstBirthName: the stored one beside the scanned list, alike when the list begins with it (RIS.INS.14).
/// A birthplace that the symbol leaves out is alike whatever is stored.
std::vector<ComparedField> compared(const Traits& stored, const Traits& scanned);

}  // namespace clairis::identity::datamatrix
