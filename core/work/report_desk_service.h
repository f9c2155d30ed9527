// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>
#include <memory>

#include "core/plugin/plugin.h"
#include "core/plugin/report_desk.h"
#include "core/work/report_case.h"

namespace clairis::work {

struct ReportDeskOptions {
  std::chrono::milliseconds hold{0};  ///< nothing leaves before this long after validation
  int majorityAge = 18;               ///< until the DMP's parameter file says otherwise (SR-20)
};

/// Service "reports/1". Drafts and what becomes of them stand in report_drafts.cpp, validation in report_validation.cpp, what follows it in
/// report_aftermath.cpp. The renderer is looked up at each use: the plugin that provides it starts later.
class ReportDeskService final : public ReportDesk {
public:
  struct Parts {
    Store& store;
    const Clock& clock;
    Environment environment;
    Oid oidRoot;
    std::function<std::shared_ptr<const ReportRenderer>()> renderer;
    DeliveryPlanning planDeliveries;
    ReportDeskOptions options = {};
  };
  explicit ReportDeskService(Parts parts);

  Report open(const Caller& caller, std::string_view examId, const ReportText& text, const Also<Report>& also) override;
  Report save(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, const ReportText& text) override;
  Report writtenAt(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, const AuthorStructure& structure) override;
  Report makeProvisional(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, const SecondReading& reading,
                         const Also<Report>& also) override;
  Report returnToDraft(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, std::string_view reason) override;
  Report discard(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, std::string_view reason) override;
  ValidatedReport validate(const Caller& caller, std::string_view reportId, std::optional<std::int64_t> expectedVersion, const ReportSharing& sharing,
                           const std::vector<Practitioner>& recipients, const Also<ValidatedReport>& also) override;
  Report amend(const Caller& caller, std::string_view reportId, ReportKind kind, std::string_view reason, const Also<Report>& also) override;
  WithdrawnReport withdraw(const Caller& caller, std::string_view reportId, const Withdrawal& withdrawal, const Also<WithdrawnReport>& also) override;
  AnnouncedReport announce(const Caller& caller, std::string_view reportId, const Also<AnnouncedReport>& also) override;
  Report report(Reader& reader, std::string_view id) override;

private:
  struct Prepared;
  Prepared prepare(const Caller& caller, std::string_view reportId, std::optional<std::int64_t> expectedVersion, const ReportSharing& sharing,
                   const std::vector<Practitioner>& recipients);
  bool commit(const Caller& caller, const Prepared& prepared, ValidatedReport& result, const Also<ValidatedReport>& also);
  Report newDraft(UnitOfWork& work, const Caller& caller, const std::string& examId, const ReportText& text);

  Parts _parts;
};

}  // namespace clairis::work
