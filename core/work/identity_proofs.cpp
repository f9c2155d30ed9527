// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/identity_proofs.h"

#include <algorithm>

#include "core/store/patient_proof.h"
#include "core/work/identity_life.h"

namespace clairis::work {
namespace {

bool proven(IdentityStatus status) { return status == IdentityStatus::validated || status == IdentityStatus::qualified; }

}  // namespace

Patient proveIdentity(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const ProofUse& proof,
                      const IdentityRules& rules) {
  const auto before = identityToChange(work, id, version);
  const auto trust = trustOf(proof, rules, before.traits.birthDate, toIso(work.now()).substr(0, 10));
  auto after = before;
  // A document says nothing about somebody whose identity is doubted, or who does not exist: refused before anything is recorded.
  const auto raised = apply(identityStateOf(before), IdentityCommand::prove);
  if (trust == "high") setIdentityState(after, raised);
  store::insertProof(work, before.id, proof, trust, caller.principal);
  // Recorded even where the status stays: a low-trust document, or one more, is part of the history (RIS.INS.17, 18).
  return recordIdentity(work, caller, before, std::move(after), {toText(IdentityCommand::prove), proof.code, {}});
}

Patient withdrawProof(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, std::string_view proofId,
                      std::string_view reason) {
  const auto before = identityToChange(work, id, version);
  requireReason(reason, "withdrawing a document");
  const auto proofs = store::proofsOf(work, id);
  const auto proof = std::find_if(proofs.begin(), proofs.end(), [&](const IdentityProof& one) { return one.id == proofId; });
  if (proof == proofs.end() || !store::withdrawProof(work, id, proofId, caller.principal)) {
    throw NotFound("identity.proof.none", "this patient has no such proof in force");
  }
  auto after = before;
  const bool last = proof->trust == "high" && store::highProofs(work, id) == 0;
  if (last && proven(before.status)) setIdentityState(after, apply(identityStateOf(before), IdentityCommand::withdrawProof));
  return recordIdentity(work, caller, before, std::move(after), {toText(IdentityCommand::withdrawProof), reason, {}});
}

}  // namespace clairis::work
