// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/clinic.h"
#include "core/time/zone.h"
#include "plugins/hl7/mapping/modality.h"
#include "plugins/hl7/mapping/sender.h"
#include "plugins/hl7/mapping/visit_number.h"
#include "plugins/hl7/message/message.h"

namespace clairis::hl7 {

/// S12 book; S13 and S14 move; S15 and S17 cancel; S26 the patient did not come.
enum class AppointmentKind { book, move, cancel, noShow };

/// What an SIU says, ready for the Clinic.
///  number SCH-1, SCH-2; order SCH-26 (placer), SCH-27 (ours); time AIS-4, SCH-11.4, TQ1-7; station by option AIL-3 or AIG-3; physician AIP-3;
///  procedure AIS-3; reason SCH-7, of a cancellation SCH-6. Segments that are taken out (action code D) do not count.
struct AppointmentRequest {
  AppointmentKind kind = AppointmentKind::book;
  std::vector<std::string> numbers;  ///< "RDV778|AGENDA"
  std::string orderNumber;
  std::string orderAuthority;  ///< empty: not said
  std::string orderAuthorityOid;
  std::string filler;  ///< accession number
  Appointment appointment;
  VisitNumber visit;
  std::string reason;
  std::vector<Code> procedures;   ///< of all services
  std::optional<NewOrder> order;  ///< what could be placed from it; nothing without one procedure of a known modality
};

/// Whether SIU with this trigger is processed.
bool appointmentTrigger(std::string_view trigger) noexcept;
/// Throws Fault: no SCH, no number at all, malformed times.
AppointmentRequest appointmentRequest(const Message& message, const Sender& sender, const Zone& zone, const ModalityTable& modalities);

}  // namespace clairis::hl7
