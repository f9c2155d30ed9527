// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/identity_rules.h"

#include <algorithm>
#include <set>

#include "core/domain/entered_traits.h"

namespace clairis::work {
namespace {

bool among(const std::vector<std::string>& codes, std::string_view code) { return std::find(codes.begin(), codes.end(), code) != codes.end(); }

}  // namespace

IdentityRules identityRules(const Options& options, Environment environment) {
  IdentityRules rules;
  rules.environment = environment;
  rules.highProofs = options.list("identity.proofs.high");
  rules.lowProofs = options.list("identity.proofs.low");
  rules.proofsWithParent = options.list("identity.proofs.with_parent");
  rules.autoValidation = options.boolean("identity.auto_validation");
  std::set<std::string> seen;
  for (const auto* list : {&rules.highProofs, &rules.lowProofs, &rules.proofsWithParent}) {
    for (const auto& code : *list) {
      if (seen.insert(code).second) continue;
      throw Refusal("config.identity.proofs",
                    "the document code " + code + " is in two of the lists identity.proofs.high, .low and .with_parent: keep one");
    }
  }
  return rules;
}

std::string_view trustOf(const ProofUse& proof, const IdentityRules& rules, std::string_view birthDate, std::string_view today) {
  if (!proof.parentCode.empty() && !among(rules.highProofs, proof.parentCode)) {
    throw Refusal("identity.proof.unknown", "the parent's document must be one of identity.proofs.high", "/parentCode");
  }
  if (among(rules.highProofs, proof.code)) return "high";
  if (among(rules.proofsWithParent, proof.code)) return minorOn(birthDate, today) && !proof.parentCode.empty() ? "high" : "low";
  if (among(rules.lowProofs, proof.code)) return "low";
  throw Refusal("identity.proof.unknown", "expected a document code of identity.proofs.high, .low or .with_parent", "/code");
}

}  // namespace clairis::work
