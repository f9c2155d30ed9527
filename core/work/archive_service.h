// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>

#include "core/plugin/report_desk.h"
#include "core/plugin/read_trace.h"

namespace clairis::work {

/// Service "archive/1". A document is given out when its reading is in the trace. Whoever reads it may print it, so it is an outlet (SR-02): between a
/// change of identity and the new rendition (SR-01), bytes with an INS that may not leave any more are refused, Conflict "document.identity_changed".
class ArchiveService final : public Archive {
public:
  ArchiveService(Store& store, Environment environment, std::function<std::shared_ptr<const ReportRenderer>()> renderer, ReadTrace& trace);
  Report report(const Caller& caller, std::string_view reportId) override;
  std::vector<Report> ofExam(const Caller& caller, std::string_view examId) override;
  Announcements announcements(const Caller& caller, std::string_view validatedAt, std::string_view reportId, int limit) override;
  DocumentView current(const Caller& caller, std::string_view reportId) override;

private:
  Store& _store;
  Environment _environment;
  std::function<std::shared_ptr<const ReportRenderer>()> _renderer;
  ReadTrace& _trace;
};

}  // namespace clairis::work
