// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/people.h"
#include "core/domain/report.h"
#include "core/plugin/sql.h"

namespace clairis::store {

std::optional<Report> findReport(Reader& reader, std::string_view id);
std::vector<Report> reportsOfExam(Reader& reader, std::string_view examId);
/// In force and not announced, the longest waiting first, after (validatedAt, id).
std::vector<Report> reportsToAnnounce(Reader& reader, std::string_view afterValidatedAt, std::string_view afterId, int limit);
extern const char* const kReportsToAnnounce;  ///< its statement, for the test of its index road
std::vector<Practitioner> recipientsOf(Reader& reader, std::string_view reportId);
void insertReport(UnitOfWork& work, const Report& report);
/// Text, state, readers and announcement; `report.version` is the version read: Conflict "report.version".
void updateReport(UnitOfWork& work, const Report& report);

/// What validation adds to a report.
struct Signature {
  std::string validatorId;
  std::string validatedAt;       ///< instant
  std::string authentication;    ///< SAML class of the session (SR-33)
  std::string authenticatedAt;   ///< instant
  std::vector<Practitioner> recipients;
};
void signReport(UnitOfWork& work, const Report& report, const Signature& signature);
/// Its documents go on in another set (SR-05).
void moveReportToSet(UnitOfWork& work, std::string_view reportId, std::string_view setId);

struct Withdrawn {
  std::string practitionerId;
  WithdrawalCause cause = WithdrawalCause::error;
  std::string reason;
};
/// Word of WithdrawalCause, empty while it was not withdrawn.
std::string withdrawalCauseOf(Reader& reader, std::string_view reportId);
void withdrawReport(UnitOfWork& work, const Report& report, const Withdrawn& withdrawal);

Signature signatureOf(Reader& reader, std::string_view reportId);

}  // namespace clairis::store
