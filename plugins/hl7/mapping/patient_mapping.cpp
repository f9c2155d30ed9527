// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/patient_mapping.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "plugins/hl7/mapping/data_types.h"
#include "plugins/hl7/mapping/ins_mapping.h"
#include "plugins/hl7/mapping/local_ids.h"

namespace clairis::hl7 {
namespace {

constexpr std::string_view kDelete = "\"\"";

Location pid(int field, int repetition = 0, int component = 0) { return {"PID", 1, field, repetition, component}; }

/// A trait's text; `""` is kept as such for the intake.
std::string trait(const Component& component) { return component.sub(1).deletes() ? std::string(kDelete) : component.value(); }

/// The name of a type, from PID-5. Software without name types writes the birth name first.
std::optional<Repetition> nameOf(const Segment& segment, std::string_view type) {
  for (const auto& name : segment.field(5).repetitions()) {
    if (name.value(7) == type && !name.empty()) return name;
  }
  return std::nullopt;
}

void readNames(Traits& traits, const Segment& segment) {
  auto birth = nameOf(segment, "L");
  if (!birth) birth = nameOf(segment, "");
  if (!birth) birth = nameOf(segment, "U");
  if (!birth || birth->value(1).empty()) missing(pid(5, 1, 1), "expected the birth name, name type L; it can be neither empty nor deleted");
  traits.birthName = birth->value(1);
  traits.firstBirthName = trait(birth->component(2));
  traits.birthNames = trait(birth->component(3));
  if (const auto used = nameOf(segment, "D")) {
    traits.usedName = trait(used->component(1));
    traits.usedFirstName = trait(used->component(2));
  }
}

void readBirthDate(Traits& traits, const Segment& segment) {
  const auto field = segment.field(7);
  if (field.deletes()) {
    traits.birthDate = kDelete;
  } else if (!field.empty()) {
    traits.birthDate = dateOf(field.value(), pid(7));
  }
}

Sex readSex(const Segment& segment) {
  const auto text = segment.field(8).value();
  if (text == "A" || text == "N") return Sex::unknown;
  try {
    return sexFrom(text);
  } catch (const Refusal&) {
    badCode(pid(8), "expected F, M or U (table 0001)");
  }
}

bool placeCode(std::string_view code) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return code.size() == 5 && digit(code[0]) && (digit(code[1]) || code[1] == 'A' || code[1] == 'B') &&
         std::all_of(code.begin() + 2, code.end(), digit);
}

void readBirthPlace(Traits& traits, const Repetition& address, int repetition) {
  const auto code = trait(address.component(9));
  if (!code.empty() && code != kDelete && !placeCode(code))
    badType(pid(11, repetition, 9), "expected the INSEE code of the birthplace, 5 characters");
  traits.birthPlaceCode = code;
}

Address homeOf(const Repetition& xad) {
  auto line = xad.value(1);
  if (const auto more = xad.value(2); !more.empty()) line += (line.empty() ? "" : ", ") + more;
  if (line.empty()) line = trait(xad.component(1));
  return {line, trait(xad.component(5)), trait(xad.component(3)), trait(xad.component(6))};
}

void readAddresses(Patient& patient, const Segment& segment) {
  int repetition = 0;
  bool home = false;
  for (const auto& address : segment.field(11).repetitions()) {
    ++repetition;
    const auto type = address.value(7);
    if (type == "BDL" || type == "BR" || type == "N") {
      readBirthPlace(patient.traits, address, repetition);
    } else if (!home && !address.empty() && (type == "H" || type.empty())) {
      patient.address = homeOf(address);
      home = true;
    }
  }
}

std::string phoneOf(const Segment& segment) {
  if (segment.field(13).deletes()) return std::string(kDelete);
  for (const auto& xtn : segment.field(13).repetitions()) {
    if (xtn.value(2) == "NET" || xtn.value(3) == "Internet") continue;
    auto number = xtn.value(12);
    if (number.empty()) number = xtn.value(1);
    if (!number.empty()) return number;
  }
  return {};
}

bool hasStatus(const Segment& segment, std::initializer_list<std::string_view> codes) {
  for (const auto& status : segment.field(32).repetitions()) {
    if (std::find(codes.begin(), codes.end(), status.value(1)) != codes.end()) return true;
  }
  return false;
}

void requireInsTraits(const Patient& patient) {
  const auto& traits = patient.traits;
  const auto absent = [](const std::string& text) { return text.empty() || text == kDelete; };
  if (absent(traits.firstBirthName)) missing(pid(5, 1, 2), "a validated identity with its INS needs the first given name of birth");
  if (absent(traits.birthDate)) missing(pid(7), "a validated identity with its INS needs the birth date");
  if (traits.sex == Sex::unknown) missing(pid(8), "a validated identity with its INS needs the sex, F or M");
  if (absent(traits.birthPlaceCode))
    missing(pid(11, 0, 9), "a validated identity with its INS needs the birthplace code (address type BDL, component 9)");
}

void checkCardinality(const Segment& segment) {
  for (const int field : {3, 5, 11, 13, 32}) {
    if (segment.field(static_cast<std::size_t>(field)).overfull()) throw Fault(Condition::cardinality, pid(field), "too many repetitions");
  }
}

bool yes(std::string_view text) { return text == "Y" || text == "O" || text == "1"; }

/// ZFD: how sure the birth date and the identity are. What is not understood there is left out: it is no reason to lose an identity.
void readReliability(PatientFeed& feed, const Segment& zfd) {
  auto& patient = feed.patient;
  const bool corrected = yes(zfd.field(4).value());
  patient.birthDateUncertain = corrected || !zfd.field(1).empty();
  // A birth date that was made up is not the one that INSi knows.
  if (corrected) patient.ins.reset();
  const auto code = zfd.field(7).value();
  if (code.size() <= 8 && std::all_of(code.begin(), code.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }))
    feed.proof = code;
  if (!patient.ins || zfd.field(6).empty()) return;
  try {
    patient.insiCheckedAt = dateOf(zfd.field(6).value(), {"ZFD", 1, 6}) + "T00:00:00.000Z";
  } catch (const Fault&) {
    patient.insiCheckedAt.clear();
  }
}

}  // namespace

PatientFeed patientFeed(const Message& message, const Sender& sender, Environment environment) {
  const auto* segment = message.find("PID");
  if (segment == nullptr) throw Fault(Condition::segmentSequence, {"PID", 1}, "expected a PID segment");
  // Two patients in one message: whose order would it be?
  if (message.count("PID") > 1) throw Fault(Condition::cardinality, {"PID", 2}, "expected one PID: one message is about one patient");
  return patientFeed(message, *segment, sender, environment);
}

PatientFeed patientFeed(const Message& message, const Segment& segment, const Sender& sender, Environment environment) {
  checkCardinality(segment);
  PatientFeed feed;
  feed.trust = sender.trust;
  feed.sender = sender.name;
  feed.validated = hasStatus(segment, {"VALI"});
  auto& patient = feed.patient;
  patient.doubtful = hasStatus(segment, {"DOUT", "USUR", "COLP", "COLV"});
  patient.fictitious = hasStatus(segment, {"FICT"});
  patient.homonym = hasStatus(segment, {"HOMD", "HOMA"});
  patient.localIds = localIdsOf(segment.field(3), sender);
  const auto ins = insOf(segment, feed.validated, environment);
  patient.ins = ins.ins;
  feed.insRemoved = ins.removed;
  if (patient.localIds.empty() && !patient.ins) {
    missing(pid(3), "no identifier that may be used: expected a local one (type PI), or an INS with PID-32 VALI");
  }
  readNames(patient.traits, segment);
  readBirthDate(patient.traits, segment);
  patient.traits.sex = readSex(segment);
  readAddresses(patient, segment);
  patient.phone = phoneOf(segment);
  const auto death = segment.field(29);
  patient.deceased = segment.field(30).value() == "Y" || (!death.empty() && !death.deletes());
  if (const auto* zfa = message.find("ZFA")) patient.dmpOpposition = zfa->field(9).value() == "IO";
  if (const auto* zfd = message.find("ZFD")) readReliability(feed, *zfd);
  if (patient.ins) requireInsTraits(patient);
  return feed;
}

std::string patientClass(const Message& message) {
  const auto* visit = message.find("PV1");
  const auto letter = visit == nullptr ? std::string() : visit->field(2).value();
  if (letter.size() > 1 || (!letter.empty() && (letter[0] < 'A' || letter[0] > 'Z'))) {
    badCode({"PV1", 1, 2}, "expected one letter of table 0004 (E, I, N, O, P, R…)");
  }
  return letter == "N" ? std::string() : letter;
}

}  // namespace clairis::hl7
