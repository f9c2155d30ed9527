// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/portion.h"

#include <condition_variable>
#include <typeinfo>

#include "core/delivery/commands.h"
#include "core/delivery/outbound_message.h"
#include "core/delivery/queue_repository.h"
#include "core/domain/refusal.h"
#include "core/store/patient_exchange.h"

namespace clairis {
namespace {

using Steady = std::chrono::steady_clock;

// A send as slow as this lets other workers take the rest of the portion.
constexpr auto kSlow = std::chrono::milliseconds(1000);
constexpr int kWriteTries = 5;

double secondsSince(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

/// What an exception of the channel amounts to. Its words stay in the log: they may be anything, and are not the receiver's.
Outcome failure(Outcome::Kind kind, Log& log, const std::string& channel, const std::exception& error) {
  const auto* refusal = dynamic_cast<const Refusal*>(&error);
  const std::string code = refusal != nullptr ? refusal->code() : std::string("channel.exception");
  log.error(
      "delivery.channel.threw",
      {{"channel", channel}, {"code", code}, {"type", typeid(error).name()}, {"detail", refusal != nullptr ? refusal->detail() : std::string()}});
  Outcome outcome;
  outcome.kind = kind;
  outcome.code = code;
  return outcome;
}

}  // namespace

Portion::Portion(DispatcherContext& context, DeliveryChannel& channel, std::string token, std::stop_token stop)
    : _context(context), _channel(channel), _name(channel.name()), _token(std::move(token)), _stop(std::move(stop)) {}

void Portion::send(std::vector<DeliveryRow> rows) {
  std::vector<Item> items;
  items.reserve(rows.size());
  for (auto& row : rows) items.push_back({std::move(row), {}, std::nullopt, false, false});
  for (auto& item : items) prepare(item);

  Item* ended = nullptr;
  for (auto& item : items) {
    const auto start = Steady::now();
    step(ended, &item);
    if (item.begun) sendOne(item);
    ended = item.outcome ? &item : nullptr;
    const bool leave = _stop.stop_requested() || Steady::now() - start > kSlow;
    if (!leave) continue;
    step(ended, nullptr);
    ended = nullptr;
    giveBack(&item + 1, items.data() + items.size());
    return;
  }
  if (ended != nullptr) step(ended, nullptr);
}

void Portion::prepare(Item& item) {
  item.probing = item.row.probe && _channel.canProbe();
  // Never sent again without asking.
  if (item.row.probe && !item.probing) item.outcome = {Outcome::Kind::unknown, "channel.cannot_ask", {}, {}, {}, {}, {}};
  try {
    item.task = {item.row.id, item.row.destination, item.row.attempt + 1, {}, item.row.prepared, {}};
    _context.database.read([&](Reader& reader) {
      if (item.row.messageId.empty()) {
        item.task.document = _context.ports.document(reader, item.row.documentId);
        item.task.document.purpose = item.row.purpose;
      } else {
        item.task.message = findMessage(reader, item.row.messageId);
      }
    });
    if (item.row.prepared.empty() && !item.probing) item.row.prepared = _channel.prepare(item.task);
    item.task.prepared = item.row.prepared;
  } catch (const std::exception& error) {
    // Nothing left: the try is over before it began.
    item.outcome = failure(item.row.probe ? Outcome::Kind::unknown : Outcome::Kind::retry, _context.log, _name, error);
  }
  ++item.row.attempt;
}

void Portion::sendOne(Item& item) {
  const auto start = Steady::now();
  item.outcome = call(item);
  const auto kind = std::string(toText(item.outcome->kind));
  _context.metrics.count("clairis_delivery_outcomes_total", "Answers of channels", {{"channel", _name}, {"outcome", kind}});
  _context.metrics.observe("clairis_delivery_seconds", "Duration of a send or probe", secondsSince(start), {{"channel", _name}});
}

Outcome Portion::call(const Item& item) {
  const auto deadline = Steady::now() + _context.options.deadline;
  try {
    return item.probing ? _channel.probe(item.task, deadline, _stop) : _channel.send(item.task, deadline, _stop);
  } catch (const std::exception& error) {
    // Bytes may have left.
    return failure(Outcome::Kind::unknown, _context.log, _name, error);
  } catch (...) {
    return failure(Outcome::Kind::unknown, _context.log, _name, std::runtime_error("not a std::exception"));
  }
}

/// One commit: the end of one try and the beginning of the next.
void Portion::step(Item* ended, Item* next) {
  if (next != nullptr && next->outcome) next = nullptr;
  if (ended == nullptr && next == nullptr) return;
  // The breaker remembers in memory: asked once, outside what the database may run again.
  const auto breakerOpen = ended != nullptr ? tellBreaker(*ended) : Instant{};
  const bool asks = next != nullptr && !next->probing;
  if (asks) next->admitted = _context.breakers.admit(_name, next->row.structureId, _context.database.now());
  write([&](UnitOfWork& unit) {
    if (ended != nullptr) finish(unit, *ended, breakerOpen);
    if (next != nullptr) next->begun = begin(unit, *next);
  });
  if (asks && next->admitted && !next->begun) _context.breakers.withdrawn(_name, next->row.structureId);
}

/// A result is not given up at the first trouble of the database.
void Portion::write(const std::function<void(UnitOfWork&)>& work) {
  for (int tries = 1;; ++tries) {
    try {
      return _context.database.write(Lane::feed, work);
    } catch (const std::exception& error) {
      _context.log.error("delivery.result.not_written", {{"channel", _name}, {"detail", error.what()}});
      if (tries == kWriteTries) throw;
    }
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, _stop, std::chrono::milliseconds(100) * (1 << tries), [] { return false; });
  }
}

Instant Portion::tellBreaker(const Item& item) {
  if (!item.begun || item.probing) return {};
  if (item.outcome->kind != Outcome::Kind::retry) {
    _context.breakers.succeeded(_name, item.row.structureId);
    return {};
  }
  const auto open = _context.breakers.failed(_name, item.row.structureId, _context.database.now());
  if (open != Instant{}) {
    _context.log.warning("delivery.breaker.open", {{"channel", _name}, {"structure", item.row.structureId}, {"until", toIso(open)}});
    _context.metrics.count("clairis_delivery_breaker_opened_total", "Times a breaker opened", {{"channel", _name}});
  }
  return open;
}

void Portion::finish(UnitOfWork& unit, const Item& item, Instant breakerOpen) {
  auto before = item.row;
  before.state = DeliveryState::sending;
  const OutcomeContext context{unit.now(), _context.ports.random(), _channel.canProbe(), item.probing};
  const auto after = afterOutcome(std::move(before), *item.outcome, context, _context.options.retry);
  if (!queue::finish(unit, after, _token)) {
    _context.metrics.count("clairis_delivery_fenced_total", "Results that came after the lease was lost and were not written", {{"channel", _name}});
    _context.log.warning("delivery.fenced", {{"channel", _name}, {"delivery", item.row.id}, {"outcome", std::string(toText(item.outcome->kind))}});
    return;
  }
  if (item.begun) queue::endAttempt(unit, after, toText(item.outcome->kind));
  if (item.outcome->kind == Outcome::Kind::accepted) rememberPartner(unit, item);
  record(unit, after);
  if (item.outcome->kind == Outcome::Kind::paused) {
    const auto& key = item.outcome->pauseKey.empty() ? after.structureId : item.outcome->pauseKey;
    pauseDeliveries(unit, _name, key, after.reason, after.message);
  }
  if (breakerOpen != Instant{}) queue::postpone(unit, _name, after.structureId, breakerOpen);
}

/// Who has the patient's INS from us (RIS.INS.51): of every channel here, and nowhere else.
void Portion::rememberPartner(UnitOfWork& unit, const Item& item) {
  const auto& document = item.task.document;
  const auto& patientId = document.ins ? document.patientId : item.outcome->insOf;
  if (patientId.empty()) return;
  const auto& receiver = item.row.destination.empty() ? item.row.structureId : item.row.destination;
  store::noteExchange(unit, patientId, _name + ":" + receiver, "out");
}

/// False when the delivery is not to be sent now.
bool Portion::begin(UnitOfWork& unit, Item& item) {
  auto row = item.row;
  row.state = DeliveryState::sending;
  if (!item.probing) {
    // SR-01 speaks of documents that are brought; a message's channel looks at its own bytes, and what is taken back is named as it left (SR-06).
    const bool guarded = row.messageId.empty() && row.purpose != DeliveryPurpose::removal;
    const auto reason = guarded ? _context.ports.holdReason(unit, row.documentId) : std::nullopt;
    if (reason) {
      --row.attempt;
      row.state = mustFollow(row.state, DeliveryEvent::hold);
      row.reason = *reason;
      row.dueAt = kNever;
      if (row.firstWaitAt.empty()) row.firstWaitAt = toIso(unit.now());
      if (queue::finish(unit, row, _token)) record(unit, row);
      return false;
    }
    if (!item.admitted) {
      --row.attempt;
      const auto due = std::max(_context.breakers.openUntil(_name, row.structureId), unit.now() + std::chrono::seconds(1));
      queue::finish(unit, givenBack(std::move(row), due), _token);
      return false;
    }
  }
  return queue::begin(unit, row, _token, unit.now() + _context.options.lease);
}

void Portion::giveBack(Item* from, Item* to) {
  if (from == to) return;
  _context.database.write(Lane::feed, [&](UnitOfWork& unit) {
    for (auto* item = from; item != to; ++item) {
      auto row = item->row;
      row.state = DeliveryState::sending;
      --row.attempt;
      queue::finish(unit, givenBack(std::move(row), unit.now()), _token);
    }
  });
}

void Portion::record(UnitOfWork& unit, const DeliveryRow& row) {
  const auto name = "delivery." + std::string(toText(row.state));
  unit.publish({name, row.id, whatIsDelivered(row)});
  unit.audit({"system", name, "delivery:" + row.id, row.reason.empty() ? std::string("ok") : row.reason,
              "{\"channel\":\"" + row.channel + "\",\"attempt\":" + std::to_string(row.attempt) + "}"});
}

}  // namespace clairis
