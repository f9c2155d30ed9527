// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/identities.h"

namespace clairis::work {

/// The identity worklist (SR-08); contracts in core/plugin/identities.h. Opening and closing are audited.
std::string openTask(UnitOfWork& work, const Caller& caller, const IdentityTask& task);
/// NotFound "identity.task.unknown", Conflict "identity.task.closed".
void closeTask(UnitOfWork& work, const Caller& caller, std::string_view taskId, std::string_view outcome, std::string_view note);

/// The program itself: what it closes, it may open again.
Caller systemCaller();

}  // namespace clairis::work
