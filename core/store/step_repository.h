// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/performed_step.h"
#include "core/plugin/sql.h"

namespace clairis::store {

/// Performed steps with the exams they belong to. `updateStep` checks the version read: Conflict "step.version".
std::optional<PerformedStep> findStep(Reader& reader, std::string_view sopInstanceUid);
std::optional<PerformedStep> findStepById(Reader& reader, std::string_view id);
std::vector<PerformedStep> stepsOfExam(Reader& reader, std::string_view examId);
void insertStep(UnitOfWork& work, const PerformedStep& step);
void updateStep(UnitOfWork& work, const PerformedStep& step);
/// Does nothing when it is linked already.
void linkStep(UnitOfWork& work, std::string_view stepId, std::string_view examId);

}  // namespace clairis::store
