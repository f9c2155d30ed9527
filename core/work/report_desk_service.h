// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>

#include "core/plugin/clinic.h"
#include "core/plugin/plugin.h"
#include "core/work/report_case.h"

namespace clairis::work {

/// Service "reports/1". The renderer is looked up at each use: the plugin that provides it starts later.
class ReportDeskService final : public ReportDesk {
public:
  struct Parts {
    Store& store;
    const Clock& clock;
    Environment environment;
    Oid oidRoot;
    std::function<std::shared_ptr<const ReportRenderer>()> renderer;
    DeliveryPlanning planDeliveries;
  };
  explicit ReportDeskService(Parts parts);

  Report open(const Caller& caller, std::string_view examId, const ReportText& text, const Also<Report>& also) override;
  Report save(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, const ReportText& text) override;
  ValidatedReport validate(const Caller& caller, std::string_view reportId, std::optional<std::int64_t> expectedVersion, const ReportSharing& sharing,
                           const std::vector<Practitioner>& recipients, const Also<ValidatedReport>& also) override;
  Report report(Reader& reader, std::string_view id) override;

private:
  struct Prepared;
  Prepared prepare(const Caller& caller, std::string_view reportId, std::optional<std::int64_t> expectedVersion, const ReportSharing& sharing,
                   const std::vector<Practitioner>& recipients);
  bool commit(const Caller& caller, const Prepared& prepared, ValidatedReport& result, const Also<ValidatedReport>& also);

  Parts _parts;
};

}  // namespace clairis::work
