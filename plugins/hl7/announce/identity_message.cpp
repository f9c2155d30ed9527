// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/announce/identity_message.h"

#include <algorithm>

#include "core/time/zone.h"
#include "plugins/hl7/message/escape.h"
#include "plugins/hl7/status/person_fields.h"
#include "plugins/hl7/status/segment_writer.h"

namespace clairis::hl7 {
namespace {

void append(std::string& all, const std::string& repetition) { all += (all.empty() ? "" : "~") + repetition; }

std::string eventOf(const IdentityNews& news) {
  if (!news.former.empty()) return "ADT^A40^ADT_A39";
  return news.withdrawn.empty() ? "ADT^A31^ADT_A05" : "ADT^A47^ADT_A30";
}

std::string header(const IdentityNews& news, const Destination& d, const MessageStamp& stamp) {
  SegmentWriter msh("MSH");
  msh.raw(2, "^~\\&")
      .text(3, d.ourApplication)
      .text(4, d.ourFacility.empty() ? news.site.name : d.ourFacility)
      .text(5, d.application)
      .text(6, d.facility);
  msh.raw(7, Zone(news.site.zone).hl7(stamp.madeAt)).raw(9, eventOf(news)).text(10, stamp.controlId);
  msh.raw(11, stamp.environment == Environment::production ? "P" : "T").raw(12, "2.5^FRA^2.11");
  if (d.ackMode != AckMode::original) msh.raw(15, "AL").raw(16, d.ackMode == AckMode::both ? "AL" : "NE");
  return msh.raw(17, "FRA").text(18, toText(d.charset)).raw(21, "2.11^IHE_FRANCE-2.11-PAM").end();
}

std::string identifiers(const IdentityNews& news, const std::optional<Ins>& ins) {
  std::string all;
  for (const auto& id : news.numbers) append(all, localIdField(id));
  if (ins) {
    append(all, insField(*ins));
    return all;
  }
  std::vector<std::string> oids;
  for (const auto& gone : news.withdrawn) {
    if (std::find(oids.begin(), oids.end(), gone.oid()) != oids.end()) continue;
    oids.push_back(gone.oid());
    append(all, insField("\"\"", gone.oid()));
  }
  return all;
}

std::string names(const IdentityNews& news) {
  auto all = nameField(news.patient.traits);
  if (news.usedNameRemoved && news.patient.traits.usedName.empty() && news.patient.traits.usedFirstName.empty()) append(all, "\"\"^\"\"^^^^^D");
  return all;
}

std::string addresses(const Patient& patient) {
  std::string all;
  const auto& a = patient.address;
  if (!a.line.empty() || !a.city.empty()) append(all, joinedComponents({a.line, "", a.city, "", a.postalCode, a.country, "H"}));
  if (!patient.traits.birthPlaceCode.empty()) append(all, joinedComponents({"", "", "", "", "", "", "BDL", "", patient.traits.birthPlaceCode}));
  return all;
}

std::string status(const Patient& patient) {
  const bool checked = patient.status == IdentityStatus::validated || patient.status == IdentityStatus::qualified;
  std::string all = checked ? "VALI" : "PROV";
  if (patient.doubtful) append(all, "DOUT");
  if (patient.fictitious) append(all, "FICT");
  if (patient.homonym) append(all, "HOMD");
  return all;
}

std::string patientSegment(const IdentityNews& news, const MessageStamp& stamp, const std::optional<Ins>& ins) {
  const auto& patient = news.patient;
  SegmentWriter pid("PID");
  pid.raw(1, "1").raw(3, identifiers(news, ins)).raw(5, names(news)).raw(7, dayDigits(patient.traits.birthDate));
  pid.raw(8, std::string(toText(patient.traits.sex))).raw(11, addresses(patient));
  if (patient.deceased) pid.raw(30, "Y");
  return pid.raw(32, status(patient)).raw(33, Zone(news.site.zone).hl7(stamp.madeAt)).end();
}

/// How sure it is; a birth date that was made up stands beside no INS.
std::string reliability(const IdentityNews& news, const std::optional<Ins>& ins) {
  const auto& patient = news.patient;
  const bool insi = ins && !patient.insiCheckedAt.empty();
  if (!patient.birthDateUncertain && news.proof.empty() && !insi) return {};
  SegmentWriter zfd("ZFD");
  zfd.raw(4, patient.birthDateUncertain && !ins ? "Y" : "N");
  if (insi) zfd.raw(5, "INSI").raw(6, dayDigits(patient.insiCheckedAt));
  return zfd.text(7, news.proof).end();
}

std::string mergeSegment(const IdentityNews& news) {
  std::string former;
  for (const auto& id : news.former) append(former, localIdField(id));
  if (news.former.empty()) {
    for (const auto& gone : news.withdrawn) append(former, insField(gone));
  }
  return former.empty() ? std::string() : SegmentWriter("MRG").raw(1, former).end();
}

}  // namespace

std::string identityMessage(const IdentityNews& news, const Destination& destination, const MessageStamp& stamp, const std::optional<Ins>& ins) {
  const auto now = Zone(news.site.zone).hl7(stamp.madeAt);
  auto all = header(news, destination, stamp) + SegmentWriter("EVN").raw(2, now).raw(6, now).end() + patientSegment(news, stamp, ins);
  if (const auto mrg = mergeSegment(news); !mrg.empty()) return all + mrg;
  return all + SegmentWriter("PV1").raw(1, "1").raw(2, "N").end() + reliability(news, ins);
}

std::vector<LocalId> numbersFor(const Patient& patient, const Destination& destination) {
  std::vector<LocalId> known;
  const auto& d = destination;
  const auto theirs = d.patientAuthority.empty() ? std::vector<std::string>{d.application, d.application + "/" + d.facility}
                                                 : std::vector<std::string>{d.patientAuthority};
  for (const auto& id : patient.localIds) {
    const auto gave = [&](const std::string& authority) { return givenBy(id, authority); };
    if (std::any_of(theirs.begin(), theirs.end(), gave)) known.push_back(id);
  }
  if (known.empty() && d.patientAuthority.empty() && !patient.localIds.empty()) known.push_back(patient.localIds.front());
  return known;
}

}  // namespace clairis::hl7
