// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "core/plugin/identities.h"

namespace clairis::work {

/// The number that somebody said and INSi has not confirmed (SR-04), with the tasks that are about it: ins_verified and insi_unverifiable.

/// Another number than before: what was open about that one is closed (replaced).
void keepNumberApart(UnitOfWork& work, const Caller& caller, std::string_view patientId, const Ins& ins);
/// None any more: what was open about it is closed with this outcome.
void dropNumberApart(UnitOfWork& work, const Caller& caller, std::string_view patientId, std::string_view outcome);

}  // namespace clairis::work
