// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/exam_repository.h"

#include "core/domain/refusal.h"
#include "core/domain/search_key.h"

namespace clairis::store {
namespace {

constexpr const char* kSpecialtySystem = "1.2.250.1.213.1.1.4.5";
constexpr const char* kCcamSystem = "1.2.250.1.215.300.1";
constexpr const char* kSnomedSystem = "2.16.840.1.113883.6.96";

#define ORDER_COLUMNS                                                                                                                       \
  "o.id, o.version, o.site_id, o.patient_id, o.placer_number, o.placer_authority, o.placer_authority_oid, o.accession_number, o.requester_id_nat, " \
  "o.requester_family, o.requester_given, o.requester_civility, o.requester_title, o.requester_specialty_code, o.requester_specialty_display, "     \
  "o.requester_mss_address, o.reason, o.priority, o.patient_class, o.requested_at, o.cancelled, o.visit_number, o.visit_authority"

Order orderFrom(const Row& row) {
  Order order;
  order.id = row[0].text();
  order.version = row[1].integer();
  order.siteId = row[2].text();
  order.patientId = row[3].text();
  order.placerNumber = row[4].text();
  order.placerAuthority = row[5].text();
  order.placerAuthorityOid = row[6].text();
  order.accessionNumber = row[7].text();
  order.requester = {"", row[8].text(), row[9].text(), row[10].text(), row[11].text(), row[12].text(), {row[13].text(), row[14].text(), kSpecialtySystem}, row[15].text()};
  order.reason = row[16].text();
  order.priority = row[17].text();
  order.patientClass = row[18].text();
  order.requestedAt = row[19].text();
  order.cancelled = row[20].boolean();
  order.visitNumber = row[21].text();
  order.visitAuthority = row[22].text();
  return order;
}

std::optional<Order> oneOrder(const Row& row) { return row.empty() ? std::nullopt : std::optional(orderFrom(row)); }

#define EXAM_COLUMNS                                                                                                                            \
  "e.id, e.version, e.site_id, e.patient_id, e.order_id, e.accession_number, e.study_instance_uid, e.state, e.procedure_code, e.procedure_display, " \
  "e.procedure_system, e.ccam_code, e.ccam_display, e.region_code, e.region_display, e.modality, e.station_ae, e.laterality, e.scheduled_at, "       \
  "e.started_at, e.ended_at, e.equipment, e.dose, e.performer_id_nat, e.performer_family, e.performer_given, e.imported, "                           \
  "e.requested_procedure_id, e.step_id, e.step_description, e.procedure_scheme, e.protocol_code, e.protocol_display, e.protocol_scheme, " \
  "e.contrast, e.worklist_closed_at"

Exam examFrom(const Row& row) {
  Exam exam;
  exam.id = row[0].text();
  exam.version = row[1].integer();
  exam.siteId = row[2].text();
  exam.patientId = row[3].text();
  exam.orderId = row[4].text();
  exam.accessionNumber = row[5].text();
  exam.studyInstanceUid = row[6].text();
  exam.state = examStateFrom(row[7].text());
  exam.procedure = {row[8].text(), row[9].text(), row[10].text()};
  exam.ccam = {row[11].text(), row[12].text(), kCcamSystem};
  exam.region = {row[13].text(), row[14].text(), kSnomedSystem};
  exam.modality = row[15].text();
  exam.stationAe = row[16].text();
  exam.laterality = row[17].text();
  exam.scheduledAt = row[18].text();
  exam.startedAt = row[19].text();
  exam.endedAt = row[20].text();
  exam.equipment = row[21].text();
  exam.dose = row[22].text();
  exam.performer.idNat = row[23].text();
  exam.performer.familyName = row[24].text();
  exam.performer.givenName = row[25].text();
  exam.imported = row[26].boolean();
  exam.step = {row[27].text(), row[28].text(), row[29].text(), row[30].text(), {row[31].text(), row[32].text(), row[33].text()}};
  exam.contrast = row[34].text();
  exam.worklistClosedAt = row[35].text();
  return exam;
}

std::optional<Exam> oneExam(const Row& row) { return row.empty() ? std::nullopt : std::optional(examFrom(row)); }

/// What INSERT and UPDATE write alike, in this order: state to performer key.
Params scheduleValues(const Exam& e, std::string_view scheduledLocal) {
  return {toText(e.state),
          onWorklist(e),
          e.procedure.code,
          e.procedure.display,
          e.procedure.system,
          e.ccam.code,
          e.ccam.display,
          e.region.code,
          e.region.display,
          e.modality,
          e.stationAe,
          e.laterality,
          e.scheduledAt,
          scheduledLocal,
          e.startedAt,
          e.endedAt,
          e.equipment,
          e.dose,
          e.performer.idNat,
          e.performer.familyName,
          e.performer.givenName,
          personKey(e.performer.familyName, e.performer.givenName)};
}

/// Likewise: requested_procedure_id to worklist_closed_at.
Params stepValues(const Exam& e) {
  const auto& step = e.step;
  return {step.requestedProcedureId, step.stepId,           step.stepDescription, step.procedureScheme, step.protocol.code,
          step.protocol.display,     step.protocol.system, e.contrast,           e.worklistClosedAt};
}

Params joined(std::initializer_list<Params> parts) {
  Params all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

std::optional<Order> findOrder(Reader& reader, std::string_view id) {
  return oneOrder(reader.first("SELECT " ORDER_COLUMNS " FROM imaging_order o WHERE o.id = $1", {id}));
}

std::optional<Order> findOrderByPlacer(Reader& reader, std::string_view authority, std::string_view placerNumber) {
  if (placerNumber.empty()) return std::nullopt;
  return oneOrder(reader.first("SELECT " ORDER_COLUMNS " FROM imaging_order o WHERE o.placer_authority = $1 AND o.placer_number = $2 AND o.placer_number <> ''",
                               {authority, placerNumber}));
}

std::optional<Order> findOrderByAccession(Reader& reader, std::string_view accessionNumber) {
  return oneOrder(reader.first("SELECT " ORDER_COLUMNS " FROM imaging_order o WHERE o.accession_number = $1", {accessionNumber}));
}

std::vector<Order> ordersOfExam(Reader& reader, std::string_view examId) {
  std::vector<Order> orders;
  for (const auto& row : reader.query("SELECT " ORDER_COLUMNS " FROM exam_order x JOIN imaging_order o ON o.id = x.order_id WHERE x.exam_id = $1 ORDER BY x.position", {examId})) {
    orders.push_back(orderFrom(row));
  }
  return orders;
}

std::vector<Order> ordersOfVisit(Reader& reader, std::string_view patientId, std::string_view visitNumber, std::string_view visitAuthority) {
  std::vector<Order> orders;
  for (const auto& row : reader.query("SELECT " ORDER_COLUMNS " FROM imaging_order o WHERE o.visit_number = $1 AND o.visit_authority = $2 AND o.visit_number <> ''"
                                      " AND o.patient_id = $3 AND o.cancelled = 0 ORDER BY o.id",
                                      {visitNumber, visitAuthority, patientId})) {
    orders.push_back(orderFrom(row));
  }
  return orders;
}

void insertOrder(UnitOfWork& work, const Order& o, std::string_view sender) {
  const auto& r = o.requester;
  work.execute("INSERT INTO imaging_order (id, version, site_id, patient_id, placer_number, placer_authority, placer_authority_oid, accession_number,"
               " requester_id_nat, requester_family, requester_given, requester_civility, requester_title, requester_specialty_code,"
               " requester_specialty_display, requester_mss_address, requester_key, reason, priority, patient_class, requested_at, cancelled, sender, created_at,"
               " visit_number, visit_authority)"
               " VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)",
               {o.id, o.siteId, o.patientId, o.placerNumber, o.placerAuthority, o.placerAuthorityOid, o.accessionNumber, r.idNat, r.familyName, r.givenName,
                r.civility, r.title, r.specialty.code, r.specialty.display, r.mssAddress, personKey(r.familyName, r.givenName), o.reason, o.priority,
                o.patientClass, o.requestedAt, o.cancelled, sender, work.now(), o.visitNumber, o.visitAuthority});
}

void updateOrder(UnitOfWork& work, const Order& o) {
  const auto& r = o.requester;
  const auto changed = work.execute(
      "UPDATE imaging_order SET version = version + 1, site_id = $1, requester_id_nat = $2, requester_family = $3, requester_given = $4,"
      " requester_civility = $5, requester_title = $6, requester_specialty_code = $7, requester_specialty_display = $8, requester_mss_address = $9,"
      " requester_key = $10, reason = $11, priority = $12, patient_class = $13, requested_at = $14, cancelled = $15,"
      " visit_number = $16, visit_authority = $17 WHERE id = $18 AND version = $19",
      {o.siteId, r.idNat, r.familyName, r.givenName, r.civility, r.title, r.specialty.code, r.specialty.display, r.mssAddress,
       personKey(r.familyName, r.givenName), o.reason, o.priority, o.patientClass, o.requestedAt, o.cancelled, o.visitNumber, o.visitAuthority, o.id, o.version});
  if (changed != 1) throw Conflict("order.version", "the order was changed by somebody else meanwhile: read again, then repeat");
}

std::optional<Exam> findExam(Reader& reader, std::string_view id) {
  return oneExam(reader.first("SELECT " EXAM_COLUMNS " FROM exam e WHERE e.id = $1", {id}));
}

std::optional<Exam> findExamByStudyUid(Reader& reader, std::string_view studyInstanceUid) {
  return oneExam(reader.first("SELECT " EXAM_COLUMNS " FROM exam e WHERE e.study_instance_uid = $1", {studyInstanceUid}));
}

std::optional<Exam> findExamOfOrder(Reader& reader, std::string_view orderId) {
  return oneExam(reader.first("SELECT " EXAM_COLUMNS " FROM exam e WHERE e.order_id = $1", {orderId}));
}

std::vector<Exam> listExams(Reader& reader, const ExamFilter& filter) {
  const auto bar = filter.after.find('|');
  const auto local = filter.after.substr(0, bar);
  const auto id = bar == std::string::npos ? std::string() : filter.after.substr(bar + 1);
  Rows rows;
  if (!filter.accessionNumber.empty()) {
    rows = reader.query("SELECT " EXAM_COLUMNS " FROM exam e WHERE e.accession_number = $1 ORDER BY e.scheduled_local, e.id", {filter.accessionNumber});
  } else if (!filter.patientId.empty()) {
    // A patient has few exams: the state narrows them after the index did.
    rows = reader.query("SELECT " EXAM_COLUMNS " FROM exam e WHERE e.patient_id = $1 AND (e.scheduled_local, e.id) > ($2, $3)"
                        " AND ($4 = '' OR e.state = $5) ORDER BY e.scheduled_local, e.id LIMIT $6",
                        {filter.patientId, local, id, filter.state, filter.state, filter.limit});
  } else if (!filter.state.empty()) {
    rows = reader.query("SELECT " EXAM_COLUMNS " FROM exam e WHERE (e.scheduled_local, e.id) > ($1, $2) AND e.state = $3"
                        " ORDER BY e.scheduled_local, e.id LIMIT $4",
                        {local, id, filter.state, filter.limit});
  } else {
    rows = reader.query("SELECT " EXAM_COLUMNS " FROM exam e WHERE (e.scheduled_local, e.id) > ($1, $2) ORDER BY e.scheduled_local, e.id LIMIT $3",
                        {local, id, filter.limit});
  }
  std::vector<Exam> exams;
  for (const auto& row : rows) exams.push_back(examFrom(row));
  return exams;
}

void insertExam(UnitOfWork& work, const Exam& e, std::string_view scheduledLocal) {
  work.execute(
      "INSERT INTO exam (id, version, site_id, patient_id, order_id, accession_number, study_instance_uid, state, on_worklist, procedure_code,"
      " procedure_display, procedure_system, ccam_code, ccam_display, region_code, region_display, modality, station_ae, laterality,"
      " scheduled_at, scheduled_local, started_at, ended_at, equipment, dose, performer_id_nat, performer_family, performer_given,"
      " performer_key, imported, created_at, changed_at, requested_procedure_id, step_id, step_description, procedure_scheme, protocol_code,"
      " protocol_display, protocol_scheme, contrast, worklist_closed_at)"
      " VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,"
      " $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40)",
      joined({{e.id, e.siteId, e.patientId, e.orderId, e.accessionNumber, e.studyInstanceUid},
              scheduleValues(e, scheduledLocal),
              {e.imported, work.now(), work.now()},
              stepValues(e)}));
  work.execute("INSERT INTO exam_order (exam_id, order_id, position) VALUES ($1, $2, 0)", {e.id, e.orderId});
}

void updateExam(UnitOfWork& work, const Exam& e, std::string_view scheduledLocal) {
  const auto changed = work.execute(
      "UPDATE exam SET version = version + 1, site_id = $1, state = $2, on_worklist = $3, procedure_code = $4, procedure_display = $5,"
      " procedure_system = $6, ccam_code = $7, ccam_display = $8, region_code = $9, region_display = $10, modality = $11, station_ae = $12,"
      " laterality = $13, scheduled_at = $14, scheduled_local = $15, started_at = $16, ended_at = $17, equipment = $18, dose = $19,"
      " performer_id_nat = $20, performer_family = $21, performer_given = $22, performer_key = $23, changed_at = $24,"
      " requested_procedure_id = $25, step_id = $26, step_description = $27, procedure_scheme = $28, protocol_code = $29, protocol_display = $30,"
      " protocol_scheme = $31, contrast = $32, worklist_closed_at = $33 WHERE id = $34 AND version = $35",
      joined({{e.siteId}, scheduleValues(e, scheduledLocal), {work.now()}, stepValues(e), {e.id, e.version}}));
  if (changed != 1) throw Conflict("exam.version", "the exam was changed by somebody else meanwhile: read again, then repeat");
}

std::string scheduledLocalOf(Reader& reader, std::string_view examId) {
  const auto row = reader.first("SELECT scheduled_local FROM exam WHERE id = $1", {examId});
  return row.empty() ? std::string() : row[0].text();
}

}  // namespace clairis::store
