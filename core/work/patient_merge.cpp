// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/patient_merge.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/domain/search_key.h"
#include "core/store/identity_task.h"
#include "core/store/patient_history.h"
#include "core/store/patient_merge.h"
#include "core/store/patient_repository.h"
#include "core/store/patient_search.h"
#include "core/work/identity_record.h"
#include "core/work/identity_tasks.h"
#include "core/work/merged_tasks.h"

namespace clairis::work {
namespace {

using nlohmann::json;

Patient known(Reader& reader, std::string_view id) {
  auto patient = store::findPatient(reader, id);
  if (!patient) throw NotFound("patient.unknown", "nothing is stored under " + std::string(id));
  return std::move(*patient);
}

void requireReason(std::string_view reason) {
  if (searchKey(reason).empty()) throw Refusal("patient.merge.reason", "expected a reason: it is what the next person reads", "/reason");
}

std::string wordsOf(const std::string& obstacle, const Patient& source, const Patient& target) {
  if (obstacle == "patient.merge.same") return "source and target are the same patient";
  if (obstacle == "patient.merge.source_merged") return "the source was merged into " + source.mergedInto + " already";
  if (obstacle == "patient.merge.target_merged") return "the target was merged into " + target.mergedInto + ": merge into that one";
  if (obstacle == "patient.merge.two_ins") return "both are qualified, with different INS: they are two persons, unless one is downgraded first";
  if (obstacle == "patient.merge.into_fictitious") return "the target is a fictitious identity: merge the other way round";
  return "one of them is a test patient, the other is not";
}

/// Status, marks, INS and local ids as they were.
std::string sourceBefore(const Patient& source, const std::vector<store::MergedLocalId>& ids) {
  json body{{"status", toText(source.status)}, {"doubtful", source.doubtful}, {"fictitious", source.fictitious}, {"homonym", source.homonym}};
  if (source.ins) body["ins"] = {{"matricule", source.ins->matricule()}, {"oid", source.ins->oid()}};
  body["localIds"] = json::array();
  for (const auto& place : ids) {
    body["localIds"].push_back({{"value", place.id.value},
                                {"authority", place.id.authority},
                                {"oid", place.id.authorityOid},
                                {"position", place.position},
                                {"merge", place.mergeId}});
  }
  // A partner's bytes are kept as they came; the key of an id must come back as it is.
  return body.dump(-1, ' ', true, json::error_handler_t::replace);
}

std::vector<store::MergedLocalId> localIdsBefore(const json& before) {
  std::vector<store::MergedLocalId> ids;
  for (const auto& id : before.at("localIds")) {
    const auto text = [&](const char* field) { return id.at(field).get<std::string>(); };
    ids.push_back({{text("value"), text("authority"), text("oid")}, id.at("position").get<std::int64_t>(), text("merge")});
  }
  return ids;
}

/// The row kept everything while it was a duplicate; what it was before is written again all the same.
Patient restored(Patient source, const json& before) {
  source.mergedInto.clear();
  source.status = identityStatusFrom(before.at("status").get<std::string>());
  source.doubtful = before.at("doubtful").get<bool>();
  source.fictitious = before.at("fictitious").get<bool>();
  source.homonym = before.at("homonym").get<bool>();
  source.ins.reset();
  if (before.contains("ins")) {
    source.ins = Ins::parse(before["ins"].at("matricule").get<std::string>(), before["ins"].at("oid").get<std::string>());
  }
  return source;
}

/// Traits and status of the survivor stay; his identifiers, and what is his, do not. Documents hear of it like of any change of identity.
void recordSurvivor(UnitOfWork& work, const Caller& caller, const Patient& before, const char* command, const PatientMerge& merge,
                    std::string_view reason) {
  const auto after = known(work, before.id);
  store::updatePatient(work, after);
  const auto history = store::insertHistory(work, &before, after, caller.principal, command, reason);
  work.publish({"patient.identity_changed", after.id,
                json{{"history", history}, {"ins", ""}, {"traits", false}, {"origin", caller.principal}, {"merge", merge.id}}.dump()});
}

/// Whether his open tasks name all of these documents already.
bool listed(Reader& reader, const std::string& patientId, const std::vector<std::string>& documents) {
  std::set<std::string> named;
  for (const auto& id : store::openTasksOf(reader, "documents_sent", patientId)) {
    const auto detail = json::parse(store::findTask(reader, id).value().detail);
    for (const auto& document : detail.value("documents", json::array())) named.insert(document.get<std::string>());
  }
  return std::all_of(documents.begin(), documents.end(), [&](const std::string& id) { return named.contains(id); });
}

/// SR-06: somebody looks after what is in the wrong record now.
void listDocumentsSent(UnitOfWork& work, const Caller& caller, const std::string& patientId, const std::optional<Ins>& ins,
                       const PatientMerge& merge) {
  const auto documents = store::documentsLeftUnderOthers(work, patientId, ins);
  if (documents.empty() || listed(work, patientId, documents)) return;
  IdentityTask task;
  task.kind = "documents_sent";
  task.patientId = patientId;
  task.otherId = merge.id;
  task.detail = json{{"merge", merge.id}, {"documents", documents}}.dump();
  openTask(work, caller, task);
}

void tell(UnitOfWork& work, const Caller& caller, const char* name, const PatientMerge& merge, const json& data, const store::Moved& moved) {
  work.publish({name, merge.sourceId, data.dump()});
  work.audit({caller.principal, name, "patient:" + merge.sourceId, "ok",
              json{{"merge", merge.id}, {"target", merge.targetId}, {"orders", moved.orders}, {"exams", moved.exams}, {"documents", moved.documents}}
                  .dump()});
}

}  // namespace

std::vector<std::string> mergeObstacles(const Patient& source, const Patient& target) {
  std::vector<std::string> obstacles;
  const auto add = [&](bool there, const char* code) {
    if (there) obstacles.emplace_back(code);
  };
  const auto qualified = [](const Patient& patient) { return patient.status == IdentityStatus::qualified && patient.ins; };
  add(source.id == target.id, "patient.merge.same");
  add(!source.mergedInto.empty(), "patient.merge.source_merged");
  add(!target.mergedInto.empty(), "patient.merge.target_merged");
  add(qualified(source) && qualified(target) && source.ins != target.ins, "patient.merge.two_ins");
  add(target.fictitious && !source.fictitious, "patient.merge.into_fictitious");
  add(source.test != target.test, "patient.merge.test");
  return obstacles;
}

std::vector<std::string> differingTraits(const Patient& source, const Patient& target) {
  std::vector<std::string> names;
  const auto& a = source.traits;
  const auto& b = target.traits;
  const auto add = [&](bool differs, const char* name) {
    if (differs) names.emplace_back(name);
  };
  add(searchKey(a.birthName) != searchKey(b.birthName), "birthName");
  add(searchKey(a.firstBirthName) != searchKey(b.firstBirthName), "firstBirthName");
  add(searchKey(a.birthNames) != searchKey(b.birthNames), "birthNames");
  add(a.birthDate != b.birthDate, "birthDate");
  add(a.sex != b.sex, "sex");
  add(a.birthPlaceCode != b.birthPlaceCode, "birthPlaceCode");
  add(source.ins && target.ins && source.ins != target.ins, "ins");
  return names;
}

MergePreview previewMerge(Reader& reader, std::string_view sourceId, std::string_view targetId) {
  MergePreview preview;
  preview.source = known(reader, sourceId);
  preview.target = known(reader, targetId);
  preview.differingTraits = differingTraits(preview.source, preview.target);
  preview.obstacles = mergeObstacles(preview.source, preview.target);
  const auto held = store::holdingsOf(reader, sourceId);
  preview.orders = held.orders;
  preview.exams = held.exams;
  preview.reports = held.reports;
  preview.documentsSent = held.documentsSent;
  return preview;
}

PatientMerge mergePatients(UnitOfWork& work, const Caller& caller, std::string_view sourceId, std::string_view targetId, std::string_view reason) {
  requireReason(reason);
  const auto source = known(work, sourceId);
  const auto target = known(work, targetId);
  if (const auto obstacles = mergeObstacles(source, target); !obstacles.empty()) {
    throw Refusal(obstacles.front(), wordsOf(obstacles.front(), source, target));
  }
  PatientMerge merge{work.newId(), source.id, target.id, toIso(work.now()), caller.principal, std::string(reason), "", "", ""};
  store::insertMerge(work, merge, sourceBefore(source, store::localIdsWithPlace(work, source.id)));
  const auto moved = store::moveRows(work, merge);
  store::moveLocalIds(work, merge);
  auto duplicate = source;
  duplicate.mergedInto = target.id;
  duplicate.localIds.clear();
  recordIdentity(work, caller, source, std::move(duplicate), {"merge", reason, {}});
  recordSurvivor(work, caller, target, "merge", merge, reason);
  store::showAs(work, source.id, target.id);
  moveTasks(work, caller, merge);
  listDocumentsSent(work, caller, target.id, target.ins, merge);
  tell(work, caller, "patient.merged", merge, {{"merge", merge.id}, {"into", merge.targetId}}, moved);
  return merge;
}

PatientMerge unmergePatients(UnitOfWork& work, const Caller& caller, std::string_view mergeId, std::string_view reason) {
  requireReason(reason);
  auto stored = store::findMerge(work, mergeId);
  if (!stored) throw NotFound("patient.merge.unknown", "no merge " + std::string(mergeId));
  auto& merge = stored->merge;
  if (!merge.undoneAt.empty()) throw Conflict("patient.merge.undone", "this merge was taken back already");
  const auto target = known(work, merge.targetId);
  if (const auto later = store::mergeAway(work, target.id)) {
    throw Refusal("patient.merge.later", "the survivor was merged into " + later->targetId + " since: take back merge " + later->id + " first");
  }
  const auto before = json::parse(stored->before);
  const auto source = known(work, merge.sourceId);
  auto person = restored(source, before);
  refuseCollision(work, person);

  const auto moved = store::moveRowsBack(work, merge);
  store::moveLocalIdsBack(work, merge, localIdsBefore(before));
  merge.undoneAt = toIso(work.now());
  merge.undoneBy = caller.principal;
  merge.undoneReason = reason;
  store::markUndone(work, merge);
  for (const auto& place : store::localIdsWithPlace(work, source.id)) person.localIds.push_back(place.id);
  recordIdentity(work, caller, source, person, {"unmerge", reason, {}});
  recordSurvivor(work, caller, target, "unmerge", merge, reason);
  store::showAs(work, source.id, source.id);
  giveTasksBack(work, caller, merge);
  listDocumentsSent(work, caller, source.id, person.ins, merge);
  tell(work, caller, "patient.unmerged", merge, {{"merge", merge.id}, {"from", merge.targetId}}, moved);
  return merge;
}

namespace {

std::string aliasReason(const LocalId& alias) { return alias.authority + "|" + alias.value; }

/// A number that he bore already is one that was merged away from now on: what is said under it does not lower him. Once.
void noteAlias(UnitOfWork& work, const Caller& caller, const Patient& patient, const LocalId& alias) {
  const auto reason = aliasReason(alias);
  for (const auto& entry : store::historyOf(work, patient.id)) {
    if (entry.command == "alias" && entry.reason == reason) return;
  }
  for (const auto& place : store::localIdsWithPlace(work, patient.id)) {
    const bool same = place.id.authority == alias.authority && place.id.value == alias.value;
    if (same && !place.mergeId.empty()) return;
  }
  recordIdentity(work, caller, patient, patient, {"alias", reason, {}});
}

}  // namespace

void addAlias(UnitOfWork& work, const Caller& caller, std::string_view patientId, const LocalId& alias) {
  if (alias.value.empty()) throw Refusal("patient.identifier.missing", "expected the identifier that was merged", "MRG-1");
  const auto holder = store::findPatientByLocalId(work, alias.authority, alias.value);
  const auto patient = known(work, store::survivorOf(work, patientId));
  if (holder && holder->id == patient.id) return noteAlias(work, caller, patient, alias);
  if (holder) throw Refusal("patient.identifier.taken", "this identifier belongs to " + holder->id + ": merge the two patients instead", "MRG-1");
  auto after = patient;
  after.localIds.push_back(alias);
  recordIdentity(work, caller, patient, std::move(after), {"alias", aliasReason(alias), {}});
}

}  // namespace clairis::work
