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

/// Makes what is written about an exam agree with what it counts now, and says whether anything had to be written. The first time it counts it is
/// a row of its own, once per Study Instance UID; whatever is found different later (the identity turned out fictitious, was merged or unmerged, the
/// exam ended in another year) is a dated correction. Only the state of the exam and its patient is looked at, never what was heard: in whatever
/// order and however often it is called, the sum is the same.
bool settle(UnitOfWork& work, Clinic& clinic, std::string_view examId, std::string_view cause);
/// Whether settle() would write something.
bool unsettled(Reader& reader, Clinic& clinic, std::string_view examId);

struct Tally {
  std::int64_t counted = 0;
  std::int64_t corrections = 0;
  std::int64_t exams() const noexcept { return counted + corrections; }
};
Tally tallyOf(Reader& reader, int year);

}  // namespace clairis::funding
