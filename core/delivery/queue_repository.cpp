// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/queue_repository.h"

#include <fmt/format.h>

namespace clairis::queue {
namespace {

// $1 channel, $2 now. An earlier version that is not finished keeps the later ones back.
constexpr std::string_view kDue =
    "d.channel = $1 AND d.due_at <= $2 AND d.state IN ('queued', 'retry', 'held', 'undecided') "
    "AND NOT EXISTS (SELECT 1 FROM delivery_pause p WHERE p.channel = d.channel AND p.pause_key = d.structure_id) "
    "AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.channel = d.channel AND e.destination = d.destination AND e.set_id = d.set_id "
    "AND e.id < d.id AND d.set_id <> '' AND e.state IN ('queued', 'retry', 'held', 'undecided', 'sending', 'fix')) ";

std::string selectWhere(std::string_view condition) { return fmt::format("SELECT {} FROM delivery d WHERE {}", kDeliveryColumns, condition); }

std::vector<DeliveryRow> rowsOf(const Rows& found) {
  std::vector<DeliveryRow> rows;
  rows.reserve(found.size());
  for (const auto& row : found) rows.push_back(deliveryFrom(row));
  return rows;
}

Value bytesOrNull(const std::string& bytes) { return bytes.empty() ? Value() : Value(Blob{bytes}); }

Value textOrNull(const std::string& text) { return text.empty() ? Value() : Value(text); }

/// Text of the message column: the receiver's words, kept within reason.
std::string shortened(const std::string& message) {
  constexpr std::size_t kMost = 4000;
  if (message.size() <= kMost) return message;
  auto end = kMost;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0U) == 0x80U) --end;  // not inside a UTF-8 character
  return message.substr(0, end);
}

}  // namespace

void insert(UnitOfWork& unit, const DeliveryRow& row) {
  unit.execute(
      "INSERT INTO delivery (id, document_id, channel, destination, set_id, structure_id, state, reason, message, attempt, due_at, until_at, "
      "first_wait_at, probe, lease_token, lease_until, prepared, proof, resend_of, created_at, changed_at, accepted_at, message_id, purpose) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '', $15, NULL, $16, $17, $18, '', $19, $20)",
      {row.id, textOrNull(row.documentId), row.channel, row.destination, row.setId, row.structureId, toText(row.state), row.reason,
       shortened(row.message), row.attempt, row.dueAt, row.untilAt, row.firstWaitAt, row.probe, bytesOrNull(row.prepared), row.resendOf, unit.now(),
       unit.now(), textOrNull(row.messageId), toText(row.purpose)});
}

std::optional<DeliveryRow> find(Reader& reader, std::string_view id) {
  static const auto sql = selectWhere("d.id = $1");
  const auto row = reader.first(sql, {id});
  return row.empty() ? std::nullopt : std::optional(deliveryFrom(row));
}

std::vector<DeliveryRow> ofDocument(Reader& reader, std::string_view documentId) {
  static const auto sql = selectWhere("d.document_id = $1 ORDER BY d.id");
  return rowsOf(reader.query(sql, {documentId}));
}

std::vector<DeliveryRow> lease(UnitOfWork& unit, const LeaseRequest& request) {
  static const auto sql = selectWhere(std::string(kDue) + "ORDER BY d.due_at LIMIT $3");
  auto rows = rowsOf(unit.query(sql, {request.channel, unit.now(), static_cast<std::int64_t>(request.most)}));
  for (auto& row : rows) {
    const auto before = toText(row.state);
    const auto after = toText(mustFollow(row.state, DeliveryEvent::leased));
    row.leaseToken = request.token;
    unit.execute("UPDATE delivery SET state = $1, lease_token = $2, lease_until = $3, changed_at = $4 WHERE id = $5 AND state = $6",
                 {after, request.token, request.until, unit.now(), row.id, before});
  }
  return rows;
}

bool begin(UnitOfWork& unit, const DeliveryRow& row, const std::string& token, Instant leaseUntil) {
  const auto changed = unit.execute(
      "UPDATE delivery SET attempt = $1, lease_until = $2, prepared = COALESCE(prepared, $3) WHERE id = $4 AND lease_token = $5 AND state = "
      "'sending'",
      {row.attempt, leaseUntil, bytesOrNull(row.prepared), row.id, token});
  if (changed == 0) return false;
  unit.execute(
      "INSERT INTO delivery_attempt (delivery_id, attempt, started_at, ended_at, outcome, code, message) VALUES ($1, $2, $3, '', '', '', '') "
      "ON CONFLICT (delivery_id, attempt, started_at) DO UPDATE SET ended_at = ''",
      {row.id, row.attempt, unit.now()});
  return true;
}

bool finish(UnitOfWork& unit, const DeliveryRow& row, const std::string& token) {
  return unit.execute(
             "UPDATE delivery SET state = $1, reason = $2, message = $3, due_at = $4, until_at = $5, first_wait_at = $6, probe = $7, proof = $8, "
             "accepted_at = $9, changed_at = $10, attempt = $11, lease_token = '', lease_until = '' "
             "WHERE id = $12 AND lease_token = $13 AND state = 'sending'",
             {toText(row.state), row.reason, shortened(row.message), row.dueAt, row.untilAt, row.firstWaitAt, row.probe, bytesOrNull(row.proof),
              row.acceptedAt, unit.now(), row.attempt, row.id, token}) == 1;
}

void endAttempt(UnitOfWork& unit, const DeliveryRow& row, std::string_view outcome) {
  unit.execute("UPDATE delivery_attempt SET ended_at = $1, outcome = $2, code = $3, message = $4 WHERE delivery_id = $5 AND ended_at = ''",
               {unit.now(), outcome, row.reason, shortened(row.message), row.id});
}

bool change(UnitOfWork& unit, const DeliveryRow& row, DeliveryState expected) {
  return unit.execute(
             "UPDATE delivery SET state = $1, reason = $2, due_at = $3, probe = $4, changed_at = $5, lease_token = '', lease_until = '' "
             "WHERE id = $6 AND state = $7",
             {toText(row.state), row.reason, row.dueAt, row.probe, unit.now(), row.id, toText(expected)}) == 1;
}

std::vector<DeliveryRow> expired(UnitOfWork& unit) {
  static const auto sql = selectWhere("d.state = 'sending' AND d.lease_until < $1 ORDER BY d.lease_until LIMIT 100");
  return rowsOf(unit.query(sql, {unit.now()}));
}

bool attemptOpen(Reader& reader, const DeliveryRow& row) {
  return !reader.query("SELECT 1 FROM delivery_attempt WHERE delivery_id = $1 AND ended_at = ''", {row.id}).empty();
}

bool anyExpired(Reader& reader, Instant now) {
  return !reader.query("SELECT 1 FROM delivery WHERE state = 'sending' AND lease_until < $1 LIMIT 1", {now}).empty();
}

bool anyDue(Reader& reader, std::string_view channel, Instant now) {
  static const auto sql = "SELECT 1 FROM delivery d WHERE " + std::string(kDue) + "LIMIT 1";
  return !reader.query(sql, {channel, now}).empty();
}

std::optional<Instant> nextDue(Reader& reader, std::string_view channel) {
  const auto row = reader.first(
      "SELECT MIN(due_at) FROM delivery WHERE channel = $1 AND due_at < '9999' AND state IN ('queued', 'retry', 'held', 'undecided')", {channel});
  if (row.at(0).null()) return std::nullopt;
  return fromIso(row[0].text());
}

void postpone(UnitOfWork& unit, std::string_view channel, std::string_view structureId, Instant until) {
  unit.execute("UPDATE delivery SET due_at = $1 WHERE channel = $2 AND structure_id = $3 AND state IN ('queued', 'retry') AND due_at < $1",
               {until, channel, structureId});
}

}  // namespace clairis::queue
