// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "core/plugin/clinic.h"
#include "core/plugin/plugin.h"

namespace clairis::funding {

/// Why an exam does not count, or nothing when it does (SR-11).
std::optional<std::string> notCounted(const Exam& exam, const Patient& patient, bool validatedReport);

/// Year of performance in the site's own time zone: the end of the exam.
int yearOfPerformance(const Exam& exam, const Site& site);

/// Hears "exam.completed" (MPPS or manual), "exam.discontinued" and "report.validated"; the first that makes the exam countable
/// counts it, once per Study Instance UID.
void count(UnitOfWork& work, Clinic& clinic, std::string_view examId, std::string_view cause);

struct Tally {
  std::int64_t counted = 0;
  std::int64_t corrections = 0;
  std::int64_t exams() const noexcept { return counted + corrections; }
};
Tally tallyOf(Reader& reader, int year);

}  // namespace clairis::funding
