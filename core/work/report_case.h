// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "core/delivery/planner.h"
#include "core/plugin/report_desk.h"
#include "core/store/document_repository.h"
#include "core/store/report_repository.h"

namespace clairis::work {

/// Row versions a rendition was made from: checked again inside the write (architecture §1).
struct CaseVersions {
  std::int64_t report = 0, exam = 0, patient = 0, site = 0, replaced = 0;
  std::vector<std::int64_t> orders;
  bool operator==(const CaseVersions&) const = default;
};

/// Everything a rendition needs, read on one snapshot. The requester is a recipient unless `recipients` names him already.
ReportCase readCase(Reader& reader, const Report& report, const std::vector<Practitioner>& recipients);
/// What follows from who validates: he is the author of what nobody else wrote, and no second reading is shown of one's own.
void completePeople(ReportCase& value);
CaseVersions versionsOf(const ReportCase& value);
CaseVersions readVersions(Reader& reader, const ReportCase& value);

/// The row of a rendition.
store::StoredDocument documentOf(const ReportCase& value, const Rendition& rendition, Environment environment, std::string id);

/// The document as channels see it while they plan: no bytes.
DocumentView viewOf(const ReportCase& value, const store::StoredDocument& document, const store::Signature& signature);

/// Asks every channel which deliveries a document needs; given by the delivery queue. Pure, no transaction open.
using DeliveryPlanning = std::function<std::vector<ChannelPlan>(const DocumentView&)>;

}  // namespace clairis::work
