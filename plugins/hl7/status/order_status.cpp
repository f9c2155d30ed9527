// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/status/order_status.h"

#include <algorithm>
#include <array>

#include "core/domain/refusal.h"
#include "plugins/hl7/mapping/data_types.h"
#include "plugins/hl7/status/person_fields.h"
#include "plugins/hl7/status/segment_writer.h"

namespace clairis::hl7 {
namespace {

constexpr std::array kRules{
    StatusRule{"order.placed", "scheduled", "SC", "S", ""},         StatusRule{"order.changed", "rescheduled", "SC", "S", ""},
    StatusRule{"exam.rescheduled", "rescheduled", "SC", "S", ""},   StatusRule{"exam.arrived", "arrived", "SC", "S", "ARRIVED"},
    StatusRule{"exam.started", "started", "IP", "I", ""},           StatusRule{"exam.completed", "completed", "CM", "R", ""},
    StatusRule{"exam.discontinued", "discontinued", "DC", "X", ""}, StatusRule{"order.cancelled", "cancelled", "CA", "X", ""},
    StatusRule{"exam.cancelled", "cancelled", "CA", "X", ""},
};

constexpr std::string_view kPersonAuthority = "1.2.250.1.71.4.2.1";

/// The patient's numbers that this receiver knows: of the authority configured for it, else of the order's sender or placer; else the one on our
/// documents, whose authority is named beside it.
std::vector<LocalId> knownNumbers(const OrderStatus& s, const Destination& destination) {
  const auto& ids = s.patient.localIds;
  const auto application = s.sender.substr(0, s.sender.find('/'));
  const std::vector<std::string> authorities =
      destination.patientAuthority.empty() ? std::vector<std::string>{s.sender, application, s.order.placerAuthority, s.order.placerAuthorityOid}
                                           : std::vector<std::string>{destination.patientAuthority};
  std::vector<LocalId> known;
  for (const auto& by : authorities) {
    for (const auto& id : ids) {
      if (givenBy(id, by) && std::find(known.begin(), known.end(), id) == known.end()) known.push_back(id);
    }
  }
  if (known.empty() && destination.patientAuthority.empty() && !ids.empty()) known.push_back(ids.front());
  return known;
}

std::string identifiers(const OrderStatus& s, const Destination& destination, const std::optional<Ins>& ins) {
  std::string all;
  const auto add = [&](const std::string& cx) { all += (all.empty() ? "" : "~") + cx; };
  for (const auto& id : knownNumbers(s, destination)) {
    add(localIdField(id));
  }
  if (ins) add(insField(*ins));
  return all;
}

/// PID-32 says VALI only beside an INS that may leave: a receiver takes the two together (CI-SIS PAM-FR).
std::string patientSegment(const OrderStatus& s, const Destination& destination, const std::optional<Ins>& ins) {
  SegmentWriter pid("PID");
  pid.raw(1, "1").raw(3, identifiers(s, destination, ins)).raw(5, nameField(s.patient.traits)).raw(7, dayDigits(s.patient.traits.birthDate));
  pid.raw(8, std::string(toText(s.patient.traits.sex)));
  if (ins) pid.raw(32, "VALI");
  return pid.end();
}

/// Of components 1 to 6 and then 9, whatever is empty at the end of the first part.
std::string requester(const Practitioner& p) {
  if (p.familyName.empty()) return {};
  const auto e = [](const std::string& text) { return escape(text, Delimiters()); };
  std::string xcn = e(p.idNat) + "^" + e(p.familyName) + "^" + e(p.givenName) + "^^^" + e(p.title);
  if (!p.idNat.empty()) return xcn + "^^^ASIP-SANTE-PS&" + std::string(kPersonAuthority) + "&ISO^D^^^IDNPS";
  return xcn.substr(0, xcn.find_last_not_of('^') + 1);
}

std::string_view systemName(const std::string& oid) {
  if (oid == kLoincOid) return "LN";
  if (oid == kCcamOid) return "CCAM";
  if (oid == kSnomedOid) return "SCT";
  return oid;
}

std::string procedure(const Exam& exam) {
  const bool ccam = !exam.ccam.empty() && exam.ccam.code != exam.procedure.code;
  return joinedComponents({exam.procedure.code, exam.procedure.display, systemName(exam.procedure.system), ccam ? exam.ccam.code : "",
                           ccam ? exam.ccam.display : "", ccam ? "CCAM" : ""});
}

/// An instant of the store in the site's time, or nothing.
std::string localTime(const std::string& iso, const Zone& zone) { return iso.empty() ? std::string() : zone.hl7(fromIso(iso)); }

std::string messageType(OrderForm form) { return form == OrderForm::orm ? "ORM^O01^ORM_O01" : "OMG^O19^OMG_O19"; }

std::string header(const OrderStatus& s, const Destination& d, const MessageStamp& stamp) {
  SegmentWriter msh("MSH");
  msh.raw(2, "^~\\&")
      .text(3, d.ourApplication)
      .text(4, d.ourFacility.empty() ? s.site.name : d.ourFacility)
      .text(5, d.application)
      .text(6, d.facility);
  msh.raw(7, Zone(s.site.zone).hl7(stamp.madeAt)).raw(9, messageType(d.form)).text(10, stamp.controlId);
  msh.raw(11, stamp.environment == Environment::production ? "P" : "T").raw(12, "2.5");
  if (d.ackMode != AckMode::original) msh.raw(15, "AL").raw(16, d.ackMode == AckMode::both ? "AL" : "NE");
  return msh.raw(17, "FRA").text(18, toText(d.charset)).end();
}

/// The placer's number as he wrote it, with his authority.
std::string placer(const Order& order) {
  if (order.placerNumber.empty()) return {};
  const auto oid = order.placerAuthorityOid;
  return joinedComponents({order.placerNumber, order.placerAuthority, oid, oid.empty() ? "" : "ISO"});
}

std::string orderSegments(const OrderStatus& s, const Destination& d, const MessageStamp& stamp, const StatusRule& rule) {
  const Zone zone(s.site.zone);
  const auto filler = joinedComponents({s.order.accessionNumber, d.ourApplication});
  const auto scheduled = localTime(s.exam.scheduledAt, zone);
  const bool timing = d.form == OrderForm::omg;
  const auto quantity = timing ? std::string() : "^^^" + scheduled + "^^" + escape(s.order.priority, Delimiters());
  SegmentWriter orc("ORC");
  orc.raw(1, "SC").raw(2, placer(s.order)).raw(3, filler).raw(5, std::string(rule.orderStatus)).raw(7, quantity);
  orc.raw(9, zone.hl7(stamp.madeAt)).raw(12, requester(s.order.requester)).raw(15, zone.hl7(s.at));
  if (!rule.reason.empty()) orc.components(16, {rule.reason, "Patient arrivé", "CLAIRIS"});
  std::string all = orc.end();
  if (timing) all += SegmentWriter("TQ1").raw(1, "1").raw(7, scheduled).text(9, s.order.priority).end();
  SegmentWriter obr("OBR");
  obr.raw(1, "1").raw(2, placer(s.order)).raw(3, filler).raw(4, procedure(s.exam)).raw(7, localTime(s.exam.startedAt, zone));
  obr.raw(8, localTime(s.exam.endedAt, zone)).raw(16, requester(s.order.requester)).text(18, s.order.accessionNumber);
  obr.raw(22, zone.hl7(s.at)).text(24, s.exam.modality).raw(25, std::string(rule.resultStatus)).raw(27, quantity).raw(36, scheduled);
  return all + obr.end();
}

}  // namespace

const StatusRule* statusOfEvent(std::string_view event) noexcept {
  const auto found = std::find_if(kRules.begin(), kRules.end(), [&](const StatusRule& rule) { return rule.event == event; });
  return found == kRules.end() ? nullptr : &*found;
}

const StatusRule* statusNamed(std::string_view status) noexcept {
  const auto found = std::find_if(kRules.begin(), kRules.end(), [&](const StatusRule& rule) { return rule.status == status; });
  return found == kRules.end() ? nullptr : &*found;
}

std::string orderStatusMessage(const OrderStatus& status, const Destination& destination, const MessageStamp& stamp, const std::optional<Ins>& ins) {
  const auto* rule = statusNamed(status.status);
  if (rule == nullptr) throw Refusal("hl7.status.unknown", "no message tells the status " + status.status.substr(0, 32));
  std::string all = header(status, destination, stamp) + patientSegment(status, destination, ins);
  if (!status.order.patientClass.empty()) all += SegmentWriter("PV1").raw(1, "1").text(2, status.order.patientClass).end();
  return all + orderSegments(status, destination, stamp, *rule);
}

}  // namespace clairis::hl7
