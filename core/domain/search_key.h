// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis {

/// Version of the folding rule below: stored keys are rebuilt when it changes.
inline constexpr int kSearchKeyVersion = 1;

/// The form in which names are compared and indexed (RIS.INS.09): capitals A–Z without accents, ligatures spelled out (œ → OE),
/// hyphen, apostrophes and every other separator as one space, no space at either end. `^` (between the parts of a DICOM PN) is kept.
/// Input UTF-8; bytes that are not UTF-8 and letters outside the Latin blocks are kept as they are, so nothing compares equal by loss.
std::string searchKey(std::string_view text);

/// Letters as capitals A–Z without accents, ligatures spelled out; everything else (hyphens, apostrophes, digits, other alphabets) as it is.
std::string inCapitals(std::string_view text);

/// The key of "family^given", as DICOM writes a person's name.
std::string personKey(std::string_view family, std::string_view given);

/// The smallest text greater than every text that starts with `prefix`, for `key >= prefix AND key < upper`; empty when there is none.
std::string prefixUpperBound(std::string_view prefix);

}  // namespace clairis
