// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/plugin/identities.h"
#include "core/plugin/options.h"

namespace clairis::work {

/// What an instance decides about identities.
struct IdentityRules {
  Environment environment = Environment::test;
  std::vector<std::string> highProofs;  ///< codes of documents with high trust (RIS.INS.19)
  std::vector<std::string> lowProofs;
  std::vector<std::string> proofsWithParent;  ///< high for a minor beside a high-trust document of a parent, low otherwise
  bool autoValidation = false;                ///< RIS.INS.21: off unless somebody wants it
  /// Whether somebody registered may be this person, beside those who share birth date and first letters; may be empty.
  std::function<bool(Reader&, const Traits&)> anyCandidate;
};

/// From identity.proofs.high, .low, .with_parent and identity.auto_validation. Refusal "config.identity.proofs" for a code in two lists.
IdentityRules identityRules(const Options& options, Environment environment);

/// high or low for this person on that day. Refusal "identity.proof.unknown" for a code that no list has.
std::string_view trustOf(const ProofUse& proof, const IdentityRules& rules, std::string_view birthDate, std::string_view today);

}  // namespace clairis::work
