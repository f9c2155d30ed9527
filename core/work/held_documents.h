// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <stop_token>

#include "core/plugin/sql.h"

namespace clairis::work {

/// SR-08: documents that wait for an identity longer than `alert` are a task documents_held of their patient, one however many they are. Its detail:
/// {"since": when the first began to wait, "count": of reports, "reports": ids of at most 20}. It closes by itself (documents_left) when none of
/// them waits any more: sent, withdrawn, gone with a merge. What a person closed stays closed for the documents that were late then.
///
/// Looks at everything once: pages of 500 rows, at most 50 patients in one write of the batch lane, each looked at again inside it; a run that died
/// is finished by the next one. Returns how many tasks were opened or closed.
int followHeldDocuments(Store& store, std::chrono::milliseconds alert, Instant now, const std::stop_token& stop);

/// The same for one patient; whether a task was opened or closed.
bool followHeldDocumentsOf(UnitOfWork& work, std::string_view patientId, std::chrono::milliseconds alert);

}  // namespace clairis::work
