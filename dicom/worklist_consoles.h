// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "dicom/console_profile.h"
#include "dicom/dataset_reader.h"
#include "dicom/worklist_run.h"

namespace clairis::dicom {

/// One C-FIND that was answered.
struct AnsweredQuery {
  std::string callingAe;
  std::string peer;  ///< address
  EncodedDataset identifier;
  WorklistOutcome outcome;
  double seconds = 0;  ///< from request to last answer made
};

/// What the worklist service knows of consoles. Called by association threads, several at a time, on the way of every query: nothing here
/// waits for a disk or a network.
class WorklistConsoles {
public:
  virtual ~WorklistConsoles() = default;
  virtual std::shared_ptr<const ConsoleProfile> profileOf(const std::string& callingAe) = 0;
  /// YYYYMMDD in the site's zone.
  virtual std::string today() = 0;
  /// Before the last response leaves.
  virtual void answered(AnsweredQuery query) noexcept = 0;
};

}  // namespace clairis::dicom
