// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/plugin/sql.h"
#include "plugins/hl7/scheduling/appointment_message.h"

namespace clairis::hl7 {

/// The appointments of partners as table hl7_appointment has them.
struct KnownAppointment {
  std::string examId;  ///< empty: waits for its order
  bool placedHere = false;
};
std::vector<KnownAppointment> knownAppointments(Reader& reader, const std::string& sender, const AppointmentRequest& request);

/// Under each number of the appointment; replaces what was there.
void remember(UnitOfWork& work, const std::string& sender, const AppointmentRequest& request, const std::string& patientId, const std::string& examId,
              bool placedHere);
void forget(UnitOfWork& work, const std::string& sender, const AppointmentRequest& request);

/// An appointment that came before its order.
struct WaitingAppointment {
  std::string scheduledAt;
  std::string stationAe;
};
/// The waiting appointment that names this order of this patient, now bound to its exam; nothing when there is none.
std::optional<WaitingAppointment> takeWaiting(UnitOfWork& work, const Order& order, const std::string& examId);
/// Whether the order was made from an appointment: its NW comes later.
bool placedByAppointment(Reader& reader, const std::string& placerNumber, const std::string& placerAuthority);

/// Deletes up to 500 appointments that were received before; returns whether there may be more.
bool purgeAppointments(UnitOfWork& work, Instant before);

}  // namespace clairis::hl7
