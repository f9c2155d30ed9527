// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/exam.h"
#include "core/domain/performed_step.h"
#include "core/plugin/performed_steps.h"
#include "core/plugin/sql.h"

namespace clairis::store {

/// Opens an entry; false when the same one (step, exam, reason) exists already, open or closed.
bool openReconcile(UnitOfWork& work, const ReconcileEntry& entry);
std::optional<ReconcileEntry> findReconcile(Reader& reader, std::string_view id);
/// Open entries by age, after the key of the page before.
std::vector<ReconcileEntry> listReconcile(Reader& reader, std::string_view afterOpenedAt, std::string_view afterId, int limit);
/// Ends an open entry: Conflict "reconcile.closed" when somebody was faster.
void closeReconcile(UnitOfWork& work, std::string_view id, std::string_view outcome, std::string_view note, std::string_view by);

/// Exams that a step may belong to, best first: same patient identifier, same name and birth date, same station and day.
std::vector<ExamCandidate> candidatesFor(Reader& reader, const PerformedStep& step, std::string_view localDay);

/// Exams by the ids a console sends back.
std::vector<Exam> examsByReference(Reader& reader, const ScheduledReference& reference);

}  // namespace clairis::store
