// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/visit/movements.h"

namespace clairis::hl7 {
namespace {

constexpr std::int64_t kPurgeBatch = 500;

#define OF_VISIT "visit_number = $1 AND visit_authority = $2 AND patient_id = $3"

/// The movement that the sender names, or, when he names none, the last one of the kinds that are undone.
std::string known(Reader& reader, std::string_view patientId, const VisitEvent& event) {
  const auto& visit = event.visit;
  if (!event.movement.empty()) {
    const auto row =
        reader.first("SELECT id FROM hl7_movement WHERE " OF_VISIT " AND movement = $4", {visit.number, visit.authority, patientId, event.movement});
    return row.empty() ? std::string() : row[0].text();
  }
  if (event.action == MovementAction::insert) return {};
  const auto kinds = event.action == MovementAction::cancel && !undoneBy(event.event).empty() ? undoneBy(event.event) : std::string_view(event.event);
  for (const auto& row : reader.query("SELECT id, event FROM hl7_movement WHERE " OF_VISIT " AND cancelled = 0 ORDER BY at DESC, id DESC",
                                      {visit.number, visit.authority, patientId})) {
    if (kinds.find(row[1].text()) != std::string_view::npos) return row[0].text();
  }
  return {};
}

void insert(UnitOfWork& work, std::string_view patientId, const VisitEvent& event) {
  work.execute(
      "INSERT INTO hl7_movement (id, patient_id, visit_authority, visit_number, movement, event, at, patient_class, location, cancelled, received_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)",
      {work.newId(), patientId, event.visit.authority, event.visit.number, event.movement, event.event, event.at, event.patientClass, event.location,
       work.now()});
}

void replace(UnitOfWork& work, const std::string& id, const VisitEvent& event) {
  work.execute("UPDATE hl7_movement SET at = $1, patient_class = $2, location = $3, cancelled = 0, received_at = $4 WHERE id = $5",
               {event.at, event.patientClass, event.location, work.now(), id});
}

bool keep(UnitOfWork& work, std::string_view patientId, const VisitEvent& event) {
  const auto id = known(work, patientId, event);
  if (event.action == MovementAction::cancel) {
    return !id.empty() && work.execute("UPDATE hl7_movement SET cancelled = 1 WHERE id = $1 AND cancelled = 0", {id}) == 1;
  }
  if (id.empty()) {
    insert(work, patientId, event);
  } else {
    replace(work, id, event);
  }
  return true;
}

}  // namespace

Stay stayOf(Reader& reader, std::string_view patientId, const VisitNumber& visit) {
  Stay stay;
  bool latest = true;
  if (visit.number.empty()) return stay;
  for (const auto& row :
       reader.query("SELECT patient_class, location FROM hl7_movement WHERE " OF_VISIT " AND cancelled = 0 ORDER BY at DESC, id DESC",
                    {visit.number, visit.authority, patientId})) {
    if (latest) stay.location = row[1].text();
    latest = false;
    if (stay.patientClass.empty()) stay.patientClass = row[0].text();
  }
  return stay;
}

bool receiveMovement(UnitOfWork& work, Clinic& clinic, const Caller& caller, std::string_view patientId, const VisitEvent& event) {
  const auto before = stayOf(work, patientId, event.visit);
  if (!keep(work, patientId, event)) return false;
  const auto now = stayOf(work, patientId, event.visit);
  // A movement of the past changes nothing of today.
  if (now.location == before.location && now.patientClass == before.patientClass && !before.location.empty()) return true;
  const auto& former = before.location.empty() ? event.formerLocation : before.location;
  clinic.moveVisit(work, caller, {std::string(patientId), event.visit.number, event.visit.authority, now.patientClass, now.location, former});
  return true;
}

void moveStays(UnitOfWork& work, std::string_view fromPatient, std::string_view toPatient) {
  for (const auto& row :
       work.query("SELECT DISTINCT visit_number, visit_authority FROM imaging_order WHERE patient_id = $1 AND visit_number <> ''", {toPatient})) {
    work.execute("UPDATE hl7_movement SET patient_id = $1 WHERE visit_number = $2 AND visit_authority = $3 AND patient_id = $4",
                 {toPatient, row[0].text(), row[1].text(), fromPatient});
  }
}

bool purgeMovements(UnitOfWork& work, Instant before) {
  return work.execute("DELETE FROM hl7_movement WHERE id IN (SELECT id FROM hl7_movement WHERE received_at < $1 ORDER BY received_at LIMIT 500)",
                      {before}) == kPurgeBatch;
}

}  // namespace clairis::hl7
