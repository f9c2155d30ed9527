// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/report_repository.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

namespace clairis::store {
namespace {

#define REPORT_COLUMNS                                                                                                                           \
  "id, version, exam_id, state, report_version, set_id, title, justification, indication, technique, results, conclusion, dmp_blocked, "            \
  "masked_from_professionals, announcement_needed, hidden_from_representatives, author_id, created_at, validated_at, validated_by"

Report reportFrom(const Row& row) {
  Report report;
  report.id = row[0].text();
  report.version = row[1].integer();
  report.examId = row[2].text();
  report.state = reportStateFrom(row[3].text());
  report.reportVersion = static_cast<int>(row[4].integer());
  report.setId = row[5].text();
  report.text = {row[6].text(), row[7].text(), row[8].text(), row[9].text(), row[10].text(), row[11].text()};
  report.sharing = {row[12].boolean(), row[13].boolean(), row[14].boolean(), row[15].boolean()};
  report.authorPractitionerId = row[16].text();
  report.createdAt = row[17].text();
  report.validatedAt = row[18].text();
  report.validatedBy = row[19].text();
  return report;
}

std::string toJson(const std::vector<Practitioner>& people) {
  auto list = nlohmann::json::array();
  for (const auto& p : people) {
    list.push_back({{"idNat", p.idNat}, {"family", p.familyName}, {"given", p.givenName}, {"civility", p.civility}, {"title", p.title},
                    {"specialty", p.specialty.code}, {"specialtyDisplay", p.specialty.display}, {"mss", p.mssAddress}});
  }
  return list.dump();
}

std::vector<Practitioner> peopleFrom(const std::string& text) {
  std::vector<Practitioner> people;
  for (const auto& p : nlohmann::json::parse(text)) {
    people.push_back({"", p["idNat"], p["family"], p["given"], p["civility"], p["title"], {p["specialty"], p["specialtyDisplay"], "1.2.250.1.213.1.1.4.5"}, p["mss"]});
  }
  return people;
}

void changedOne(std::int64_t changed) {
  if (changed != 1) throw Conflict("report.version", "the report was changed by somebody else meanwhile: read it again, then repeat");
}

}  // namespace

std::optional<Report> findReport(Reader& reader, std::string_view id) {
  const auto row = reader.first("SELECT " REPORT_COLUMNS " FROM report WHERE id = $1", {id});
  return row.empty() ? std::nullopt : std::optional(reportFrom(row));
}

std::vector<Report> reportsOfExam(Reader& reader, std::string_view examId) {
  std::vector<Report> reports;
  for (const auto& row : reader.query("SELECT " REPORT_COLUMNS " FROM report WHERE exam_id = $1 ORDER BY created_at, id", {examId})) reports.push_back(reportFrom(row));
  return reports;
}

std::vector<Practitioner> recipientsOf(Reader& reader, std::string_view reportId) {
  const auto row = reader.first("SELECT recipients FROM report WHERE id = $1", {reportId});
  return row.empty() ? std::vector<Practitioner>{} : peopleFrom(row[0].text());
}

void insertReport(UnitOfWork& work, const Report& r) {
  work.execute("INSERT INTO report (id, version, exam_id, state, report_version, set_id, title, justification, indication, technique, results, conclusion,"
               " dmp_blocked, masked_from_professionals, announcement_needed, hidden_from_representatives, recipients, author_id, created_at, changed_at,"
               " validated_at, validated_by, authentication, authenticated_at)"
               " VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, 0, '[]', $12, $13, $14, '', '', '', '')",
               {r.id, r.examId, toText(r.state), r.reportVersion, r.setId, r.text.title, r.text.justification, r.text.indication, r.text.technique,
                r.text.results, r.text.conclusion, r.authorPractitionerId, work.now(), work.now()});
}

void updateReport(UnitOfWork& work, const Report& r) {
  changedOne(work.execute("UPDATE report SET version = version + 1, state = $1, title = $2, justification = $3, indication = $4, technique = $5, results = $6,"
                          " conclusion = $7, changed_at = $8 WHERE id = $9 AND version = $10",
                          {toText(r.state), r.text.title, r.text.justification, r.text.indication, r.text.technique, r.text.results, r.text.conclusion,
                           work.now(), r.id, r.version}));
}

void signReport(UnitOfWork& work, const Report& r, const Signature& s) {
  changedOne(work.execute("UPDATE report SET version = version + 1, state = $1, dmp_blocked = $2, masked_from_professionals = $3, announcement_needed = $4,"
                          " hidden_from_representatives = $5, recipients = $6, changed_at = $7, validated_at = $8, validated_by = $9, authentication = $10,"
                          " authenticated_at = $11 WHERE id = $12 AND version = $13",
                          {toText(r.state), r.sharing.dmpBlocked, r.sharing.maskedFromProfessionals, r.sharing.announcementNeeded,
                           r.sharing.hiddenFromRepresentatives, toJson(s.recipients), work.now(), s.validatedAt, s.validatorId, s.authentication,
                           s.authenticatedAt, r.id, r.version}));
}

Signature signatureOf(Reader& reader, std::string_view reportId) {
  const auto row = reader.first("SELECT validated_by, validated_at, authentication, authenticated_at, recipients FROM report WHERE id = $1", {reportId});
  if (row.empty()) return {};
  return {row[0].text(), row[1].text(), row[2].text(), row[3].text(), peopleFrom(row[4].text())};
}

}  // namespace clairis::store
