// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "core/domain/people.h"

namespace clairis {

/// The anatomic region (SNOMED CT, JDV région anatomique) of an act whose order names none: what the French words say first, then the
/// topography letters of the CCAM code. Empty when neither tells. Every shared imaging report must carry a region; a person may
/// correct the one derived here (exam coding).
Code regionOfAct(std::string_view procedureWords, std::string_view ccamCode);

}  // namespace clairis
