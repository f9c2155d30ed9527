// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/held_documents.h"

namespace clairis::store {
namespace held_sql {

// All of the patient's deliveries, few: asked for the held ones, SQLite would rather look through everybody's.
const char* const kOfPatient =
    "SELECT d.patient_id, d.report_id, v.channel, v.destination, v.created_at, v.id, v.state, v.reason FROM document d"
    " JOIN delivery v ON v.document_id = d.id WHERE d.patient_id = $1";
// As index delivery_identity_held says it.
const char* const kPage =
    "SELECT d.patient_id, d.report_id, v.channel, v.destination, v.created_at, v.id FROM delivery v JOIN document d ON d.id = v.document_id"
    " WHERE v.state = 'held' AND v.reason IN ('identity.not_qualified', 'identity.changed') AND (v.created_at, v.id) > ($1, $2) ORDER BY "
    "v.created_at, v.id LIMIT $3";
const char* const kOfReport =
    "SELECT w.channel, w.destination, w.id, w.state, w.reason, w.created_at, w.first_wait_at FROM document e JOIN delivery w ON w.document_id = e.id"
    " WHERE e.report_id = $1 ORDER BY w.created_at, w.id";
}  // namespace held_sql

namespace {

/// Renditions of one report waited one after the other at the same place: since the first of them after the last one that left it.
std::string waitingSince(const Rows& ofReport, const std::string& channel, const std::string& destination, const std::string& deliveryId) {
  std::string since;
  for (const auto& row : ofReport) {
    if (row[0].text() != channel || row[1].text() != destination) continue;
    const auto& state = row[3].text();
    if (state == "accepted" || state == "undecided" || state == "sending") since.clear();
    const bool waited = row[2].text() == deliveryId || (state == "cancelled" && row[4].text() == "superseded" && !row[6].text().empty());
    if (!waited) continue;
    const auto& from = row[6].text().empty() ? row[5].text() : row[6].text();
    if (since.empty() || from < since) since = from;
  }
  return since;
}

std::vector<HeldDocument> rowsOf(Reader& reader, const Rows& rows) {
  std::vector<HeldDocument> held;
  for (const auto& row : rows) {
    const auto& id = row[5].text();
    const auto ofReport = reader.query(held_sql::kOfReport, {row[1].text()});
    held.push_back({row[0].text(), row[1].text(), waitingSince(ofReport, row[2].text(), row[3].text(), id), row[4].text(), id});
  }
  return held;
}

}  // namespace

std::vector<HeldDocument> heldForIdentity(Reader& reader, std::string_view patientId) {
  auto rows = reader.query(held_sql::kOfPatient, {patientId});
  std::erase_if(rows, [](const Row& row) {
    const auto& reason = row[7].text();
    return row[6].text() != "held" || (reason != "identity.not_qualified" && reason != "identity.changed");
  });
  return rowsOf(reader, rows);
}

std::vector<HeldDocument> heldForIdentity(Reader& reader, std::string_view afterCreatedAt, std::string_view afterId, int limit) {
  return rowsOf(reader, reader.query(held_sql::kPage, {afterCreatedAt, afterId, limit}));
}

}  // namespace clairis::store
