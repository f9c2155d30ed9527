// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/patient.h"

namespace clairis::work {

/// How likely two descriptions are of one person, 0 to 100, and why. A rule of thumb for people who compare, never a decision.
struct Likeness {
  int score = 0;
  std::vector<std::string> because;  ///< codes of the table below, in its order
};

/// What speaks for and against:
///
/// | about       | codes                                                                                                                        |
/// |-------------|------------------------------------------------------------------------------------------------------------------------------|
/// | INS         | same_ins (100, nothing else is asked), other_ins (both qualified with different ones: 20 at most)                             |
/// | birth date  | birth_date 40, day_month_swapped 30, one_digit 25, birth_date_unknown 10, birth_date_differs −20                               |
/// | names       | birth_name 30, swapped_names 45 (with the first name), used_name 24, birth_name_close 20, birth_name_differs −15              |
/// | first names | first_name 20, first_name_close 12, first_name_unknown 0, first_name_differs −25 (twins)                                       |
/// | sex         | sex 5, sex_differs −10                                                                                                       |
/// | birthplace  | birth_place 5, birth_place_differs −5                                                                                        |
///
/// Names are compared without accents, case, hyphens and apostrophes. Close: one letter wrong from four on, two from eight on, or one begins the
/// other. Pure and symmetric.
Likeness likeness(const Patient& a, const Patient& b);

inline constexpr int kWorthShowing = 50;  ///< a person should look before he registers
inline constexpr int kVeryLikely = 80;    ///< a task duplicate is opened

/// YYYY-MM-DD of real form: dates that differ from it by swapped day and month, or by one digit.
std::vector<std::string> datesLike(std::string_view birthDate);

}  // namespace clairis::work
