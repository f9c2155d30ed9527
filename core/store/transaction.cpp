// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/transaction.h"

#include <iterator>

namespace clairis {

std::int64_t numberFromRow(Connection& connection, std::string_view sequence) {
  return connection
      .query(
          "INSERT INTO number_sequence (name, value) VALUES ($1, 1) "
          "ON CONFLICT (name) DO UPDATE SET value = number_sequence.value + 1 RETURNING value",
          {Value(sequence)})
      .at(0)
      .at(0)
      .integer();
}

template <class F>
auto Transaction::guarded(F&& statement) {
  requireSound();
  try {
    return statement();
  } catch (...) {
    _spoiled = true;
    throw;
  }
}

void Transaction::requireSound() const {
  if (_spoiled) throw Refusal("store.spoiled", "a statement of this unit of work failed before; let its error leave the unit");
}

Rows Transaction::query(std::string_view sql, const Params& params) {
  return guarded([&] { return _connection.query(sql, params); });
}

std::int64_t Transaction::execute(std::string_view sql, const Params& params) {
  return guarded([&] { return _connection.execute(sql, params); });
}

std::int64_t Transaction::nextNumber(std::string_view sequence) {
  return guarded([&] { return _numbers(_connection, sequence); });
}

void Transaction::moveInto(CommittedWork& work) {
  const auto append = [](auto& to, auto& from) { to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end())); };
  work.recorded = work.recorded || _after.recorded;
  append(work.eventNames, _after.eventNames);
  append(work.actions, _after.actions);
}

void Transaction::publish(Event event) {
  _after.recorded = true;
  _after.eventNames.push_back(event.name);
  execute("INSERT INTO event (id, position, at, name, subject, data) VALUES ($1, NULL, $2, $3, $4, $5)",
          {newId(), _now, std::move(event.name), std::move(event.subject), event.data.empty() ? std::string("{}") : std::move(event.data)});
}

void Transaction::audit(AuditEntry entry) {
  _after.recorded = true;
  execute(
      "INSERT INTO audit_entry (id, position, at, actor, action, object, outcome, detail, seal) "
      "VALUES ($1, NULL, $2, $3, $4, $5, $6, $7, NULL)",
      {newId(), _now, std::move(entry.actor), std::move(entry.action), std::move(entry.object), std::move(entry.outcome),
       entry.detail.empty() ? std::string("{}") : std::move(entry.detail)});
}

}  // namespace clairis
