// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/receiver/acceptance.h"

#include <algorithm>
#include <array>

#include "plugins/hl7/scheduling/appointment_message.h"
#include "plugins/hl7/visit/visit_event.h"

namespace clairis::hl7 {
namespace {

constexpr std::size_t kControlIdLimit = 199;

constexpr std::array<std::string_view, 3> kPatientEvents{"A08", "A28", "A31"};

/// Merge, move, link, unlink, change of identifier, deletion of a patient (HL7 v2.5 table 0003) in forms that PAM-FR does not have, and queries.
constexpr std::array<std::string_view, 20> kDangerousEvents{"A18", "A19", "A23", "A24", "A29", "A30", "A34", "A35", "A36", "A37",
                                                            "A39", "A41", "A42", "A43", "A45", "A46", "A48", "A49", "A50", "A51"};

template <class Table>
bool among(const Table& table, std::string_view value) {
  return std::find(table.begin(), table.end(), value) != table.end();
}

Location msh(int field) { return {"MSH", 1, field}; }

[[noreturn]] void reject(Condition condition, int field, const std::string& text) { throw Fault(condition, msh(field), text, true); }

void checkVersion(const Envelope& envelope) {
  const auto version = envelope.version.substr(0, envelope.version.find(envelope.delimiters.component));
  if (version.empty()) missing(msh(12), "expected the HL7 version");
  const bool second = version.size() >= 3 && version.size() <= 5 && version[0] == '2' && version[1] == '.' && version[2] >= '1' && version[2] <= '9';
  if (!second) reject(Condition::version, 12, "expected an HL7 version from 2.1 to 2.9");
}

void checkProcessingId(const Envelope& envelope, Environment environment) {
  const auto& id = envelope.processingId;
  if (id.empty()) missing(msh(11), "expected the processing id: P, or T or D for test");
  const bool fits = environment == Environment::production ? id == "P" : id == "T" || id == "D";
  if (!fits) {
    reject(Condition::processingId, 11,
           std::string("this instance works in ") + (environment == Environment::production ? "production: expected P" : "test: expected T or D"));
  }
}

Action patientAction(const std::string& trigger) {
  if (among(kPatientEvents, trigger)) return Action::receivePatient;
  if (visitTrigger(trigger)) return Action::receiveVisit;
  if (trigger == "A40") return Action::mergePatients;
  if (trigger == "A47") return Action::changeNumber;
  if (trigger == "A44") return Action::moveAccount;
  if (trigger.empty()) missing(msh(9), "expected the trigger event (component 2)");
  if (among(kDangerousEvents, trigger)) {
    reject(Condition::event, 9,
           "event " + trigger + " is not supported; nothing was changed: send A40, A47 or A44 of PAM-FR, or carry it out by hand");
  }
  return Action::ignore;
}

}  // namespace

Action acceptance(const Envelope& envelope, Environment environment) {
  if (envelope.messageType.empty()) missing(msh(9), "expected the message type");
  if (envelope.controlId.empty()) missing(msh(10), "expected a message control id: without it a repeat cannot be told from a new message");
  if (envelope.controlId.size() > kControlIdLimit) badType(msh(10), "expected a message control id of at most 199 characters");
  checkVersion(envelope);
  checkProcessingId(envelope, environment);
  if (envelope.messageType == "ADT") return patientAction(envelope.trigger);
  if (envelope.messageType == "SIU") {
    if (envelope.trigger.empty()) missing(msh(9), "expected the trigger event (component 2)");
    return appointmentTrigger(envelope.trigger) ? Action::receiveAppointment : Action::ignore;
  }
  const bool order = envelope.messageType == "ORM" || envelope.messageType == "OMG";
  if (!order) reject(Condition::messageType, 9, "expected ADT, ORM, OMG or SIU");
  const bool known = (envelope.messageType == "ORM" && envelope.trigger == "O01") || (envelope.messageType == "OMG" && envelope.trigger == "O19");
  if (!known) reject(Condition::event, 9, "expected ORM^O01 or OMG^O19");
  return Action::receiveOrders;
}

std::string_view withoutPreamble(std::string_view frame) {
  if (frame.starts_with("\xEF\xBB\xBF")) frame.remove_prefix(3);
  frame.remove_prefix(std::min(frame.find_first_not_of("\r\n \t"), frame.size()));
  return frame;
}

std::string_view headerLine(std::string_view frame) { return frame.substr(0, frame.find_first_of("\r\n")); }

std::string decodedText(std::string_view frame, const std::string& msh18, const Sender& sender, Charset& used) {
  used = sender.charset;
  if (!msh18.empty()) {
    const auto declared = charsetFrom(msh18);
    if (!declared) badCode(msh(18), "expected 8859/15, 8859/1, UNICODE UTF-8 or ASCII");
    used = *declared;
  } else if (!sender.charsetDeclared && !onlyAscii(frame) && validUtf8(frame)) {
    missing(
        msh(18),
        "MSH-18 is absent and the text looks like UTF-8: declare UNICODE UTF-8 in MSH-18, or the sender's set in option hl7.sender.<name>.charset");
  }
  if (const auto at = firstForeignByte(frame, used)) {
    const auto start = frame.substr(0, *at).find_last_of("\r\n");
    const auto segment = frame.substr(start == std::string_view::npos ? 0 : start + 1, 3);
    const bool plain = std::all_of(segment.begin(), segment.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
    badType({plain ? std::string(segment) : std::string(), 0},
            "byte " + std::to_string(*at) + " of the message is no character of " + std::string(toText(used)));
  }
  return toUtf8(frame, used);
}

}  // namespace clairis::hl7
