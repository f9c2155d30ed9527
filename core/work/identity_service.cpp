// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/identity_service.h"

#include "core/store/identity_task.h"
#include "core/store/patient_exchange.h"
#include "core/store/patient_former_ins.h"
#include "core/store/patient_history.h"
#include "core/store/patient_proof.h"
#include "core/store/patient_repository.h"
#include "core/work/identity_insi.h"
#include "core/work/identity_life.h"
#include "core/work/identity_proofs.h"
#include "core/work/identity_tasks.h"

namespace clairis::work {

IdentityService::IdentityService(IdentityRules rules) : _rules(std::move(rules)) {}

Patient IdentityService::create(UnitOfWork& work, const Caller& caller, const NewIdentity& identity) {
  return createIdentity(work, caller, identity, _rules);
}

Patient IdentityService::changeTraits(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const Traits& traits,
                                      bool birthDateUncertain, std::string_view reason) {
  return work::changeTraits(work, caller, id, version, traits, birthDateUncertain, reason);
}

Patient IdentityService::prove(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const ProofUse& proof) {
  return proveIdentity(work, caller, id, version, proof, _rules);
}

Patient IdentityService::withdrawProof(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, std::string_view proofId,
                                       std::string_view reason) {
  return work::withdrawProof(work, caller, id, version, proofId, reason);
}

Patient IdentityService::mark(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, IdentityAttribute attribute,
                              bool set, std::string_view reason) {
  return markIdentity(work, caller, id, version, attribute, set, reason);
}

Patient IdentityService::downgrade(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, std::string_view reason) {
  return downgradeIdentity(work, caller, id, version, reason);
}

Patient IdentityService::removeIns(UnitOfWork& work, const Caller& caller, std::string_view id, std::string_view reason) {
  return work::removeIns(work, caller, id, reason);
}

Patient IdentityService::takeFromInsi(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const InsiIdentity& found,
                                      std::string_view reason) {
  return work::takeFromInsi(work, caller, id, version, found, reason, _rules);
}

Patient IdentityService::verified(UnitOfWork& work, const Caller& caller, std::string_view id, const InsiVerification& answer) {
  return verifiedByInsi(work, caller, id, answer);
}

Patient IdentityService::verifiedForeign(UnitOfWork& work, const Caller& caller, std::string_view id, const InsiVerification& answer) {
  return foreignVerifiedByInsi(work, caller, id, answer, _rules);
}

Patient IdentityService::keepApart(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const Ins& ins,
                                   std::string_view origin) {
  return keepInsApart(work, caller, id, version, ins, origin, _rules);
}

std::optional<Ins> IdentityService::unverifiedIns(Reader& reader, std::string_view id) { return store::findUnverifiedIns(reader, id); }

std::vector<IdentityHistoryEntry> IdentityService::history(Reader& reader, std::string_view id) { return store::historyOf(reader, id); }
std::vector<IdentityProof> IdentityService::proofs(Reader& reader, std::string_view id) { return store::proofsOf(reader, id); }
std::vector<InsiIdentity::Former> IdentityService::formerIns(Reader& reader, std::string_view id) { return store::formerInsOf(reader, id); }

std::vector<ProofKind> IdentityService::proofKinds() const {
  std::vector<ProofKind> kinds;
  for (const auto& code : _rules.highProofs) kinds.push_back({code, "high"});
  for (const auto& code : _rules.proofsWithParent) kinds.push_back({code, "with_parent"});
  for (const auto& code : _rules.lowProofs) kinds.push_back({code, "low"});
  return kinds;
}

std::string IdentityService::openTask(UnitOfWork& work, const Caller& caller, const IdentityTask& task) { return work::openTask(work, caller, task); }

void IdentityService::closeTask(UnitOfWork& work, const Caller& caller, std::string_view taskId, std::string_view outcome, std::string_view note) {
  work::closeTask(work, caller, taskId, outcome, note);
}

std::vector<IdentityTask> IdentityService::tasks(Reader& reader, const IdentityTaskFilter& filter) { return store::tasksBy(reader, filter); }
std::vector<IdentityTaskCount> IdentityService::taskCounts(Reader& reader) { return store::openTaskCounts(reader); }

void IdentityService::exchanged(UnitOfWork& work, std::string_view patientId, std::string_view partner, std::string_view direction) {
  if (direction != "in" && direction != "out") throw Refusal("identity.exchange.direction", "expected in or out");
  store::noteExchange(work, patientId, partner, direction);
}

std::vector<IdentityExchange> IdentityService::exchanges(Reader& reader, std::string_view patientId) { return store::exchangesOf(reader, patientId); }
std::vector<ExchangePartner> IdentityService::partners(Reader& reader) { return store::exchangePartners(reader); }

}  // namespace clairis::work
