// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/identities.h"

namespace clairis::store {

/// Table patient_proof: which document was checked, when, by whom (RIS.INS.18); never a copy.
std::string insertProof(UnitOfWork& work, std::string_view patientId, const ProofUse& proof, std::string_view trust, std::string_view checkedBy);
/// False when this patient has no such proof in force.
bool withdrawProof(UnitOfWork& work, std::string_view patientId, std::string_view proofId, std::string_view by);
/// Proofs of high trust that were not withdrawn.
std::int64_t highProofs(Reader& reader, std::string_view patientId);
std::vector<IdentityProof> proofsOf(Reader& reader, std::string_view patientId);  ///< oldest first

}  // namespace clairis::store
