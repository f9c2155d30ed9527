// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "property/identity/belongings.h"

#include <algorithm>

namespace clairis::test {
namespace {

std::string historyIn(const std::string& json) {
  const auto data = nlohmann::json::parse(json, nullptr, false);
  return data.is_object() ? data.value("history", std::string()) : std::string();
}

void readRows(Reader& reader, Belongings& all) {
  for (const char* table : {"patient", "imaging_order", "exam", "report", "document", "patient_merge", "patient_history", "audit_entry", "event"}) {
    for (const auto& row : reader.query(std::string("SELECT id FROM ") + table)) all.rows[table].insert(row[0].text());
  }
}

void readPatients(Reader& reader, Belongings& all) {
  for (const auto& row : reader.query("SELECT id, merged_into, status, doubtful, fictitious, homonym, COALESCE(ins_matricule, ''), birth_name, "
                                      "first_birth_name, birth_date, sex,"
                                      " birth_place_code, used_name FROM patient")) {
    const auto& id = row[0].text();
    all.mergedInto[id] = row[1].text();
    auto& identity = all.identities[id];
    for (std::size_t i = 2; i < row.size(); ++i) identity += (i >= 3 && i <= 5 ? std::to_string(row[i].integer()) : row[i].text()) + "|";
    if (row[2].text() == "qualified" && row[1].text().empty()) ++all.holders[row[6].text()];
  }
  for (const auto& row : reader.query("SELECT patient_id, authority, value FROM patient_local_id ORDER BY patient_id, position")) {
    const auto number = row[1].text() + "|" + row[2].text();
    all.numbers[row[0].text()].push_back(number);
    ++all.bearers[number];
  }
}

void readWork(Reader& reader, Belongings& all) {
  for (const auto& row : reader.query("SELECT id, patient_id FROM imaging_order")) all.orders[row[0].text()] = row[1].text();
  for (const auto& row : reader.query("SELECT id, patient_id, order_id FROM exam")) {
    all.exams[row[0].text()] = row[1].text();
    all.orderOfExam[row[0].text()] = row[2].text();
  }
  for (const auto& row : reader.query("SELECT id, patient_id, exam_id FROM document")) {
    all.documents[row[0].text()] = row[1].text();
    all.examOfDocument[row[0].text()] = row[2].text();
  }
}

void readTrail(Reader& reader, Belongings& all) {
  for (const auto& row : reader.query("SELECT id, source_id, target_id, undone_at FROM patient_merge")) {
    all.merges[row[0].text()] = {row[1].text(), row[2].text(), !row[3].text().empty()};
  }
  for (const auto& row : reader.query("SELECT id, command FROM patient_history")) all.commands[row[0].text()] = row[1].text();
  for (const auto& row : reader.query("SELECT data FROM event")) ++all.told[historyIn(row[0].text())];
  for (const auto& row : reader.query("SELECT action, detail FROM audit_entry")) {
    ++all.actions[row[0].text()];
    ++all.trailed[historyIn(row[1].text())];
  }
  for (const auto& row : reader.query("SELECT patient_id FROM identity_task WHERE kind = 'collision' AND closed_at = ''")) {
    all.collisions.insert(row[0].text());
  }
}

std::string brokenPatients(const Belongings& now) {
  std::map<std::string, std::string> standing;
  for (const auto& [id, merge] : now.merges) {
    if (!merge.undone && !standing.emplace(merge.source, merge.target).second) return "patient " + merge.source + " was merged away twice";
  }
  for (const auto& [id, into] : now.mergedInto) {
    if (now.survivor(id).empty()) return "merges of " + id + " go round in a circle";
    const auto merge = standing.find(id);
    if (into != (merge == standing.end() ? std::string() : merge->second)) return "patient " + id + " and his merges disagree";
  }
  for (const auto& [number, rows] : now.bearers) {
    if (rows != 1) return "number " + number + " is borne " + std::to_string(rows) + " times";
  }
  for (const auto& [id, numbers] : now.numbers) {
    if (!now.mergedInto.at(id).empty()) return "numbers answer for " + id + ", who was merged away";
  }
  for (const auto& [ins, count] : now.holders) {
    if (count > 1) return "living patients share an INS";
  }
  return {};
}

std::string brokenWork(const Belongings& now) {
  for (const auto* owners : {&now.orders, &now.exams, &now.documents}) {
    for (const auto& [id, patient] : *owners) {
      if (!now.mergedInto.at(patient).empty()) return id + " belongs to " + patient + ", who was merged away";
    }
  }
  for (const auto& [exam, order] : now.orderOfExam) {
    if (now.exams.at(exam) != now.orders.at(order)) return "exam " + exam + " and its order belong to two patients";
  }
  for (const auto& [document, exam] : now.examOfDocument) {
    if (now.documents.at(document) != now.exams.at(exam)) return "document " + document + " and its exam belong to two patients";
  }
  return {};
}

std::string brokenTrail(const Belongings& now) {
  const auto count = [](const std::map<std::string, int>& counts, const std::string& key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
  };
  int undone = 0;
  for (const auto& [id, merge] : now.merges) undone += merge.undone ? 1 : 0;
  if (count(now.actions, "patient.merged") != static_cast<int>(now.merges.size())) return "the trail does not tell every merge";
  if (count(now.actions, "patient.unmerged") != undone) return "the trail does not tell every merge that was taken back";
  for (const auto& [history, command] : now.commands) {
    // The survivor's entry is told by the merge's own.
    const bool merges = command == "merge" || command == "unmerge";
    if (!merges && count(now.trailed, history) != 1)
      return "history " + history + " (" + command + ") is in the trail " + std::to_string(count(now.trailed, history)) + " times";
    if (count(now.told, history) != 1)
      return "history " + history + " (" + command + ") was told " + std::to_string(count(now.told, history)) + " times";
  }
  return {};
}

std::string differing(const Belongings::Own& a, const Belongings::Own& b) {
  if (a.identity != b.identity) return "identity";
  if (a.orders != b.orders) return "orders";
  if (a.exams != b.exams) return "exams";
  if (a.documents != b.documents) return "documents";
  return a.numbers == b.numbers ? "" : "numbers";
}

/// What he had when he was merged away, with what was added to it since: exams of his orders, renditions of his exams.
Belongings::Own expectedBack(Belongings::Own had, const Belongings& now) {
  for (const auto& [exam, order] : now.orderOfExam) {
    if (had.orders.contains(order)) had.exams.insert(exam);
  }
  for (const auto& [document, exam] : now.examOfDocument) {
    if (had.exams.contains(exam)) had.documents.insert(document);
  }
  return had;
}

std::string brokenMerge(const Belongings& before, const Belongings& after, const Belongings::Merge& merge) {
  const auto had = before.own(merge.source), has = after.own(merge.source), target = after.own(merge.target);
  if (!has.orders.empty() || !has.exams.empty() || !has.documents.empty() || !has.numbers.empty()) return "a duplicate kept something";
  if (had.identity != has.identity) return "a merge changed the duplicate's identity";
  const auto includes = [](const Belongings::Ids& all, const Belongings::Ids& some) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
  };
  if (!includes(target.orders, had.orders) || !includes(target.exams, had.exams) || !includes(target.documents, had.documents))
    return "a merge lost something";
  return {};
}

}  // namespace

Belongings Belongings::of(OutletHouse& house) {
  return house.read([](Reader& reader) {
    Belongings all;
    readRows(reader, all);
    readPatients(reader, all);
    readWork(reader, all);
    readTrail(reader, all);
    return all;
  });
}

Belongings::Own Belongings::own(const std::string& patientId) const {
  Own own;
  const auto take = [&](const std::map<std::string, std::string>& owners, Ids& ids) {
    for (const auto& [id, owner] : owners) {
      if (owner == patientId) ids.insert(id);
    }
  };
  take(orders, own.orders);
  take(exams, own.exams);
  take(documents, own.documents);
  if (const auto found = identities.find(patientId); found != identities.end()) own.identity = found->second;
  if (const auto found = numbers.find(patientId); found != numbers.end()) own.numbers = found->second;
  return own;
}

std::string Belongings::survivor(std::string patientId) const {
  for (std::size_t steps = 0; steps <= mergedInto.size(); ++steps) {
    const auto& into = mergedInto.at(patientId);
    if (into.empty()) return patientId;
    patientId = into;
  }
  return {};
}

std::string broken(const Belongings& now) {
  for (const auto& check : {brokenPatients, brokenWork, brokenTrail}) {
    if (auto why = check(now); !why.empty()) return why;
  }
  return {};
}

std::string broken(const Belongings& before, const Belongings& after, std::map<std::string, Belongings::Own>& atMerge) {
  for (const auto& [table, ids] : before.rows) {
    for (const auto& id : ids) {
      if (!after.rows.at(table).contains(id)) return table + " " + id + " was deleted";
    }
  }
  for (const auto& [number, rows] : before.bearers) {
    if (!after.bearers.contains(number)) return "number " + number + " was deleted";
  }
  for (const auto& [id, merge] : after.merges) {
    const auto known = before.merges.find(id);
    if (known == before.merges.end()) {
      if (auto why = brokenMerge(before, after, merge); !why.empty()) return why;
      atMerge[id] = before.own(merge.source);
    } else if (merge.undone && !known->second.undone) {
      const auto has = after.own(merge.source);
      if (auto what = differing(expectedBack(atMerge.at(id), after), has); !what.empty()) return "taking a merge back did not restore the " + what;
      auto left = after.own(merge.target), had = before.own(merge.target);
      for (const auto& order : has.orders) had.orders.erase(order);
      for (const auto& exam : has.exams) had.exams.erase(exam);
      for (const auto& document : has.documents) had.documents.erase(document);
      for (const auto& number : has.numbers) std::erase(had.numbers, number);
      if (auto what = differing(had, left); !what.empty()) return "taking a merge back changed the survivor's " + what;
    }
  }
  return {};
}

}  // namespace clairis::test
