// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/order_intake.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/anatomic_region.h"
#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"
#include "core/store/patient_repository.h"
#include "core/store/patient_search.h"
#include "core/store/place_repository.h"
#include "core/store/preparation_repository.h"
#include "core/time/zone.h"

namespace clairis::work {
namespace {

constexpr std::string_view kLoinc = "2.16.840.1.113883.6.1";

Site siteOf(Reader& reader, const std::string& id) {
  const auto site = id.empty() ? store::findDefaultSite(reader) : store::findSite(reader, id);
  if (!site) throw Refusal("site.unknown", "expected a registered site, found \"" + id + "\"; add it with `clairis site add`", "site");
  return *site;
}

std::string local(const Site& site, const std::string& instant) {
  const Zone zone(site.zone);
  const auto at = fromIso(instant);
  return zone.dicomDate(at) + zone.dicomTime(at);
}

void check(const NewOrder& order) {
  const auto modality = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  if (order.modality.empty() || order.modality.size() > 16 || !std::all_of(order.modality.begin(), order.modality.end(), modality)) {
    throw Refusal("order.modality.missing", "expected a DICOM modality such as CT, MR, MG, US, DX; found \"" + order.modality.substr(0, 16) + "\"", "OBR-24");
  }
  if (order.procedure.empty() && order.procedure.display.empty()) {
    throw Refusal("order.procedure.missing", "expected the requested procedure: a code, its words, or both", "OBR-4");
  }
  for (const auto* id : {&order.step.requestedProcedureId, &order.step.stepId}) {
    if (id->size() > 16)
      throw Refusal("order.step_id.too_long", "expected at most 16 characters in the ids of requested procedure and step", "stepId");
  }
  if (order.placerNumber.size() > 199) throw Refusal("order.placer_number.too_long", "expected at most 199 characters", "ORC-2");
}

std::string accessionOf(UnitOfWork& work, const NewOrder& order, const OrderRules& rules) {
  while (order.accessionNumber.empty()) {
    const auto assigned = AccessionNumber::parse(fmt::format("{}{:010}", rules.accessionPrefix, work.nextNumber("accession"))).text();
    // A sender may have chosen a number of our form: the sequence passes over it instead of failing for ever.
    if (!store::findOrderByAccession(work, assigned)) return assigned;
  }
  const auto accession = AccessionNumber::parse(order.accessionNumber).text();
  if (store::findOrderByAccession(work, accession)) throw Refusal("order.accession.taken", "the accession number " + accession + " belongs to another order", "OBR-18");
  return accession;
}

/// One that was promised to consoles before (a migrated worklist) is kept; no two exams may share it.
std::string studyUidOf(UnitOfWork& work, const NewOrder& order, const OrderRules& rules, const std::string& examId) {
  if (order.studyInstanceUid.empty()) return oidFromUuid(rules.oidRoot, "5", examId).text();
  if (!Oid::valid(order.studyInstanceUid)) {
    throw Refusal("order.study_uid.malformed", "expected a UID of at most 64 digits and dots, no component with a leading zero", "studyInstanceUid");
  }
  if (store::findExamByStudyUid(work, order.studyInstanceUid)) {
    throw Refusal("order.study_uid.taken", "the Study Instance UID " + order.studyInstanceUid + " belongs to another exam", "studyInstanceUid");
  }
  return order.studyInstanceUid;
}

Code procedureOf(const NewOrder& order) {
  auto code = order.procedure;
  const bool unnamed = code.system.empty() && order.step.procedureScheme.empty();
  if (unnamed && !code.code.empty() && code.code.find('-') != std::string::npos) code.system = kLoinc;
  if (code.display.empty()) code.display = code.code;
  return code;
}

Code regionOf(const NewOrder& order) {
  if (!order.region.empty()) return order.region;
  return regionOfAct(order.procedure.display + " " + order.ccam.display, order.ccam.code);
}

void announce(UnitOfWork& work, const Caller& caller, const PlacedOrder& placed, std::string_view event) {
  work.publish({std::string(event), placed.exam.id, R"({"order":")" + placed.order.id + R"("})"});
  work.audit({caller.principal, std::string(event), "order:" + placed.order.id, "ok", R"({"exam":")" + placed.exam.id + R"("})"});
}

PlacedOrder find(UnitOfWork& work, std::string_view placerNumber, std::string_view placerAuthority) {
  const auto order = store::findOrderByPlacer(work, placerAuthority, placerNumber);
  if (!order) {
    throw NotFound("order.unknown", "no order with placer number " + std::string(placerNumber) + " of " + std::string(placerAuthority) + ": send it with NW first", "ORC-2");
  }
  const auto exam = store::findExamOfOrder(work, order->id);
  return {*order, *exam};
}

ExamState step(const Exam& exam, ExamCommand command) {
  if (const auto state = next(exam.state, command)) return *state;
  throw Refusal("exam.state", fmt::format("cannot {} an exam that is {}", toText(command), toText(exam.state)), "ORC-1");
}

/// Fills what nobody has entered yet.
void completePreparation(UnitOfWork& work, const std::string& examId, const ExamPreparation& said) {
  const auto before = store::findPreparation(work, examId);
  auto now = before;
  for (const auto member : {&ExamPreparation::weightKg, &ExamPreparation::heightM, &ExamPreparation::lastMenses, &ExamPreparation::allergies,
                            &ExamPreparation::medicalAlerts, &ExamPreparation::specialNeeds, &ExamPreparation::patientState, &ExamPreparation::location,
                            &ExamPreparation::transport, &ExamPreparation::contrastAgent, &ExamPreparation::premedication, &ExamPreparation::remarks}) {
    if ((now.*member).empty()) now.*member = said.*member;
  }
  if (now.pregnancy == Pregnancy::notAsked) now.pregnancy = said.pregnancy;
  if (now == before) return;
  check(now);
  store::savePreparation(work, examId, now);
}

}  // namespace

PlacedOrder placeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& wanted, const OrderRules& rules) {
  check(wanted);
  const auto patient = store::findPatient(work, wanted.patientId);
  if (!patient) throw NotFound("patient.unknown", "no patient " + wanted.patientId, "patientId");
  // Who was merged meanwhile gets nothing any more: it would be seen by nobody.
  const auto patientId = patient->mergedInto.empty() ? patient->id : store::survivorOf(work, patient->id);
  if (store::findOrderByPlacer(work, wanted.placerAuthority, wanted.placerNumber)) {
    throw Refusal("order.duplicate", "order " + wanted.placerNumber + " of " + wanted.placerAuthority + " was placed before; change it with XO or cancel it with CA", "ORC-2");
  }
  const auto site = siteOf(work, wanted.siteId);
  PlacedOrder placed;
  auto& order = placed.order;
  order.id = work.newId();
  order.version = 1;
  order.siteId = site.id;
  order.patientId = patientId;
  order.accessionNumber = accessionOf(work, wanted, rules);
  order.placerNumber = wanted.placerNumber;
  order.placerAuthority = wanted.placerAuthority;
  order.placerAuthorityOid = wanted.placerAuthorityOid;
  order.requester = wanted.requester;
  order.reason = wanted.reason;
  order.priority = wanted.priority.empty() ? "R" : wanted.priority;
  order.patientClass = wanted.patientClass;
  order.visitNumber = wanted.visitNumber;
  order.visitAuthority = wanted.visitAuthority;
  order.requestedAt = toIso(wanted.requestedAt.value_or(work.now()));
  store::insertOrder(work, order, wanted.sender);

  auto& exam = placed.exam;
  exam.id = work.newId();
  exam.version = 1;
  exam.siteId = site.id;
  exam.patientId = patientId;
  exam.orderId = order.id;
  exam.accessionNumber = order.accessionNumber;
  exam.studyInstanceUid = studyUidOf(work, wanted, rules, exam.id);
  exam.procedure = procedureOf(wanted);
  exam.ccam = wanted.ccam;
  exam.region = regionOf(wanted);
  exam.modality = wanted.modality;
  exam.stationAe = wanted.stationAe;
  exam.laterality = wanted.laterality;
  exam.scheduledAt = toIso(wanted.scheduledAt.value_or(work.now()));
  exam.performer = wanted.performer;
  exam.step = wanted.step;
  store::insertExam(work, exam, local(site, exam.scheduledAt));
  completePreparation(work, exam.id, wanted.preparation);
  announce(work, caller, placed, "order.placed");
  return placed;
}

PlacedOrder changeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& wanted) {
  check(wanted);
  auto placed = find(work, wanted.placerNumber, wanted.placerAuthority);
  auto& [order, exam] = placed;
  if (order.patientId != wanted.patientId) {
    throw Refusal("order.patient_mismatch", "this order belongs to another patient: cancel it and place a new one", "PID-3");
  }
  exam.state = step(exam, ExamCommand::reschedule);
  exam.worklistClosedAt.clear();
  const auto site = wanted.siteId.empty() ? siteOf(work, order.siteId) : siteOf(work, wanted.siteId);
  order.siteId = exam.siteId = site.id;
  if (!wanted.requester.familyName.empty()) order.requester = wanted.requester;
  if (!wanted.reason.empty()) order.reason = wanted.reason;
  if (!wanted.priority.empty()) order.priority = wanted.priority;
  if (!wanted.patientClass.empty()) order.patientClass = wanted.patientClass;
  if (!wanted.visitNumber.empty()) {
    order.visitNumber = wanted.visitNumber;
    order.visitAuthority = wanted.visitAuthority;
  }
  replaceProcedure(exam, procedureOf(wanted));
  if (!wanted.ccam.empty()) exam.ccam = wanted.ccam;
  exam.region = regionOf(wanted);
  exam.modality = wanted.modality;
  if (!wanted.stationAe.empty()) exam.stationAe = wanted.stationAe;
  if (!wanted.laterality.empty()) exam.laterality = wanted.laterality;
  if (wanted.scheduledAt) exam.scheduledAt = toIso(*wanted.scheduledAt);
  if (!wanted.performer.familyName.empty()) exam.performer = wanted.performer;
  store::updateOrder(work, order);
  store::updateExam(work, exam, local(site, exam.scheduledAt));
  completePreparation(work, exam.id, wanted.preparation);
  ++order.version;
  ++exam.version;
  announce(work, caller, placed, "order.changed");
  return placed;
}

PlacedOrder cancelOrder(UnitOfWork& work, const Caller& caller, std::string_view placerNumber, std::string_view placerAuthority, std::string_view reason) {
  auto placed = find(work, placerNumber, placerAuthority);
  auto& [order, exam] = placed;
  exam.state = step(exam, ExamCommand::cancel);
  order.cancelled = true;
  if (!reason.empty()) order.reason += (order.reason.empty() ? "" : "\n") + std::string(reason);
  store::updateOrder(work, order);
  store::updateExam(work, exam, store::scheduledLocalOf(work, exam.id));
  ++order.version;
  ++exam.version;
  announce(work, caller, placed, "order.cancelled");
  return placed;
}

}  // namespace clairis::work
