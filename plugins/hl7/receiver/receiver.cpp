// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/receiver/receiver.h"

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

#include "core/domain/refusal.h"
#include "plugins/hl7/mapping/order_mapping.h"
#include "plugins/hl7/mapping/patient_mapping.h"
#include "plugins/hl7/receiver/acceptance.h"
#include "plugins/hl7/receiver/refusal_mapping.h"

namespace clairis::hl7 {

/// One frame on its way through.
struct Receiver::Context {
  std::string_view frame;          ///< as received
  std::optional<Message> message;  ///< once its text could be read
  Envelope envelope;
  Sender sender;
  InboundKey key;
  std::string sealed;
  std::vector<std::string> answers;
  std::string outcome = "AA";
  std::string condition;  ///< of a refusal: code and place
  std::string incident;   ///< names an unexpected failure in log and answer
  bool repeated = false;
  bool kept = false;  ///< the raw message was stored with the effect
};

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

Site Receiver::siteFor(Reader& reader, const Context& context) const {
  auto& clinic = _services.clinic;
  if (!context.sender.site.empty()) {
    if (auto site = clinic.siteByCode(reader, context.sender.site)) return *site;
    throw Fault(Condition::application, {}, "the site configured for this sender is not registered", true, "hl7.sender.site");
  }
  std::vector<std::string> codes{context.message->header().field(6).value()};
  if (const auto* visit = context.message->find("PV1")) {
    codes.push_back(visit->field(3).value(4));
    codes.push_back(visit->field(3).value(1));
  }
  for (const auto& code : codes) {
    if (code.empty()) continue;
    if (auto site = clinic.siteByCode(reader, code)) return *site;
  }
  return clinic.defaultSite(reader);
}

template <class Effect>
void Receiver::commitOnce(Context& context, Effect&& effect) {
  context.sealed = _services.vault.seal(context.frame);
  _services.store.write(Lane::feed, [&](UnitOfWork& work) {
    if (replay(context, work)) return;
    effect(work);
    context.answers = encoded(context, {});
    recordInbound(work, context.key, context.answers);
    keepRaw(work, context.key, "AA", context.sealed);
    work.audit({"hl7:" + context.sender.name, "hl7.message.accepted", "hl7:" + context.key.sha256.substr(0, 16), "ok", "{}"});
  });
  context.kept = true;
}

void Receiver::commitPatient(Context& context) {
  bool known = false;
  _services.store.read([&](Reader& reader) { known = replay(context, reader); });
  if (known) return;
  const auto feed = patientFeed(*context.message, context.sender, _services.environment);
  const auto partner = caller(context);
  commitOnce(context, [&](UnitOfWork& work) { _services.clinic.receivePatient(work, partner, feed); });
}

void Receiver::commitOrders(Context& context) {
  std::optional<Site> site;
  _services.store.read([&](Reader& reader) {
    if (!replay(context, reader)) site = siteFor(reader, context);
  });
  if (!site) return;
  const auto feed = patientFeed(*context.message, context.sender, _services.environment);
  const auto requests = orderRequests(*context.message, context.sender, Zone(site->zone), _modalities);
  const auto partner = caller(context);
  commitOnce(context, [&](UnitOfWork& work) {
    const auto patient = _services.clinic.receivePatient(work, partner, feed);
    for (const auto& request : requests) {
      NewOrder order = request.order;
      order.siteId = site->id;
      order.patientId = patient.id;
      switch (request.control) {
        case OrderControl::place:
          _services.clinic.placeOrder(work, partner, order);
          break;
        case OrderControl::change:
          _services.clinic.changeOrder(work, partner, order);
          break;
        case OrderControl::cancel:
          _services.clinic.cancelOrder(work, partner, order.placerNumber, order.placerAuthority, request.cancelReason);
          break;
      }
    }
  });
}

void Receiver::act(Context& context) {
  switch (acceptance(context.envelope, _services.environment)) {
    case Action::receivePatient:
      commitPatient(context);
      break;
    case Action::receiveOrders:
      commitOrders(context);
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
