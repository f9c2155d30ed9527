// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stop_token>

#include "core/plugin/clinic.h"
#include "core/plugin/sql.h"

namespace clairis::work {

/// Applies the idle rules once: in batches of at most 200 exams each, in the batch lane. Returns how many left the lists.
int closeIdleExams(Store& store, Clinic& clinic, Instant now, const std::stop_token& stop);

}  // namespace clairis::work
