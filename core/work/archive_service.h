// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>

#include "core/plugin/clinic.h"
#include "core/plugin/read_trace.h"

namespace clairis::work {

/// Service "archive/1". A document is given out when its reading is in the trace.
class ArchiveService final : public Archive {
public:
  ArchiveService(Store& store, std::function<std::shared_ptr<const ReportRenderer>()> renderer, ReadTrace& trace);
  Report report(const Caller& caller, std::string_view reportId) override;
  DocumentView current(const Caller& caller, std::string_view reportId) override;

private:
  Store& _store;
  std::function<std::shared_ptr<const ReportRenderer>()> _renderer;
  ReadTrace& _trace;
};

}  // namespace clairis::work
