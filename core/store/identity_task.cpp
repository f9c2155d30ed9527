// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/identity_task.h"

namespace clairis::store {
namespace {

#define TASK_COLUMNS "id, kind, patient_id, other_id, detail, opened_at, opened_by, closed_at, closed_by, outcome, note"

IdentityTask fromRow(const Row& row) {
  return {row[0].text(), row[1].text(), row[2].text(), row[3].text(), row[4].text(), row[5].text(),
          row[6].text(), row[7].text(), row[8].text(), row[9].text(), row[10].text()};
}

}  // namespace

OpenedTask insertTask(UnitOfWork& work, const IdentityTask& task, std::string_view openedBy) {
  auto id = work.newId();
  const auto inserted = work.execute(
      "INSERT INTO identity_task (id, kind, patient_id, other_id, detail, opened_at, opened_by, closed_at, closed_by, outcome, note)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '', $8) ON CONFLICT DO NOTHING",
      {id, task.kind, task.patientId, task.otherId, task.detail, work.now(), openedBy, task.note});
  if (inserted == 1) return {std::move(id), true};
  const auto row = work.first("SELECT id FROM identity_task WHERE kind = $1 AND patient_id = $2 AND other_id = $3 AND closed_at = ''",
                              {task.kind, task.patientId, task.otherId});
  return {row.empty() ? std::string() : row[0].text(), false};
}

bool closeTask(UnitOfWork& work, std::string_view taskId, std::string_view closedBy, std::string_view outcome, std::string_view note) {
  return work.execute("UPDATE identity_task SET closed_at = $1, closed_by = $2, outcome = $3, note = $4 WHERE id = $5 AND closed_at = ''",
                      {work.now(), closedBy, outcome, note, taskId}) == 1;
}

std::vector<std::string> openTasksOf(Reader& reader, std::string_view kind, std::string_view patientId) {
  std::vector<std::string> ids;
  for (const auto& row :
       reader.query("SELECT id FROM identity_task WHERE kind = $1 AND patient_id = $2 AND closed_at = '' ORDER BY id", {kind, patientId})) {
    ids.push_back(row[0].text());
  }
  return ids;
}

std::vector<std::string> openDuplicateTasks(Reader& reader, std::string_view one, std::string_view other) {
  std::vector<std::string> ids;
  for (const auto& row :
       reader.query("SELECT t.id FROM identity_task t WHERE t.patient_id = $1 AND t.other_id = $2 AND t.kind = 'duplicate' AND t.closed_at = ''"
                    " UNION SELECT t.id FROM identity_task t WHERE t.patient_id = $2 AND t.other_id = $1 AND t.kind = 'duplicate'"
                    " AND t.closed_at = ''",
                    {one, other})) {
    ids.push_back(row[0].text());
  }
  return ids;
}

bool pairDecided(Reader& reader, std::string_view one, std::string_view other) {
  return !reader
              .first("SELECT t.id FROM identity_task t WHERE t.patient_id = $1 AND t.other_id = $2 AND t.kind = 'duplicate' AND t.closed_at <> ''"
                     " AND t.closed_by <> 'system' UNION SELECT t.id FROM identity_task t WHERE t.patient_id = $2 AND t.other_id = $1"
                     " AND t.kind = 'duplicate' AND t.closed_at <> '' AND t.closed_by <> 'system'"
                     " UNION SELECT m.id FROM patient_merge m WHERE m.target_id = $1 AND m.source_id = $2 AND m.undone_at <> ''"
                     " UNION SELECT m.id FROM patient_merge m WHERE m.target_id = $2 AND m.source_id = $1 AND m.undone_at <> ''",
                     {one, other})
              .empty();
}

std::vector<IdentityTask> openTasksNaming(Reader& reader, std::string_view name) {
  std::vector<IdentityTask> tasks;
  for (const auto& row : reader.query("SELECT " TASK_COLUMNS " FROM identity_task WHERE patient_id = $1 AND closed_at = ''"
                                      " UNION SELECT " TASK_COLUMNS " FROM identity_task WHERE other_id = $1 AND closed_at = '' AND other_id <> ''"
                                      " ORDER BY 1",
                                      {name})) {
    tasks.push_back(fromRow(row));
  }
  return tasks;
}

bool taskOpen(Reader& reader, std::string_view kind, std::string_view patientId, std::string_view otherId) {
  return !reader
              .first("SELECT id FROM identity_task WHERE kind = $1 AND patient_id = $2 AND other_id = $3 AND closed_at = ''",
                     {kind, patientId, otherId})
              .empty();
}

void renameTask(UnitOfWork& work, std::string_view taskId, std::string_view patientId, std::string_view otherId) {
  work.execute("UPDATE identity_task SET patient_id = $1, other_id = $2 WHERE id = $3", {patientId, otherId, taskId});
}

std::string lastClosedByPerson(Reader& reader, std::string_view kind, std::string_view patientId) {
  return reader.first("SELECT MAX(closed_at) FROM identity_task WHERE kind = $1 AND patient_id = $2 AND closed_at <> '' AND closed_by <> 'system'",
                      {kind, patientId})[0]
      .text();
}

std::optional<IdentityTask> findTask(Reader& reader, std::string_view taskId) {
  const auto row = reader.first("SELECT " TASK_COLUMNS " FROM identity_task WHERE id = $1", {taskId});
  if (row.empty()) return std::nullopt;
  return fromRow(row);
}

std::vector<IdentityTask> tasksBy(Reader& reader, const IdentityTaskFilter& filter) {
  // The texts are constants: a statement is prepared once for each of these shapes.
  std::string sql = "SELECT " TASK_COLUMNS " FROM identity_task WHERE (opened_at, id) > ($1, $2)";
  Params params{filter.afterOpenedAt, filter.afterId};
  const auto narrow = [&](const char* column, const std::string& value) {
    params.emplace_back(value);
    sql += std::string(" AND ") + column + " = $" + std::to_string(params.size());
  };
  sql += filter.closed ? " AND closed_at <> ''" : " AND closed_at = ''";
  if (!filter.kind.empty()) narrow("kind", filter.kind);
  if (!filter.patientId.empty()) narrow("patient_id", filter.patientId);
  params.emplace_back(filter.limit);
  sql += " ORDER BY opened_at, id LIMIT $" + std::to_string(params.size());
  std::vector<IdentityTask> tasks;
  for (const auto& row : reader.query(sql, params)) tasks.push_back(fromRow(row));
  return tasks;
}

std::vector<IdentityTaskCount> openTaskCounts(Reader& reader) {
  std::vector<IdentityTaskCount> counts;
  for (const auto& row : reader.query("SELECT kind, COUNT(*), MIN(opened_at) FROM identity_task WHERE closed_at = '' GROUP BY kind ORDER BY kind")) {
    counts.push_back({row[0].text(), row[1].integer(), row[2].text()});
  }
  return counts;
}

}  // namespace clairis::store
