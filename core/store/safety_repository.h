// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

#include "core/domain/safety_question.h"
#include "core/plugin/sql.h"

namespace clairis::store {

/// All answers of an exam, oldest first.
std::vector<SafetyAnswer> safetyAnswers(Reader& reader, std::string_view examId);
void addSafetyAnswer(UnitOfWork& work, std::string_view examId, const SafetyAnswer& answer);

}  // namespace clairis::store
