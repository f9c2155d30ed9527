// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/domain/patient.h"

namespace clairis {

/// What a person types becomes the form in which strict names are kept (RIS.INS.01): capitals A–Z without accents, typographic apostrophes and
/// hyphens as ' and -, single spaces, none at either end; hyphens and apostrophes stay. Used names stay as typed but for spaces at their ends.
/// What a partner sends is kept as sent and does not pass here.
Traits asEntered(Traits traits);

/// Refusal "patient.birth_name.malformed", "patient.first_birth_name.…", "patient.birth_names.…", "patient.used_name.…", "patient.used_first_name.…"
/// (at most 100 characters; strict names A–Z, space, ' and - only), "patient.birth_date.malformed", "patient.birth_place.malformed". Empty traits
/// pass.
void checkEntered(const Traits& traits);

/// YYYY-MM-DD of a day that exists in the calendar, from 1800 to 2199.
bool realDate(std::string_view text) noexcept;
/// INSEE COG: [0-9][0-9AB][0-9]{3}, letters only as 2A and 2B; 99xxx abroad, 99999 unknown.
bool birthPlaceCode(std::string_view text) noexcept;
/// RIS.INS.14: the list is the first name, or begins with it and goes on with another; hyphen, apostrophe and space are equal, case and accents do
/// not matter. True when either is empty: there is nothing to compare.
bool firstNameBeginsList(std::string_view firstName, std::string_view list);
/// Under 18 on that day (YYYY-MM-DD). False when the birth date is unknown.
bool minorOn(std::string_view birthDate, std::string_view today) noexcept;

/// Whether a document checked against `checked` vouches for `found` as well: strict traits agree where both are known. Case, accents, hyphens and
/// apostrophes are spellings; a list of first names, or a birthplace, that was not known here contradicts nothing.
bool proofCovers(const Traits& checked, const Traits& found);

}  // namespace clairis
