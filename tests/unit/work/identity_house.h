// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <nlohmann/json.hpp>

#include "core/work/collision_store.h"
#include "core/work/identity_service.h"
#include "unit/work/house.h"

namespace clairis::test {

inline work::IdentityRules identityRulesForTests(bool autoValidation = false) {
  work::IdentityRules rules;
  rules.highProofs = {"CN", "PA", "CS"};
  rules.lowProofs = {"CC"};
  rules.proofsWithParent = {"AN", "LEP"};
  rules.autoValidation = autoValidation;
  return rules;
}

/// A house whose identities can be worked on, through the store that plugins get.
class IdentityHouse : public House {
public:
  explicit IdentityHouse(bool autoValidation = false) : service(identityRulesForTests(autoValidation)) {}

  /// Whether this was stored so long ago on the database's own clock, which on PostgreSQL no test stops: within a minute.
  bool happened(const std::string& at, std::chrono::hours ago = {}) {
    const auto then = write([](UnitOfWork& work) { return work.now(); }) - ago;
    return at <= toIso(then) && at >= toIso(then - std::chrono::minutes(1));
  }

  Caller person(std::vector<std::string> roles) const {
    Caller caller;
    caller.principal = "account:" + roles.front();
    caller.roles = std::move(roles);
    caller.authentication = Authentication::password;
    return caller;
  }
  Caller secretary() const { return person({"secretary"}); }
  Caller officer() const { return person({"identity_officer"}); }

  /// Somebody stored in exactly this state.
  Patient stored(const IdentityState& state, const PatientFeed& like = patTrois()) {
    return write([&](UnitOfWork& work) {
      auto patient = like.patient;
      setIdentityState(patient, state);
      patient.markedHere = state.doubtful || state.fictitious;
      patient.id = work.newId();
      patient.version = 1;
      store::insertPatient(work, patient);
      return patient;
    });
  }
  Patient stored(IdentityStatus status, const PatientFeed& like = patTrois()) {
    const bool insi = status == IdentityStatus::recovered || status == IdentityStatus::qualified;
    return stored(IdentityState{status, false, false, false, insi}, like);
  }

  /// One command in its own unit of work, as an edge would run it; the patient as stored afterwards.
  template <class F>
  Patient act(F&& command) {
    std::string id;
    edge.write(Lane::interactive, [&](UnitOfWork& work) { id = command(work).id; });
    return patient(id);
  }

  std::vector<IdentityHistoryEntry> history(const std::string& id) {
    return read([&](Reader& reader) { return service.history(reader, id); });
  }
  std::vector<IdentityTask> tasks(const std::string& kind = "", const std::string& patientId = "", bool closed = false) {
    IdentityTaskFilter filter;
    filter.kind = kind;
    filter.patientId = patientId;
    filter.closed = closed;
    return read([&](Reader& reader) { return service.tasks(reader, filter); });
  }
  /// Data of the last event of that name about this patient.
  nlohmann::json lastEvent(const std::string& name, const std::string& id) {
    const auto row = read([&](Reader& reader) {
      return reader.first("SELECT data FROM event WHERE name = $1 AND subject = $2 ORDER BY id DESC LIMIT 1", {name, id});
    });
    return row.empty() ? nlohmann::json() : nlohmann::json::parse(row[0].text());
  }
  /// A document made for this patient under his number, with one delivery in that state; its id.
  std::string documentSent(const Patient& person, const std::string& deliveryState) {
    validated(performedFor(person));
    return write([&](UnitOfWork& work) {
      const auto id = work.first("SELECT id FROM document WHERE patient_id = $1 ORDER BY id DESC LIMIT 1", {person.id})[0].text();
      work.execute("UPDATE delivery SET state = $1 WHERE document_id = $2", {deliveryState, id});
      return id;
    });
  }

  work::CollisionStore edge{*store, store.log};
  work::IdentityService service;
};

inline InsiIdentity foundByInsi() {
  InsiIdentity found{*patTrois().patient.ins, patTrois().patient.traits, {}};
  return found;
}

}  // namespace clairis::test
