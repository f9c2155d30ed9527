// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/report_repository.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

namespace clairis::store {
namespace {

#define REPORT_COLUMNS                                                                                                                           \
  "id, version, exam_id, state, report_version, set_id, title, justification, indication, technique, results, conclusion, dmp_blocked, "            \
  "masked_from_professionals, announcement_needed, hidden_from_representatives, author_id, created_at, validated_at, validated_by, kind, root_id, "    \
  "amends, reason, addendum, addenda, author_structure_id, author_structure_name, provisional_at, provisional_by, second_reader_id, "               \
  "announcement_hides_representatives, announced_at, announced_by, withdrawn_at"

std::string addendaJson(const std::vector<Addendum>& addenda) {
  auto list = nlohmann::json::array();
  for (const auto& a : addenda) list.push_back({{"text", a.text}, {"at", a.at}, {"by", a.practitionerId}});
  return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<Addendum> addendaFrom(const std::string& text) {
  std::vector<Addendum> addenda;
  for (const auto& a : nlohmann::json::parse(text)) addenda.push_back({a["text"], a["at"], a["by"]});
  return addenda;
}

Report reportFrom(const Row& row) {
  Report report;
  report.id = row[0].text();
  report.version = row[1].integer();
  report.examId = row[2].text();
  report.state = reportStateFrom(row[3].text());
  report.reportVersion = static_cast<int>(row[4].integer());
  report.setId = row[5].text();
  report.text = {row[6].text(), row[7].text(), row[8].text(), row[9].text(), row[10].text(), row[11].text(), row[24].text()};
  report.sharing = {row[12].boolean(), row[13].boolean(), row[14].boolean(), row[15].boolean()};
  report.authorPractitionerId = row[16].text();
  report.createdAt = row[17].text();
  report.validatedAt = row[18].text();
  report.validatedBy = row[19].text();
  report.kind = reportKindFrom(row[20].text());
  report.rootId = row[21].text();
  report.amends = row[22].text();
  report.reason = row[23].text();
  report.addenda = addendaFrom(row[25].text());
  report.authorStructure = {row[26].text(), row[27].text()};
  report.provisionalAt = row[28].text();
  report.provisionalBy = row[29].text();
  report.secondReaderId = row[30].text();
  report.announcementHidesFromRepresentatives = row[31].boolean();
  report.announcedAt = row[32].text();
  report.announcedBy = row[33].text();
  report.withdrawnAt = row[34].text();
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

const char* const kReportsToAnnounce =
    "SELECT " REPORT_COLUMNS
    " FROM report WHERE state = 'validated' AND announcement_needed = 1 AND announced_at = ''"
    " AND (validated_at, id) > ($1, $2) ORDER BY validated_at, id LIMIT $3";

std::vector<Report> reportsToAnnounce(Reader& reader, std::string_view afterValidatedAt, std::string_view afterId, int limit) {
  std::vector<Report> reports;
  for (const auto& row : reader.query(kReportsToAnnounce, {afterValidatedAt, afterId, limit})) reports.push_back(reportFrom(row));
  return reports;
}

std::vector<Practitioner> recipientsOf(Reader& reader, std::string_view reportId) {
  const auto row = reader.first("SELECT recipients FROM report WHERE id = $1", {reportId});
  return row.empty() ? std::vector<Practitioner>{} : peopleFrom(row[0].text());
}

void insertReport(UnitOfWork& work, const Report& r) {
  work.execute(
      "INSERT INTO report (id, version, exam_id, state, report_version, set_id, title, justification, indication, technique, results, conclusion,"
      " dmp_blocked, masked_from_professionals, announcement_needed, hidden_from_representatives, recipients, author_id, created_at, changed_at,"
      " validated_at, validated_by, authentication, authenticated_at, kind, root_id, amends, reason, addendum, addenda, author_structure_id,"
      " author_structure_name) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '[]', $16, $17, $18, '', '', '', '', $19,"
      " $20, $21, $22, $23, $24, $25, $26)",
      {r.id, r.examId, toText(r.state), r.reportVersion, r.setId, r.text.title, r.text.justification, r.text.indication, r.text.technique,
       r.text.results, r.text.conclusion, r.sharing.dmpBlocked, r.sharing.maskedFromProfessionals, r.sharing.announcementNeeded,
       r.sharing.hiddenFromRepresentatives, r.authorPractitionerId, work.now(), work.now(), toText(r.kind), r.rootId.empty() ? r.id : r.rootId, r.amends,
       r.reason, r.text.addendum, addendaJson(r.addenda), r.authorStructure.id, r.authorStructure.name});
}

void updateReport(UnitOfWork& work, const Report& r) {
  changedOne(work.execute("UPDATE report SET version = version + 1, state = $1, title = $2, justification = $3, indication = $4, technique = $5, results = $6,"
                          " conclusion = $7, addendum = $8, author_structure_id = $9, author_structure_name = $10, provisional_at = $11,"
                          " provisional_by = $12, second_reader_id = $13, announced_at = $14, announced_by = $15, changed_at = $16"
                          " WHERE id = $17 AND version = $18",
                          {toText(r.state), r.text.title, r.text.justification, r.text.indication, r.text.technique, r.text.results, r.text.conclusion,
                           r.text.addendum, r.authorStructure.id, r.authorStructure.name, r.provisionalAt, r.provisionalBy, r.secondReaderId, r.announcedAt,
                           r.announcedBy, work.now(), r.id, r.version}));
}

void signReport(UnitOfWork& work, const Report& r, const Signature& s) {
  changedOne(work.execute("UPDATE report SET version = version + 1, state = $1, dmp_blocked = $2, masked_from_professionals = $3, announcement_needed = $4,"
                          " hidden_from_representatives = $5, recipients = $6, changed_at = $7, validated_at = $8, validated_by = $9, authentication = $10,"
                          " authenticated_at = $11, announcement_hides_representatives = $12, report_version = $13, set_id = $14, addenda = $15"
                          " WHERE id = $16 AND version = $17",
                          {toText(r.state), r.sharing.dmpBlocked, r.sharing.maskedFromProfessionals, r.sharing.announcementNeeded,
                           r.sharing.hiddenFromRepresentatives, toJson(s.recipients), work.now(), s.validatedAt, s.validatorId, s.authentication,
                           s.authenticatedAt, r.announcementHidesFromRepresentatives, r.reportVersion, r.setId, addendaJson(r.addenda), r.id, r.version}));
}

void moveReportToSet(UnitOfWork& work, std::string_view reportId, std::string_view setId) {
  work.execute("UPDATE report SET set_id = $1, version = version + 1 WHERE id = $2", {setId, reportId});
}

std::string withdrawalCauseOf(Reader& reader, std::string_view reportId) {
  const auto row = reader.first("SELECT withdrawal_cause FROM report WHERE id = $1", {reportId});
  return row.empty() ? std::string() : row[0].text();
}

void withdrawReport(UnitOfWork& work, const Report& r, const Withdrawn& w) {
  changedOne(work.execute("UPDATE report SET version = version + 1, state = $1, changed_at = $2, withdrawn_at = $2, withdrawn_by = $3,"
                          " withdrawal_cause = $4, withdrawal_reason = $5 WHERE id = $6 AND version = $7",
                          {toText(r.state), work.now(), w.practitionerId, toText(w.cause), w.reason, r.id, r.version}));
}

Signature signatureOf(Reader& reader, std::string_view reportId) {
  const auto row = reader.first("SELECT validated_by, validated_at, authentication, authenticated_at, recipients FROM report WHERE id = $1", {reportId});
  if (row.empty()) return {};
  return {row[0].text(), row[1].text(), row[2].text(), row[3].text(), peopleFrom(row[4].text())};
}

}  // namespace clairis::store
