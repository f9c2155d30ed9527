// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/held_documents.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/store/held_documents.h"
#include "core/store/identity_task.h"
#include "core/work/identity_tasks.h"

namespace clairis::work {
namespace {

using nlohmann::json;

constexpr int kPage = 500;
constexpr std::size_t kAtOnce = 50;
constexpr std::size_t kReportsNamed = 20;
constexpr const char* kKind = "documents_held";

/// What one patient's documents ask for.
struct Standing {
  std::set<std::string> reports;  ///< that wait too long
  std::string since;
  std::string openTask;
  bool known = false;  ///< a person closed a task about all of them
  bool opens() const { return !reports.empty() && openTask.empty() && !known; }
  bool closes() const { return reports.empty() && !openTask.empty(); }
};

Standing standingOf(Reader& reader, std::string_view patientId, std::chrono::milliseconds alert, Instant now) {
  Standing standing;
  if (const auto open = store::openTasksOf(reader, kKind, patientId); !open.empty()) standing.openTask = open.front();
  const auto closed = store::lastClosedByPerson(reader, kKind, patientId);
  const auto limit = toIso(now - alert);
  const auto limitThen = closed.empty() ? std::string() : toIso(fromIso(closed) - alert);
  standing.known = !closed.empty();
  for (const auto& one : store::heldForIdentity(reader, patientId)) {
    if (one.since > limit) continue;
    standing.reports.insert(one.reportId);
    if (standing.since.empty() || one.since < standing.since) standing.since = one.since;
    if (one.since > limitThen) standing.known = false;
  }
  return standing;
}

IdentityTask taskOf(const Standing& standing, std::string_view patientId) {
  IdentityTask task;
  task.kind = kKind;
  task.patientId = patientId;
  auto named = json::array();
  for (const auto& id : standing.reports) {
    if (named.size() < kReportsNamed) named.push_back(id);
  }
  task.detail = json{{"since", standing.since}, {"count", standing.reports.size()}, {"reports", std::move(named)}}.dump();
  return task;
}

class Pass {
public:
  Pass(Store& store, std::chrono::milliseconds alert, Instant now, const std::stop_token& stop)
      : _store(store), _alert(alert), _now(now), _stop(stop) {}

  int openWhatIsLate() {
    store::HeldDocument last;
    while (!_stop.stop_requested()) {
      const auto page = _store.reading([&](Reader& reader) { return store::heldForIdentity(reader, last.createdAt, last.deliveryId, kPage); });
      if (page.empty()) break;
      std::set<std::string> patients;
      for (const auto& one : page) {
        if (one.since <= toIso(_now - _alert)) patients.insert(one.patientId);
      }
      follow(patients);
      last = page.back();
    }
    return _done;
  }

  int closeWhatLeft() {
    IdentityTaskFilter filter;
    filter.kind = kKind;
    filter.limit = kPage;
    while (!_stop.stop_requested()) {
      const auto page = _store.reading([&](Reader& reader) { return store::tasksBy(reader, filter); });
      if (page.empty()) break;
      std::set<std::string> patients;
      for (const auto& task : page) patients.insert(task.patientId);
      follow(patients);
      filter.afterOpenedAt = page.back().openedAt;
      filter.afterId = page.back().id;
    }
    return _done;
  }

private:
  /// Read first: most patients have their task already, and writing nothing is a write too.
  void follow(const std::set<std::string>& patients) {
    const auto wanting = _store.reading([&](Reader& reader) {
      std::vector<std::string> ids;
      for (const auto& id : patients) {
        const auto standing = standingOf(reader, id, _alert, _now);
        if (standing.opens() || standing.closes()) ids.push_back(id);
      }
      return ids;
    });
    for (std::size_t from = 0; from < wanting.size() && !_stop.stop_requested(); from += kAtOnce) {
      const auto to = std::min(wanting.size(), from + kAtOnce);
      _done += _store.writing(Lane::batch, [&](UnitOfWork& work) {
        int done = 0;
        for (auto i = from; i < to; ++i) done += followHeldDocumentsOf(work, wanting[i], _alert) ? 1 : 0;
        return done;
      });
    }
  }

  Store& _store;
  std::chrono::milliseconds _alert;
  Instant _now;
  const std::stop_token& _stop;
  int _done = 0;
};

}  // namespace

bool followHeldDocumentsOf(UnitOfWork& work, std::string_view patientId, std::chrono::milliseconds alert) {
  const auto standing = standingOf(work, patientId, alert, work.now());
  if (standing.opens()) {
    openTask(work, systemCaller(), taskOf(standing, patientId));
    return true;
  }
  if (!standing.closes()) return false;
  closeTask(work, systemCaller(), standing.openTask, "documents_left", "");
  return true;
}

int followHeldDocuments(Store& store, std::chrono::milliseconds alert, Instant now, const std::stop_token& stop) {
  Pass pass(store, alert, now, stop);
  pass.openWhatIsLate();
  return pass.closeWhatLeft();
}

}  // namespace clairis::work
