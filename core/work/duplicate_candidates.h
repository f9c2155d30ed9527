// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/identities.h"

namespace clairis::work {

/// Who may be the person described, the likeliest first, equals in the order of ids: at most 20, of at least kWorthShowing. Looked for on roads of
/// indexes, each with a bound, never by a scan: the INS, present or former; everybody born that day; those born on a day that is easily mistaken
/// for it and with the same first letters; those with the same names. Fictitious identities are nobody, and who was merged is his survivor.
/// `sought`: traits, INS and status as far as they are known. `exceptId`: himself, when he is registered; may be empty.
std::vector<DuplicateCandidate> duplicateCandidates(Reader& reader, const Patient& sought, std::string_view exceptId);

}  // namespace clairis::work
