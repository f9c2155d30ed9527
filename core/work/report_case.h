// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "core/plugin/clinic.h"
#include "core/store/document_repository.h"

namespace clairis::work {

/// Row versions a rendition was made from: checked again inside the write (architecture §1).
struct CaseVersions {
  std::int64_t report = 0, exam = 0, patient = 0, site = 0;
  std::vector<std::int64_t> orders;
  bool operator==(const CaseVersions&) const = default;
};

/// Everything a rendition needs, read on one snapshot. The requester is a recipient unless `recipients` names him already.
ReportCase readCase(Reader& reader, const Report& report, const std::vector<Practitioner>& recipients);
CaseVersions versionsOf(const ReportCase& value);
CaseVersions readVersions(Reader& reader, const ReportCase& value);

/// The row of a rendition.
store::StoredDocument documentOf(const ReportCase& value, const Rendition& rendition, Environment environment, std::string id);

/// Plans the deliveries of a stored document; given by the delivery queue.
using DeliveryPlanner = std::function<void(UnitOfWork&, const DocumentView&)>;

}  // namespace clairis::work
