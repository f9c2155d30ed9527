// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/verification/check_worker.h"

#include <nlohmann/json.hpp>

namespace clairis::identity::insi {
namespace {

constexpr auto kLease = std::chrono::minutes(5);
constexpr int kMostRefused = 5;  // a fault about this very request: a person looks after so many

}  // namespace

Caller systemCaller() {
  Caller caller;
  caller.principal = "system";
  return caller;
}

CheckWorker::CheckWorker(Store& store, const Standings& standings, const Verifier& verifier, Identities& identities, const Clock& clock,
                         Metrics& metrics, Log& log)
    : _store(store), _standings(standings), _verifier(verifier), _identities(identities), _clock(clock), _metrics(metrics), _log(log) {}

void CheckWorker::run(std::stop_token stop) const {
  _metrics.gauge("clairis_insi_checks_waiting", "Patients whose INS of a partner waits for its verification",
                 static_cast<double>(_store.reading([](Reader& reader) { return waitingChecks(reader); })));
  std::optional<Standing> standing;
  while (!stop.stop_requested()) {
    std::optional<DueCheck> check;
    _store.write(Lane::feed, [&](UnitOfWork& work) { check = takeDueCheck(work, work.now() + kLease); });
    if (!check) return;
    try {
      if (!standing) standing = _standings.automatic();
      if (!one(*standing, *check, stop)) return;
    } catch (const Refusal& problem) {
      if (!standing) {
        _log.error("insi.check.impossible", {{"code", problem.code()}, {"detail", problem.detail()}});
        _store.write(Lane::feed, [&](UnitOfWork& work) { postponeCheck(work, *check, work.now() + checkBackoff(check->attempts), problem.code()); });
        return;
      }
      // Traits that INSi does not take, or an identity that may not be asked about: time does not mend them.
      forPerson(*check, problem.code());
    }
  }
}

bool CheckWorker::one(const Standing& standing, const DueCheck& check, std::stop_token stop) const {
  const auto result = _verifier.verify(systemCaller(), standing, check.patientId, Verifier::Which::foreign, "partner", Lane::feed, std::move(stop));
  if (result.verdict != Verification::Verdict::failed) {
    _store.write(Lane::feed, [&](UnitOfWork& work) { finishCheck(work, check); });
    return true;
  }
  if (result.remedy == Remedy::request && check.attempts + 1 >= kMostRefused) {
    forPerson(check, result.code);
    return true;
  }
  _store.write(Lane::feed, [&](UnitOfWork& work) { postponeCheck(work, check, work.now() + checkBackoff(check.attempts), result.code); });
  return result.remedy == Remedy::request;
}

void CheckWorker::forPerson(const DueCheck& check, const std::string& code) const {
  _log.warning("insi.check.for_a_person", {{"patient", check.patientId}, {"code", code}});
  _store.write(Lane::feed, [&](UnitOfWork& work) {
    IdentityTask task;
    task.kind = "insi_unverifiable";
    task.patientId = check.patientId;
    task.detail = nlohmann::json{{"code", code}}.dump();
    _identities.openTask(work, systemCaller(), task);
    finishCheck(work, check);
  });
}

}  // namespace clairis::identity::insi
