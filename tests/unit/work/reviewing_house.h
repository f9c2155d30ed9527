// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>

#include "core/store/identity_task.h"
#include "core/work/task_review.h"
#include "unit/work/merge_house.h"

namespace clairis::test {

/// A practice in which open tasks are looked at again when events tell of their patients.
class ReviewingHouse : public MergeHouse {
public:
  void hear() {
    for (const auto& event : unheard()) review.heard(event);
  }
  std::vector<Event> unheard() {
    std::vector<Event> events;
    const auto& names = work::TaskReview::events();
    for (const auto& row :
         read([&](Reader& reader) { return reader.query("SELECT id, name, subject, data FROM event WHERE id > $1 ORDER BY id", {_last}); })) {
      _last = row[0].text();
      if (std::find(names.begin(), names.end(), row[1].text()) != names.end()) events.push_back({row[1].text(), row[2].text(), row[3].text()});
    }
    return events;
  }

  std::string open(const std::string& kind, const std::string& patientId, const std::string& other = "", const std::string& detail = "{}") {
    IdentityTask task;
    task.kind = kind;
    task.patientId = patientId;
    task.otherId = other;
    task.detail = detail;
    return write([&](UnitOfWork& work) { return service.openTask(work, officer(), task); });
  }
  /// How the one task of that kind ended: its outcome, "open", or "none".
  std::string endOf(const std::string& kind) {
    const auto open = tasks(kind), closed = tasks(kind, "", true);
    if (open.size() + closed.size() != 1) return open.empty() && closed.empty() ? "none" : "several";
    return open.empty() ? closed[0].outcome : "open";
  }
  IdentityTask task(const std::string& id) {
    return read([&](Reader& reader) { return store::findTask(reader, id).value(); });
  }

  /// What happens to people, each as an edge would do it.
  Patient takeInsi(const std::string& id, const InsiIdentity& found = foundByInsi()) {
    return act([&](UnitOfWork& work) { return service.takeFromInsi(work, officer(), id, patient(id).version, found, ""); });
  }
  void prove(const std::string& id) {
    act([&](UnitOfWork& work) { return service.prove(work, officer(), id, patient(id).version, {"CN", "", ""}); });
  }
  void lower(const std::string& id) {
    act([&](UnitOfWork& work) { return service.downgrade(work, officer(), id, patient(id).version, "Doute"); });
  }
  void mark(const std::string& id, IdentityAttribute attribute, bool set) {
    act([&](UnitOfWork& work) { return service.mark(work, officer(), id, patient(id).version, attribute, set, "Doute"); });
  }
  void names(const std::string& id, const char* first, const char* list) {
    act([&](UnitOfWork& work) {
      auto traits = patient(id).traits;
      traits.firstBirthName = first;
      traits.birthNames = list;
      return service.changeTraits(work, officer(), id, patient(id).version, traits, false, "Pièce d'identité");
    });
  }
  void verifiedForeign(const std::string& id, bool ok) {
    const auto apart = read([&](Reader& reader) { return service.unverifiedIns(reader, id); });
    act([&](UnitOfWork& work) { return service.verifiedForeign(work, officer(), id, {apart.value(), patient(id).traits, ok, "call-1"}); });
  }
  /// A partner that is not believed says this number, or takes back what he said.
  Patient saidByOther(const std::string& localId, const char* matricule) {
    auto feed = patTrois();
    feed.patient.localIds = {{localId, "CIM-TEST", ""}};
    feed.trust = SenderTrust::other;
    feed.patient.ins.reset();
    if (*matricule != '\0') feed.patient.ins = Ins::parse(matricule, Ins::kNirTest);
    feed.insRemoved = *matricule == '\0';
    return receive(feed);
  }

  work::TaskReview review{*store};

private:
  std::string _last;
};

}  // namespace clairis::test
