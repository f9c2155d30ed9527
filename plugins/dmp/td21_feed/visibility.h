// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/domain/report.h"
#include "core/time/instant.h"
#include "reports/xds/metadata.h"

namespace clairis::dmp {

/// Adds INVISIBLE_REPRESENTANTS_LEGAUX when the radiologist asked for it, and for a minor whose report waits for an announcement
/// (SR-20). Throws Refusal "dmp.visibility.adult" when asked for an adult (SR-22). The age is the one at validation, from PID-7.
void hideFromRepresentatives(reports::DocumentEntry& entry, const ReportSharing& sharing, Instant validatedAt, int majorityAge);

}  // namespace clairis::dmp
