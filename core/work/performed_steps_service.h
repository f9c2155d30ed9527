// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "core/plugin/performed_steps.h"

namespace clairis::work {

/// Service "steps/1".
class PerformedStepsService final : public PerformedSteps {
public:
  explicit PerformedStepsService(std::shared_ptr<Clinic> clinic) : _clinic(std::move(clinic)) {}

  PerformedStep begin(UnitOfWork& work, const Caller& caller, PerformedStep said) override;
  PerformedStep change(UnitOfWork& work, const Caller& caller, PerformedStep merged) override;
  void keepOrphan(UnitOfWork& work, const Caller& caller, PerformedStep said) override;
  std::optional<PerformedStep> find(Reader& reader, std::string_view sopInstanceUid) override;
  std::vector<PerformedStep> ofExam(Reader& reader, std::string_view examId) override;

  std::optional<ReconcileEntry> entry(Reader& reader, std::string_view id) override;
  std::vector<ReconcileEntry> waiting(Reader& reader, std::string_view afterOpenedAt, std::string_view afterId, int limit) override;
  std::optional<PerformedStep> stepOf(Reader& reader, const ReconcileEntry& entry) override;
  std::vector<ExamCandidate> candidates(Reader& reader, const PerformedStep& step) override;
  Exam attach(UnitOfWork& work, const Caller& caller, std::string_view id, std::string_view examId) override;
  Exam create(UnitOfWork& work, const Caller& caller, std::string_view id, NewOrder order) override;
  void dismiss(UnitOfWork& work, const Caller& caller, std::string_view id, std::string_view why) override;

private:
  void place(UnitOfWork& work, PerformedStep& step);
  void takeEffect(UnitOfWork& work, const Caller& caller, const PerformedStep& step);
  ReconcileEntry open(Reader& reader, std::string_view id);

  std::shared_ptr<Clinic> _clinic;
};

}  // namespace clairis::work
