// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::identity::insi {

/// What INSi takes in a name (SEL-MP-043 §2, EF_INS01_03, EF_INS10_01 and 02): capitals A to Z, space, apostrophe, hyphen. Lower case and
/// accents are brought to that form, at call time alone: what is stored stays as it was entered. What has no equivalence (a ligature, a digit,
/// any other sign) is refused and never dropped: INSi would look for somebody else.
///
/// Both throw Refusal "insi.name.empty", "insi.name.length", "insi.name.character" or "insi.name.form"; `field` names the trait, no part of the
/// name is repeated.
std::string insiBirthName(std::string_view text, const std::string& field);
/// The same, and no double hyphen, no hyphen or apostrophe at the end.
std::string insiFirstName(std::string_view text, const std::string& field);

}  // namespace clairis::identity::insi
