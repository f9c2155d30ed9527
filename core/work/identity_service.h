// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/work/identity_rules.h"

namespace clairis::work {

/// Service "identities/1": each use case in its own file.
class IdentityService final : public Identities {
public:
  explicit IdentityService(IdentityRules rules);

  Patient create(UnitOfWork& work, const Caller& caller, const NewIdentity& identity) override;
  Patient changeTraits(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const Traits& traits,
                       bool birthDateUncertain, std::string_view reason) override;
  Patient prove(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const ProofUse& proof) override;
  Patient withdrawProof(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, std::string_view proofId,
                        std::string_view reason) override;
  Patient mark(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, IdentityAttribute attribute, bool set,
               std::string_view reason) override;
  Patient downgrade(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, std::string_view reason) override;
  Patient removeIns(UnitOfWork& work, const Caller& caller, std::string_view id, std::string_view reason) override;
  Patient takeFromInsi(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const InsiIdentity& found,
                       std::string_view reason) override;
  Patient verified(UnitOfWork& work, const Caller& caller, std::string_view id, const InsiVerification& answer) override;
  Patient verifiedForeign(UnitOfWork& work, const Caller& caller, std::string_view id, const InsiVerification& answer) override;
  Patient keepApart(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const Ins& ins,
                    std::string_view origin) override;
  std::optional<Ins> unverifiedIns(Reader& reader, std::string_view id) override;

  std::vector<IdentityHistoryEntry> history(Reader& reader, std::string_view id) override;
  std::vector<IdentityProof> proofs(Reader& reader, std::string_view id) override;
  std::vector<InsiIdentity::Former> formerIns(Reader& reader, std::string_view id) override;
  std::vector<ProofKind> proofKinds() const override;

  std::string openTask(UnitOfWork& work, const Caller& caller, const IdentityTask& task) override;
  void closeTask(UnitOfWork& work, const Caller& caller, std::string_view taskId, std::string_view outcome, std::string_view note) override;
  std::vector<IdentityTask> tasks(Reader& reader, const IdentityTaskFilter& filter) override;
  std::vector<IdentityTaskCount> taskCounts(Reader& reader) override;

  void exchanged(UnitOfWork& work, std::string_view patientId, std::string_view partner, std::string_view direction) override;
  std::vector<IdentityExchange> exchanges(Reader& reader, std::string_view patientId) override;
  std::vector<ExchangePartner> partners(Reader& reader) override;

private:
  IdentityRules _rules;
};

}  // namespace clairis::work
