// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/scheduling/appointment_message.h"

#include <algorithm>
#include <array>
#include <utility>

#include "plugins/hl7/mapping/data_types.h"
#include "plugins/hl7/mapping/patient_mapping.h"

namespace clairis::hl7 {
namespace {

constexpr std::size_t kNumberLimit = 199;
constexpr std::array<std::pair<std::string_view, AppointmentKind>, 6> kTriggers{{{"S12", AppointmentKind::book},
                                                                                 {"S13", AppointmentKind::move},
                                                                                 {"S14", AppointmentKind::move},
                                                                                 {"S15", AppointmentKind::cancel},
                                                                                 {"S17", AppointmentKind::cancel},
                                                                                 {"S26", AppointmentKind::noShow}}};

AppointmentKind kindOf(std::string_view trigger) {
  for (const auto& [known, kind] : kTriggers) {
    if (known == trigger) return kind;
  }
  badCode({"MSH", 1, 9}, "expected S12, S13, S14, S15, S17 or S26");
}

/// Segments of that name that are not taken out.
std::vector<const Segment*> kept(const Message& message, std::string_view name) {
  std::vector<const Segment*> all;
  for (const auto& segment : message.segments()) {
    if (segment.name() == name && segment.field(2).value() != "D") all.push_back(&segment);
  }
  return all;
}

void readNumbers(AppointmentRequest& request, const Segment& sch) {
  for (const int field : {1, 2}) {
    const auto id = sch.field(static_cast<std::size_t>(field)).first();
    if (id.value(1).empty()) continue;
    if (id.value(1).size() > kNumberLimit) badType({"SCH", 1, field}, "expected a number of at most 199 characters");
    request.numbers.push_back(id.value(1) + "|" + authorityOf(id.value(2), id.value(3)).name);
  }
  const auto order = sch.field(26).first();
  if (order.value(1).size() > kNumberLimit) badType({"SCH", 1, 26}, "expected a placer order number of at most 199 characters");
  const auto authority = authorityOf(order.value(2), order.value(3));
  request.orderNumber = order.value(1);
  request.orderAuthority = authority.name;
  request.orderAuthorityOid = authority.oid;
  request.filler = sch.field(27).value();
  if (request.numbers.empty() && request.orderNumber.empty() && request.filler.empty()) {
    missing({"SCH", 1, 1}, "expected a number of the appointment (SCH-1 or SCH-2) or of its order (SCH-26, SCH-27)");
  }
}

std::optional<Instant> timeOf(const Message& message, const Segment& sch, const Zone& zone) {
  for (const auto* service : kept(message, "AIS")) {
    if (auto at = instantOf(service->field(4).value(), zone, {"AIS", 1, 4})) return at;
  }
  if (auto at = instantOf(sch.field(11).value(4), zone, {"SCH", 1, 11, 0, 4})) return at;
  const auto* timing = message.find("TQ1");
  return timing == nullptr ? std::nullopt : instantOf(timing->field(7).value(), zone, {"TQ1", 1, 7});
}

std::string stationOf(const Message& message, const Sender& sender) {
  if (sender.station == StationSource::ail3) {
    for (const auto* place : kept(message, "AIL")) {
      const auto pl = place->field(3).first();
      return aeTitleOf(pl.value(2).empty() ? pl.value(1) : pl.value(2), {"AIL", 1, 3});
    }
  }
  if (sender.station == StationSource::aig3) {
    for (const auto* resource : kept(message, "AIG")) return aeTitleOf(resource->field(3).value(), {"AIG", 1, 3});
  }
  return {};
}

void readServices(AppointmentRequest& request, const Message& message) {
  for (const auto* service : kept(message, "AIS")) {
    const auto ce = service->field(3).first();
    for (const std::size_t first : {1, 4}) {
      if (auto code = codeOf(ce, first); !code.empty() || !code.display.empty()) request.procedures.push_back(std::move(code));
    }
  }
}

/// One service with a procedure of a known modality is an order like ORM NW.
void readOrder(AppointmentRequest& request, const Message& message, const Sender& sender, const ModalityTable& modalities) {
  const auto services = kept(message, "AIS");
  if (services.size() != 1 || request.procedures.empty()) return;
  NewOrder order;
  for (const auto& code : request.procedures) {
    if (code.system == kCcamOid) {
      order.ccam = code;
    } else if (order.procedure.empty() || code.system == kLoincOid) {
      order.procedure = code;
    }
  }
  if (order.procedure.empty() && order.procedure.display.empty()) order.procedure = order.ccam;
  order.modality = modalityOfProcedure(order.procedure, order.ccam, modalities);
  if (order.modality.empty()) return;
  order.placerNumber = request.orderNumber;
  order.placerAuthority = request.orderNumber.empty() || !request.orderAuthority.empty() ? request.orderAuthority : sender.name;
  order.placerAuthorityOid = request.orderAuthorityOid;
  if (const auto* visit = message.find("PV1")) order.requester = practitionerOf(visit->field(8), {"PV1", 1, 8}).value_or(Practitioner{});
  order.reason = request.reason;
  order.patientClass = patientClass(message);
  order.visitNumber = request.visit.number;
  order.visitAuthority = request.visit.authority;
  if (order.patientClass == "I" || order.patientClass == "E") order.preparation.location = locationOf(message);
  order.scheduledAt = request.appointment.at;
  order.stationAe = request.appointment.stationAe;
  order.performer = request.appointment.performer;
  order.sender = sender.name;
  request.order = std::move(order);
}

}  // namespace

bool appointmentTrigger(std::string_view trigger) noexcept {
  return std::any_of(kTriggers.begin(), kTriggers.end(), [&](const auto& known) { return known.first == trigger; });
}

AppointmentRequest appointmentRequest(const Message& message, const Sender& sender, const Zone& zone, const ModalityTable& modalities) {
  AppointmentRequest request;
  request.kind = kindOf(message.header().field(9).value(2));
  const auto* sch = message.find("SCH");
  if (sch == nullptr) throw Fault(Condition::segmentSequence, {"SCH", 1}, "expected an SCH segment");
  if (message.count("SCH") > 1) throw Fault(Condition::cardinality, {"SCH", 2}, "expected one SCH: one message is about one appointment");
  readNumbers(request, *sch);
  request.visit = visitNumberOf(message, sender);
  const bool ends = request.kind == AppointmentKind::cancel || request.kind == AppointmentKind::noShow;
  request.reason = wordsOf(sch->field(ends ? 6 : 7).first());
  if (ends) return request;
  request.appointment.at = timeOf(message, *sch, zone);
  request.appointment.stationAe = stationOf(message, sender);
  for (const auto* person : kept(message, "AIP")) {
    if (auto found = practitionerOf(person->field(3), {"AIP", 1, 3})) {
      request.appointment.performer = *found;
      break;
    }
  }
  readServices(request, message);
  readOrder(request, message, sender, modalities);
  return request;
}

}  // namespace clairis::hl7
