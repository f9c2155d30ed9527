// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "core/plugin/sql.h"

namespace clairis::store {

/// Whether the stored keys of names were made by an older folding rule than kSearchKeyVersion, or the letters of the search by an older one
/// than kPatientSearchVersion, or before their version was remembered:
/// then a name may be stored under a key that no search makes.
bool searchKeysOutdated(Reader& reader);

/// Makes the keys of patients, requesters and performers again, at most 500 rows a transaction, then remembers the version. Interrupted,
/// it begins anew. Does nothing when the keys are of this version or of a newer one (a node of the next version was here). Returns the
/// number of rows whose keys changed. Row versions stay: nothing that a person sees has changed.
std::size_t rebuildSearchKeys(Store& store);

}  // namespace clairis::store
