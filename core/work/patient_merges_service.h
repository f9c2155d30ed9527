// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/identities.h"

namespace clairis::work {

/// Service "merges/1": each use case in its own file. Stateless.
class PatientMergesService final : public PatientMerges {
public:
  std::vector<Patient> search(Reader& reader, std::string_view birthDate, std::string_view letters, std::string_view afterId, int limit) override;
  std::vector<Patient> searchIns(Reader& reader, const Ins& ins) override;
  std::vector<DuplicateCandidate> candidates(Reader& reader, const Traits& traits, const std::optional<Ins>& ins, std::string_view exceptId) override;

  MergePreview preview(Reader& reader, std::string_view sourceId, std::string_view targetId) override;
  PatientMerge merge(UnitOfWork& work, const Caller& caller, std::string_view sourceId, std::string_view targetId, std::string_view reason) override;
  PatientMerge unmerge(UnitOfWork& work, const Caller& caller, std::string_view mergeId, std::string_view reason) override;
  std::vector<PatientMerge> merges(Reader& reader, std::string_view patientId) override;
  Patient survivor(Reader& reader, std::string_view id) override;
  void addAlias(UnitOfWork& work, const Caller& caller, std::string_view patientId, const LocalId& alias) override;
};

}  // namespace clairis::work
