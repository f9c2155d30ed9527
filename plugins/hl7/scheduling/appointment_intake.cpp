// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/scheduling/appointment_intake.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "plugins/hl7/scheduling/appointment_book.h"

namespace clairis::hl7 {
namespace {

std::string examOfOrder(Reader& reader, const std::string& orderId) {
  const auto row = reader.first("SELECT exam_id FROM exam_order WHERE order_id = $1 ORDER BY position LIMIT 1", {orderId});
  return row.empty() ? std::string() : row[0].text();
}

std::string byPlacer(Reader& reader, const AppointmentRequest& request, const std::string& patientId) {
  if (request.orderNumber.empty()) return {};
  if (!request.orderAuthority.empty()) {
    const auto row = reader.first("SELECT id FROM imaging_order WHERE placer_authority = $1 AND placer_number = $2 AND placer_number <> ''",
                                  {request.orderAuthority, request.orderNumber});
    return row.empty() ? std::string() : examOfOrder(reader, row[0].text());
  }
  const auto rows = reader.query("SELECT id FROM imaging_order WHERE patient_id = $1 AND placer_number = $2", {patientId, request.orderNumber});
  return rows.size() == 1 ? examOfOrder(reader, rows[0][0].text()) : std::string();
}

std::string byFiller(Reader& reader, const AppointmentRequest& request) {
  if (request.filler.empty()) return {};
  const auto row = reader.first("SELECT id FROM imaging_order WHERE accession_number = $1", {request.filler});
  return row.empty() ? std::string() : examOfOrder(reader, row[0].text());
}

bool sameService(const AppointmentRequest& request, const std::string& procedure, const std::string& ccam) {
  const auto is = [&](const Code& code) { return !code.code.empty() && (code.code == procedure || code.code == ccam); };
  return request.procedures.empty() || std::any_of(request.procedures.begin(), request.procedures.end(), is);
}

std::string byVisit(Reader& reader, const AppointmentRequest& request, const std::string& patientId) {
  if (request.visit.number.empty()) return {};
  std::vector<std::string> found;
  for (const auto& row :
       reader.query("SELECT DISTINCT e.id, e.procedure_code, e.ccam_code FROM imaging_order o JOIN exam_order x ON x.order_id = o.id JOIN exam e ON "
                    "e.id = x.exam_id"
                    " WHERE o.visit_number = $1 AND o.visit_number <> '' AND o.visit_authority = $2 AND o.patient_id = $3 AND o.cancelled = 0"
                    " AND e.state IN ('scheduled', 'arrived', 'ready')",
                    {request.visit.number, request.visit.authority, patientId})) {
    if (sameService(request, row[1].text(), row[2].text())) found.push_back(row[0].text());
  }
  return found.size() == 1 ? found.front() : std::string();
}

std::string examOf(Reader& reader, const std::string& sender, const AppointmentRequest& request, const std::string& patientId) {
  for (const auto& known : knownAppointments(reader, sender, request)) {
    if (!known.examId.empty()) return known.examId;
  }
  for (auto found : {byPlacer(reader, request, patientId), byFiller(reader, request), byVisit(reader, request, patientId)}) {
    if (!found.empty()) return found;
  }
  return {};
}

bool placedHere(Reader& reader, const std::string& sender, const AppointmentRequest& request) {
  const auto known = knownAppointments(reader, sender, request);
  return std::any_of(known.begin(), known.end(), [](const KnownAppointment& one) { return one.placedHere; });
}

}  // namespace

std::string AppointmentIntake::receive(UnitOfWork& work, const Caller& caller, const std::string& sender, const std::string& siteId,
                                       const Patient& patient, const AppointmentRequest& request) const {
  const bool ends = request.kind == AppointmentKind::cancel || request.kind == AppointmentKind::noShow;
  const auto examId = examOf(work, sender, request, patient.id);
  if (examId.empty()) {
    if (ends) {
      forget(work, sender, request);
      return "no exam here has this appointment: nothing to cancel";
    }
    if (request.order) {
      auto order = *request.order;
      order.siteId = siteId;
      order.patientId = patient.id;
      remember(work, sender, request, patient.id, _clinic.placeOrder(work, caller, order).exam.id, true);
      return {};
    }
    remember(work, sender, request, patient.id, {}, false);
    return request.orderNumber.empty() ? "no exam here has this appointment and no procedure can be planned from it: send the order"
                                       : "the order of this appointment is not here yet: it will take its time";
  }
  const auto exam = _clinic.exam(work, examId);
  if (exam.patientId != patient.id) throw Refusal("order.patient_mismatch", "this appointment belongs to an exam of another patient", "PID-3");
  if (!ends) {
    _clinic.appoint(work, caller, examId, request.appointment);
    remember(work, sender, request, patient.id, examId, placedHere(work, sender, request));
    return {};
  }
  if (exam.state == ExamState::cancelled) return {};
  const std::string reason = request.kind == AppointmentKind::noShow ? "no_show" : request.reason;
  _clinic.advance(work, caller, examId, ExamCommand::cancel, reason);
  return {};
}

void AppointmentIntake::meet(UnitOfWork& work, const Caller& caller, const PlacedOrder& placed) const {
  const auto waiting = takeWaiting(work, placed.order, placed.exam.id);
  if (!waiting) return;
  Appointment appointment;
  if (!waiting->scheduledAt.empty()) appointment.at = fromIso(waiting->scheduledAt);
  appointment.stationAe = waiting->stationAe;
  _clinic.appoint(work, caller, placed.exam.id, appointment);
}

}  // namespace clairis::hl7
