// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "plugins/identity/insi/retry/search_state.h"
#include "plugins/identity/insi/soap/envelope.h"
#include "plugins/identity/insi/traits/search_traits.h"

namespace clairis::identity::insi {

/// WS_INS2 rechercherInsAvecTraitsIdentite: RECSANSVITALE with the first names and the place that the state asks for.
Operation searchByTraits(const SearchTraits& traits, const SearchState& state, const SearchBounds& bounds);

}  // namespace clairis::identity::insi
