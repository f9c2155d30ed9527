// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "core/domain/identifiers.h"
#include "core/plugin/performed_steps.h"
#include "dicom/mpps_service.h"

namespace clairis::worklist {

/// Performed steps into the core's use cases: one unit of work each, durable before the console gets its answer.
class StoreStepSink final : public dicom::StepSink {
public:
  StoreStepSink(Store& store, std::shared_ptr<PerformedSteps> steps, Oid oidRoot)
      : _store(store), _steps(std::move(steps)), _oidRoot(std::move(oidRoot)) {}

  void begin(PerformedStep said) override;
  void change(const std::string& sopInstanceUid, const std::function<PerformedStep(const PerformedStep&)>& merge) override;
  void keepOrphan(PerformedStep said) override;
  std::optional<PerformedStep> find(const std::string& sopInstanceUid) override;
  std::string newUid() override;

private:
  Store& _store;
  std::shared_ptr<PerformedSteps> _steps;
  Oid _oidRoot;
};

}  // namespace clairis::worklist
