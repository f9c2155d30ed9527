// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/scheduling/appointment_book.h"

namespace clairis::hl7 {
namespace {

constexpr std::int64_t kPurgeBatch = 500;

}  // namespace

std::vector<KnownAppointment> knownAppointments(Reader& reader, const std::string& sender, const AppointmentRequest& request) {
  std::vector<KnownAppointment> known;
  for (const auto& number : request.numbers) {
    const auto row = reader.first("SELECT exam_id, placed_here FROM hl7_appointment WHERE sender = $1 AND number = $2", {sender, number});
    if (!row.empty()) known.push_back({row[0].text(), row[1].boolean()});
  }
  return known;
}

void remember(UnitOfWork& work, const std::string& sender, const AppointmentRequest& request, const std::string& patientId, const std::string& examId,
              bool placedHere) {
  const auto at = request.appointment.at ? toIso(*request.appointment.at) : std::string();
  for (const auto& number : request.numbers) {
    work.execute(
        "INSERT INTO hl7_appointment (sender, number, patient_id, exam_id, order_number, order_authority, scheduled_at, station_ae, placed_here,"
        " received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        " ON CONFLICT (sender, number) DO UPDATE SET patient_id = excluded.patient_id, exam_id = excluded.exam_id, order_number = "
        "excluded.order_number,"
        " order_authority = excluded.order_authority, scheduled_at = excluded.scheduled_at, station_ae = excluded.station_ae,"
        " placed_here = excluded.placed_here, received_at = excluded.received_at",
        {sender, number, patientId, examId, request.orderNumber, request.orderAuthority, at, request.appointment.stationAe, placedHere, work.now()});
  }
}

void forget(UnitOfWork& work, const std::string& sender, const AppointmentRequest& request) {
  for (const auto& number : request.numbers) work.execute("DELETE FROM hl7_appointment WHERE sender = $1 AND number = $2", {sender, number});
}

std::optional<WaitingAppointment> takeWaiting(UnitOfWork& work, const Order& order, const std::string& examId) {
  if (order.placerNumber.empty()) return std::nullopt;
  std::optional<WaitingAppointment> waiting;
  for (const auto& row : work.query("SELECT sender, number, scheduled_at, station_ae, order_authority FROM hl7_appointment"
                                    " WHERE order_number = $1 AND order_number <> '' AND patient_id = $2 AND exam_id = '' ORDER BY received_at",
                                    {order.placerNumber, order.patientId})) {
    if (!row[4].text().empty() && row[4].text() != order.placerAuthority) continue;
    waiting = WaitingAppointment{row[2].text(), row[3].text()};
    work.execute("UPDATE hl7_appointment SET exam_id = $1 WHERE sender = $2 AND number = $3", {examId, row[0].text(), row[1].text()});
  }
  return waiting;
}

bool placedByAppointment(Reader& reader, const std::string& placerNumber, const std::string& placerAuthority) {
  if (placerNumber.empty()) return false;
  return !reader
              .first(
                  "SELECT 1 FROM imaging_order o JOIN exam_order x ON x.order_id = o.id JOIN hl7_appointment a ON a.exam_id = x.exam_id"
                  " WHERE o.placer_number = $1 AND o.placer_number <> '' AND o.placer_authority = $2 AND a.exam_id <> '' AND a.placed_here = 1 LIMIT "
                  "1",
                  {placerNumber, placerAuthority})
              .empty();
}

bool purgeAppointments(UnitOfWork& work, Instant before) {
  return work.execute(
             "DELETE FROM hl7_appointment WHERE (sender, number) IN "
             "(SELECT sender, number FROM hl7_appointment WHERE received_at < $1 ORDER BY received_at LIMIT 500)",
             {before}) == kPurgeBatch;
}

}  // namespace clairis::hl7
