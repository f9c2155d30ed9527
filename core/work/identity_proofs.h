// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/work/identity_record.h"
#include "core/work/identity_rules.h"

namespace clairis::work {

/// Documents that a person checked; contracts in core/plugin/identities.h.
Patient proveIdentity(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const ProofUse& proof,
                      const IdentityRules& rules);
/// NotFound "identity.proof.none" when this patient has no such proof in force. The status is lowered when no other high-trust proof is left.
Patient withdrawProof(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, std::string_view proofId,
                      std::string_view reason);

}  // namespace clairis::work
