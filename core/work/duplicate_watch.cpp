// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/duplicate_watch.h"

#include <nlohmann/json.hpp>
#include <thread>

#include "core/store/identity_task.h"
#include "core/store/patient_repository.h"
#include "core/store/patient_search.h"
#include "core/work/duplicate_candidates.h"
#include "core/work/identity_tasks.h"
#include "core/work/likeness.h"

namespace clairis::work {
namespace {

using nlohmann::json;
using Steady = std::chrono::steady_clock;

constexpr std::size_t kMostProposed = 5;
constexpr std::string_view kLikeness = "likeness";
constexpr auto kLongestWait = std::chrono::milliseconds(200);

/// Somebody who may be another record of a person.
bool person(const Patient& patient) { return patient.mergedInto.empty() && !patient.fictitious; }

/// As duplicateCandidates() says it, from either side.
Likeness alike(Reader& reader, const Patient& a, const Patient& b) {
  const bool former = (a.ins && store::hadIns(reader, b.id, *a.ins)) || (b.ins && store::hadIns(reader, a.id, *b.ins));
  return former ? Likeness{100, {"former_ins"}} : likeness(a, b);
}

/// The likeness that makes a task of these two now; nothing when they are none.
std::optional<Likeness> pairOf(Reader& reader, std::string_view one, std::string_view other) {
  const auto a = store::findPatient(reader, one), b = store::findPatient(reader, other);
  if (!a || !b || !person(*a) || !person(*b) || a->test != b->test) return std::nullopt;
  auto found = alike(reader, *a, *b);
  if (found.score < kVeryLikely) return std::nullopt;
  return found;
}

bool proposed(Reader& reader, std::string_view one, std::string_view other) {
  return !store::openDuplicateTasks(reader, one, other).empty() || store::pairDecided(reader, one, other);
}

IdentityTask taskOf(const std::string& newcomer, const std::string& other, const Likeness& found) {
  IdentityTask task;
  task.kind = "duplicate";
  task.patientId = newcomer;
  task.otherId = other;
  task.detail = json{{"because", kLikeness}, {"score", found.score}, {"codes", found.because}}.dump();
  return task;
}

bool ofThisWatch(const IdentityTask& task) {
  if (task.kind != "duplicate") return false;
  const auto detail = json::parse(task.detail, nullptr, false);
  return detail.is_object() && detail.value("because", "") == kLikeness;
}

/// Open tasks of this watch about this patient that do not hold any more.
std::vector<std::string> outdated(Reader& reader, std::string_view patientId) {
  std::vector<std::string> ids;
  for (const auto& task : store::openTasksNaming(reader, patientId)) {
    if (ofThisWatch(task) && !pairOf(reader, task.patientId, task.otherId)) ids.push_back(task.id);
  }
  return ids;
}

/// Whether a change of identity makes him look like others than before.
bool looksOther(const Event& event) {
  if (event.name == "patient.received") return true;
  const auto data = json::parse(event.data, nullptr, false);
  if (!data.is_object()) return false;
  const auto ins = data.value("ins", "");
  return data.value("traits", false) || ins == "added" || ins == "changed" || !data.value("fictitious", true);
}

}  // namespace

const std::vector<std::string>& DuplicateWatch::events() {
  static const std::vector<std::string> names{"patient.received", "patient.identity_changed"};
  return names;
}

void DuplicateWatch::heard(const Event& event) {
  const auto start = Steady::now();
  if (event.name != "patient.received") review(event.subject);
  if (looksOther(event)) search(event.subject);
  if (_share >= 1) return;
  const auto wait = std::chrono::duration_cast<std::chrono::microseconds>((Steady::now() - start) * (1 / _share - 1));
  std::this_thread::sleep_for(std::min<std::chrono::microseconds>(wait, kLongestWait));
}

int DuplicateWatch::search(const std::string& patientId) {
  const auto found = _store.reading([&](Reader& reader) {
    std::vector<std::string> others;
    const auto patient = store::findPatient(reader, patientId);
    if (!patient || !person(*patient)) return others;
    for (const auto& candidate : duplicateCandidates(reader, *patient, patientId)) {
      if (candidate.score < kVeryLikely || others.size() == kMostProposed) break;
      const auto& other = candidate.patient;
      if (other.test == patient->test && !proposed(reader, patientId, other.id)) others.push_back(other.id);
    }
    return others;
  });
  if (found.empty()) return 0;
  return _store.writing(Lane::batch, [&](UnitOfWork& work) {
    int opened = 0;
    for (const auto& other : found) {
      const auto now = pairOf(work, patientId, other);
      if (!now || proposed(work, patientId, other)) continue;
      openTask(work, systemCaller(), taskOf(patientId, other, *now));
      ++opened;
    }
    return opened;
  });
}

int DuplicateWatch::review(const std::string& patientId) {
  if (_store.reading([&](Reader& reader) { return outdated(reader, patientId).empty(); })) return 0;
  return _store.writing(Lane::batch, [&](UnitOfWork& work) {
    const auto ids = outdated(work, patientId);
    for (const auto& id : ids) closeTask(work, systemCaller(), id, "no_longer_alike", "");
    return static_cast<int>(ids.size());
  });
}

}  // namespace clairis::work
