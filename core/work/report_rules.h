// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/exam.h"
#include "core/domain/people.h"
#include "core/plugin/caller.h"
#include "core/plugin/report_desk.h"

namespace clairis::work {

/// NotFound "report.unknown".
Report knownReport(Reader& reader, std::string_view id);
Exam examOf(Reader& reader, const Report& report);

/// Whether a first report may be opened: Refusal "exam.state" when it is cancelled, Conflict "report.exists" when it has one.
void requireReportable(Reader& reader, const Exam& exam);
/// Conflict "report.exists" while a version is being written.
void refuseOpenDraft(Reader& reader, const std::string& examId);

/// Conflict "report.version" unless `version` is the row's.
void expectVersion(const Report& report, std::optional<std::int64_t> version);

/// SR-10 for the caller at the exam of this report; the practitioner behind him.
Practitioner requireValidator(Reader& reader, const Caller& caller, const Exam& exam, Environment environment);

/// Results and conclusion, or what an addendum adds: Refusal "report.….missing".
void requireContent(const Report& report);

/// A reason that is printed or kept: trimmed, at most 1000 characters. Refusal "report.reason.missing", "report.reason.long".
std::string reasonFrom(std::string_view text);

/// Refusal "report.addendum.kind", "report.addendum.frozen": which parts of the text may be written in this kind of report.
void requireWritable(const Report& report, const ReportText& text);

}  // namespace clairis::work
