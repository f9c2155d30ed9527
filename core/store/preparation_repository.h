// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "core/domain/exam_preparation.h"
#include "core/plugin/sql.h"

namespace clairis::store {

/// What is known before the exam; version 0 when nothing is stored.
ExamPreparation findPreparation(Reader& reader, std::string_view examId);
/// Inserts when `version` is 0, else replaces the row of that version: Conflict "preparation.version".
void savePreparation(UnitOfWork& work, std::string_view examId, const ExamPreparation& preparation);

}  // namespace clairis::store
