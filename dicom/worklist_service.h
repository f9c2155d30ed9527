// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "dicom/console_profile.h"
#include "dicom/dimse_service.h"
#include "dicom/worklist_consoles.h"
#include "dicom/worklist_source.h"

namespace clairis::dicom {

/// C-ECHO (PS3.4 annex A).
class EchoService final : public DimseService {
public:
  std::vector<std::string> sopClasses() const override;
  void handle(Association& association, unsigned char contextId, const T_DIMSE_Message& request) override;
};

/// Modality Worklist C-FIND (PS3.4 annex K). Statuses: 0xFF00/0xFF01 for each match, then one of runQuery().
class WorklistService final : public DimseService {
public:
  using ProfileOf = std::function<ConsoleProfile(const std::string& callingAe)>;
  using Note = std::function<void(const AssociationNote&)>;
  /// All three are called by association threads, several at a time.
  WorklistService(std::shared_ptr<WorklistSource> source, std::shared_ptr<WorklistConsoles> consoles, Note note);
  /// Consoles of which nothing is kept; profiles without a date window.
  WorklistService(std::shared_ptr<WorklistSource> source, ProfileOf profileOf, Note note);

  std::vector<std::string> sopClasses() const override;
  void handle(Association& association, unsigned char contextId, const T_DIMSE_Message& request) override;

private:
  std::shared_ptr<WorklistSource> _source;
  std::shared_ptr<WorklistConsoles> _consoles;
  Note _note;
};

}  // namespace clairis::dicom
