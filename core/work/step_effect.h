// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/clinic.h"
#include "core/plugin/performed_steps.h"

namespace clairis::work {

/// The local times of a step as instants in `zone` (IANA) or at its own offset. A clock that runs more than five minutes ahead is not believed:
/// its instants are cut at `now`. Malformed times stay empty.
void timeStep(PerformedStep& step, const std::string& zone, Instant now);

/// Makes of an exam what all its steps say together.
Exam applySteps(UnitOfWork& work, const Caller& caller, const std::string& examId);

/// Puts a step, or a side, into the reconcile list once; event and audit when it is new.
void reconcile(UnitOfWork& work, const Caller& caller, const PerformedStep& step, const std::string& examId, ReconcileReason reason);

}  // namespace clairis::work
