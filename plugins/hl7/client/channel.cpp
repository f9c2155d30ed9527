// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/client/channel.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "plugins/hl7/announce/ins_sent.h"
#include "plugins/hl7/message/encoded.h"

namespace clairis::hl7 {
namespace {

/// More deliveries than this are not rejected at the same time in any practice; the count is only memory.
constexpr std::size_t kMostRejected = 10000;

/// MSH-10 from the message's own id: the same however often it is prepared. The tail of a UUIDv7 is its random part; 20 characters until v2.7.
std::string controlIdOf(const std::string& messageId) {
  std::string hex;
  for (const char c : messageId) {
    if (c != '-') hex += c;
  }
  return hex.substr(hex.size() > 20 ? hex.size() - 20 : 0);
}

Outcome outcome(Outcome::Kind kind, std::string code, std::string message = {}) {
  Outcome result;
  result.kind = kind;
  result.code = std::move(code);
  result.message = std::move(message);
  return result;
}

Outcome withoutAnswer(const Exchange& exchange) {
  auto code = "hl7." + exchange.code;
  switch (exchange.passage) {
    case Passage::refused:
      return outcome(Outcome::Kind::paused, std::move(code), exchange.detail);
    case Passage::sentUnanswered:
      return outcome(Outcome::Kind::unknown, std::move(code), exchange.detail);
    default:
      return outcome(Outcome::Kind::retry, std::move(code), exchange.detail);
  }
}

}  // namespace

Hl7Channel::Hl7Channel(Services services, DestinationTable destinations, MessageKinds kinds)
    : _services(services), _destinations(std::move(destinations)), _kinds(std::move(kinds)) {
  for (const auto& [name, destination] : _destinations.all()) _links.emplace(name, std::make_unique<Link>(destination.endpoint, destination.idle));
}

/// One slow receiver must not hold up the others.
int Hl7Channel::workers() const { return static_cast<int>(std::clamp<std::size_t>(_links.size() * 2, 2, 16)); }

const Destination& Hl7Channel::destinationOf(const DeliveryTask& task) const {
  if (const auto* found = _destinations.find(task.destination)) return *found;
  throw Refusal("hl7.destination.unknown", "no hl7.destination." + task.destination + " is configured");
}

std::string Hl7Channel::encoded(const std::string& text, const Destination& destination, const std::string& deliveryId) {
  auto result = encodedFor(text, destination.charset);
  if (result.transliterated > 0) {
    _services.log.warning("hl7.out.transliterated", {{"destination", destination.name},
                                                     {"delivery", deliveryId},
                                                     {"character_set", std::string(toText(destination.charset))},
                                                     {"characters", std::to_string(result.transliterated)}});
    _services.metrics.count("clairis_hl7_out_transliterated_total", "Characters that the receiver's set lacks, sent as their nearest letters",
                            {{"destination", destination.name}}, static_cast<double>(result.transliterated));
  }
  return std::move(result.bytes);
}

const MessageKind& Hl7Channel::kindOf(const DeliveryTask& task) const {
  if (!task.message) throw Refusal("hl7.message.kind", "documents do not leave by this channel");
  const auto kind = _kinds.find(task.message->kind);
  if (kind == _kinds.end()) throw Refusal("hl7.message.kind", "nothing builds messages of kind " + task.message->kind);
  return kind->second;
}

Prepared Hl7Channel::build(const DeliveryTask& task) {
  const auto& destination = destinationOf(task);
  const auto& kind = kindOf(task);
  const MessageStamp stamp{controlIdOf(task.message->messageId), _services.clock.now(), _services.environment};
  const auto built = _services.store.reading([&](Reader& reader) { return kind.build(reader, *task.message, destination, stamp); });
  Prepared prepared{stamp.environment, stamp.controlId, built.patientId, built.ins, encoded(built.plain, destination, task.deliveryId), {},
                    built.withdrawn};
  if (built.ins) prepared.withIns = encodedFor(built.withIns, destination.charset).bytes;
  return prepared;
}

/// A message that cannot be built leaves nothing prepared: send() says why, to a person.
std::string Hl7Channel::prepare(const DeliveryTask& task) {
  try {
    return toBytes(build(task));
  } catch (const Refusal&) {
    return {};
  }
}

/// SR-02, right before each try: the INS leaves only when the guard lets the very same one through now.
bool Hl7Channel::insMayLeave(const Prepared& prepared) {
  if (!prepared.ins) return false;
  const auto now = _services.store.reading([&](Reader& reader) -> std::optional<Ins> {
    try {
      return insForOutlet(_services.clinic.patient(reader, prepared.patientId), _services.environment);
    } catch (const NotFound&) {
      return std::nullopt;
    }
  });
  return now == prepared.ins;
}

/// Before the first byte: whatever becomes of the try, the receiver may have the number from us, and is one of the patient's partners (RIS.INS.51).
void Hl7Channel::rememberIns(const Destination& destination, const Prepared& prepared) {
  const auto known = [&](Reader& reader) { return insWasSent(reader, destination.name, prepared.patientId, *prepared.ins); };
  if (_services.store.reading(known)) return;
  _services.store.write(Lane::feed, [&](UnitOfWork& work) {
    rememberInsSent(work, destination.name, prepared.patientId, *prepared.ins);
    if (_services.identities != nullptr) _services.identities->exchanged(work, prepared.patientId, name() + ":" + destination.name, "out");
  });
}

/// The receiver said that it gave the numbers up.
void Hl7Channel::forgetWithdrawn(const Destination& destination, const Prepared& prepared) {
  if (prepared.withdrawn.empty()) return;
  _services.store.write(Lane::feed, [&](UnitOfWork& work) {
    for (const auto& ins : prepared.withdrawn) forgetInsSent(work, destination.name, prepared.patientId, ins);
  });
}

Outcome Hl7Channel::judge(const DeliveryTask& task, const Ack& ack, std::string_view frame) {
  const std::lock_guard lock(_mutex);
  auto result = judged(ack, frame, _rejections.contains(task.deliveryId) ? _rejections[task.deliveryId] : 0);
  if (result.kind == Outcome::Kind::retry) {
    if (_rejections.size() > kMostRejected) _rejections.clear();
    ++_rejections[task.deliveryId];
  } else {
    _rejections.erase(task.deliveryId);
  }
  return result;
}

Outcome Hl7Channel::transmit(const DeliveryTask& task, Deadline deadline, const std::stop_token& stop) {
  const auto& destination = destinationOf(task);
  const auto& kind = kindOf(task);
  if (kind.standing) _services.store.read([&](Reader& reader) { kind.standing(reader, *task.message); });
  const auto prepared = preparedFrom(task.prepared);
  if (prepared.environment != _services.environment) {
    return outcome(Outcome::Kind::fix, "hl7.destination.environment", "the message was prepared in the other environment (SR-07)");
  }
  std::optional<Ack> answer;
  std::string answerBytes;
  bool custody = false;
  const auto read = [&](std::string_view frame) {
    auto ack = readAck(frame, destination.charset);
    if (!ack || ack->controlId != prepared.controlId) return false;
    if (destination.ackMode == AckMode::both && ack->code == "CA") {
      custody = true;
      return false;
    }
    answer = std::move(ack);
    answerBytes = frame;
    return true;
  };
  const bool withIns = insMayLeave(prepared);
  if (withIns) rememberIns(destination, prepared);
  const auto exchange = link(destination.name).exchange(withIns ? prepared.withIns : prepared.plain, read, destination.ackTimeout, deadline, stop);
  _services.metrics.count("clairis_hl7_out_total", "Messages sent by MLLP, by how far they came",
                          {{"destination", destination.name}, {"result", exchange.code.empty() ? answer->code : exchange.code}});
  if (exchange.passage == Passage::answered) {
    auto result = judge(task, *answer, answerBytes);
    if (result.kind != Outcome::Kind::accepted) return result;
    forgetWithdrawn(destination, prepared);
    if (withIns) result.insOf = prepared.patientId;
    return result;
  }
  if (custody && exchange.passage == Passage::sentUnanswered) {
    return outcome(Outcome::Kind::unknown, "hl7.ack.application_missing", "the receiver took the message (CA), but did not say what became of it");
  }
  return withoutAnswer(exchange);
}

Outcome Hl7Channel::send(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop) {
  try {
    if (!task.prepared.empty()) return transmit(task, deadline, stop);
    build(task);
    // It can be built now: the next try begins with what is stored.
    return outcome(Outcome::Kind::retry, "hl7.prepared_late");
  } catch (const Refusal& refusal) {
    return outcome(Outcome::Kind::fix, refusal.code(), refusal.detail());
  }
}

Outcome Hl7Channel::probe(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop) {
  try {
    if (!destinationOf(task).repeatUnknown) {
      auto wait = outcome(Outcome::Kind::unknown, "hl7.repeat_forbidden", "only a person may have this message sent again (repeat_unknown = false)");
      wait.notBefore = Instant::max();
      return wait;
    }
    auto result = transmit(task, deadline, stop);
    // Whether the earlier try arrived is as unknown as before.
    const bool answered = result.code == "hl7.ack.rejected";
    if (result.kind == Outcome::Kind::retry && !answered) result.kind = Outcome::Kind::unknown;
    return result;
  } catch (const Refusal& refusal) {
    return outcome(Outcome::Kind::fix, refusal.code(), refusal.detail());
  }
}

void Hl7Channel::closeIdle() {
  for (auto& [name, link] : _links) link->closeIdle();
}

}  // namespace clairis::hl7
