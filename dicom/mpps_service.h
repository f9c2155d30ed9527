// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/domain/performed_step.h"
#include "dicom/dimse_service.h"

namespace clairis::dicom {

/// Where performed steps go. Each call returns after its effect is durable, or throws with nothing changed: Refusal "step.duplicate",
/// "step.final" or "step.unknown" for what the protocol refuses; anything else is a failure that the console repeats. Thread-safe.
class StepSink {
public:
  virtual ~StepSink() = default;
  virtual void begin(PerformedStep said) = 0;
  /// `merge` makes the new step from the stored one; it may be called again when the transaction is repeated.
  virtual void change(const std::string& sopInstanceUid, const std::function<PerformedStep(const PerformedStep& stored)>& merge) = 0;
  /// A change of a step that was never begun here.
  virtual void keepOrphan(PerformedStep said) = 0;
  virtual std::optional<PerformedStep> find(const std::string& sopInstanceUid) = 0;
  /// A UID for a console that chose none.
  virtual std::string newUid() = 0;
};

/// Modality Performed Procedure Step N-CREATE, N-SET (PS3.4 F.7) and its Retrieve SOP class N-GET (F.8). Statuses: mpps_status.h.
class MppsService final : public DimseService {
public:
  using Note = std::function<void(const AssociationNote&)>;
  MppsService(std::shared_ptr<StepSink> sink, Note note);

  std::vector<std::string> sopClasses() const override;
  void handle(Association& association, unsigned char contextId, const T_DIMSE_Message& request) override;

private:
  std::shared_ptr<StepSink> _sink;
  Note _note;
};

}  // namespace clairis::dicom
