// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/receiver/receiver.h"

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

#include "core/domain/refusal.h"
#include "plugins/hl7/receiver/acceptance.h"
#include "plugins/hl7/receiver/receiver_context.h"
#include "plugins/hl7/receiver/refusal_mapping.h"

namespace clairis::hl7 {

namespace {

std::string answerId(const std::string& uuid) {
  std::string hex;
  for (const char c : uuid) {
    if (c != '-') hex += c;
  }
  // The tail of a UUIDv7 is its random part; MSH-10 held 20 characters until v2.7.
  return hex.substr(hex.size() > 18 ? hex.size() - 18 : 0);
}

std::string typeOf(const Envelope& envelope) { return envelope.messageType + "^" + envelope.trigger; }

}  // namespace

Receiver::Receiver(Services services, SenderTable senders, ModalityTable modalities)
    : _services(services), _senders(std::move(senders)), _modalities(std::move(modalities)) {}

/// Reads the frame as far as it goes: whatever is found in MSH serves the answer, even when the rest is refused.
void Receiver::open(Context& context, std::string_view frame, bool oversized) const {
  context.frame = frame;
  context.envelope.characterSet = toText(Charset::ascii);
  context.envelope.delimiters.charset = Charset::ascii;
  const auto text = withoutPreamble(frame);
  const auto line = headerLine(text);
  const auto head = Message::parse(toUtf8(line, validUtf8(line) ? Charset::utf8 : Charset::latin9));
  const auto msh18 = head.header().field(18).value();
  context.envelope = envelopeOf(head);
  context.sender = _senders.find(head.header().field(3).value(), head.header().field(4).value());
  context.envelope.delimiters.charset = charsetFrom(msh18).value_or(context.sender.charset);
  context.envelope.characterSet = toText(context.envelope.delimiters.charset);
  context.key = {context.sender.name, context.envelope.controlId, typeOf(context.envelope), sha256Hex(frame)};
  if (oversized) throw Fault(Condition::other, {}, "the frame is larger than hl7.max_frame; nothing was read");
  Charset used = Charset::ascii;
  auto decoded = decodedText(text, msh18, context.sender, used);
  context.message = Message::parse(std::move(decoded), used);
  context.envelope = envelopeOf(*context.message);
  context.sender = _senders.find(context.message->header().field(3).value(), context.message->header().field(4).value());
  context.key.sender = context.sender.name;
  context.key.controlId = context.envelope.controlId;
}

std::vector<std::string> Receiver::encoded(const Context& context, const Verdict& verdict) const {
  const auto now = _services.clock.now();
  const Stamp stamp{answerId(_services.store.newId()), toUtcDigits(now) + "+0000", _services.environment};
  auto all = hl7::answers(context.envelope, verdict, stamp);
  for (auto& answer : all) answer = fromUtf8(answer, context.envelope.delimiters.charset);
  return all;
}

Caller Receiver::caller(const Context& context) const {
  Caller partner;
  partner.principal = "hl7:" + context.sender.name;
  partner.allSites = true;
  partner.serviceToken = true;
  return partner;
}

bool Receiver::replay(Context& context, Reader& reader) const {
  auto known = findInbound(reader, context.key);
  if (!known) return false;
  if (known->sha256 != context.key.sha256) {
    throw Fault(Condition::application, {"MSH", 1, 10},
                "this control id was used for another message, which was accepted; nothing was done: send this one under a new id", false,
                "hl7.control_id.reused");
  }
  context.answers = std::move(known->answers);
  context.repeated = true;
  return true;
}

void Receiver::act(Context& context) {
  switch (acceptance(context.envelope, _services.environment)) {
    case Action::receivePatient:
      commitPatient(context);
      break;
    case Action::receiveVisit:
      commitVisit(context);
      break;
    case Action::mergePatients:
      commitMerge(context);
      break;
    case Action::changeNumber:
      commitNumberChange(context);
      break;
    case Action::moveAccount:
      commitAccountMove(context);
      break;
    case Action::receiveOrders:
      commitOrders(context);
      break;
    case Action::receiveAppointment:
      commitAppointment(context);
      break;
    case Action::ignore:
      context.answers = encoded(context, {"AA", nullptr, "event " + context.envelope.trigger + " changes nothing here: ignored"});
      break;
  }
}

void Receiver::refuse(Context& context, const Fault& fault) {
  context.outcome = fault.rejected() ? "AR" : "AE";
  context.condition = std::to_string(static_cast<int>(fault.condition())) + " " + fault.applicationCode() + " " + fault.location().segment +
                      (fault.location().field > 0 ? "-" + std::to_string(fault.location().field) : "");
  context.answers = encoded(context, {context.outcome, &fault, {}});
}

/// A message that had no effect is kept too: somebody will ask why. It must not fail the answer.
void Receiver::keep(const Context& context) noexcept {
  if (context.kept || context.repeated || context.key.sha256.empty() || !context.incident.empty()) return;
  try {
    const auto sealed = _services.vault.seal(context.frame);
    _services.store.write(Lane::batch, [&](UnitOfWork& work) {
      keepRaw(work, context.key, context.outcome, sealed);
      if (context.outcome != "AA") {
        work.audit({"hl7:" + context.sender.name, "hl7.message.refused", "hl7:" + context.key.sha256.substr(0, 16), context.condition, "{}"});
      }
    });
  } catch (const std::exception&) {
    _services.log.warning("hl7.raw.not_kept", {{"sender", context.key.sender}});
  }
  openTask(context);
}

/// What was refused still has to be done: by a person.
void Receiver::openTask(const Context& context) noexcept {
  if (!context.task || context.outcome == "AA" || _services.identities == nullptr) return;
  try {
    _services.store.write(Lane::batch, [&](UnitOfWork& work) { _services.identities->openTask(work, caller(context), *context.task); });
  } catch (const std::exception&) {
    _services.log.error("hl7.task.not_opened", {{"sender", context.key.sender}, {"kind", context.task->kind}});
  }
}

void Receiver::account(const Context& context, const std::string& peer) {
  const auto outcome = context.repeated ? "repeat" : context.outcome;
  _services.metrics.count("clairis_hl7_messages_total", "HL7 messages received, by type and answer",
                          {{"type", context.key.type}, {"answer", outcome}});
  const auto level = context.outcome == "AA" ? Log::Level::info : Log::Level::warning;
  _services.log.write(level, "hl7.message",
                      {{"sender", context.key.sender},
                       {"peer", peer},
                       {"type", context.key.type},
                       {"answer", outcome},
                       {"condition", context.condition},
                       {"incident", context.incident},
                       {"bytes", std::to_string(context.frame.size())}});
}

std::vector<std::string> Receiver::receive(std::string_view frame, bool oversized, const std::string& peer) noexcept {
  const auto start = std::chrono::steady_clock::now();
  Context context;
  try {
    try {
      open(context, frame, oversized);
      act(context);
      _failures = 0;
    } catch (const Fault& fault) {
      refuse(context, fault);
    } catch (const Refusal& refusal) {
      if (storageTrouble(refusal)) ++_failures;
      refuse(context, faultFrom(refusal));
    } catch (const std::exception& failure) {
      ++_failures;
      context.incident = answerId(_services.store.newId());
      _services.log.error("hl7.message.failed", {{"incident", context.incident}, {"reason", failure.what()}});
      refuse(context, Fault(Condition::application, {}, "internal failure " + context.incident + "; nothing was changed: send the message again",
                            true, "internal"));
    }
    keep(context);
    account(context, peer);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    _services.metrics.observe("clairis_hl7_message_seconds", "Time from a complete frame to its answer", seconds.count());
  } catch (const std::exception&) {
    // Not even an answer could be made: the sender repeats after its time-out, and the message acts once.
  }
  return std::move(context.answers);
}

}  // namespace clairis::hl7
