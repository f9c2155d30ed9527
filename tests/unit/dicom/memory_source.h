// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/domain/search_key.h"
#include "dicom/worklist_source.h"

namespace clairis::tests {

/// The test identity PAT-TROIS on a CT at 2026-11-20 10:30.
inline dicom::WorklistEntry patTrois() {
  dicom::WorklistEntry entry;
  entry.patientName = "PAT-TROIS^DOMINIQUE";
  entry.patientNameKey = personKey("PAT-TROIS", "DOMINIQUE");
  entry.patientBirthName = "PAT-TROIS";
  entry.patientId = "IPP0001";
  entry.birthDate = "19790328";
  entry.sex = "F";
  entry.accessionNumber = "CLA0000000000001";
  entry.requestedProcedureId = "CLA0000000000001";
  entry.requestedProcedureDescription = "Scanner thoracique avec injection";
  entry.requestedProcedurePriority = "ROUTINE";
  entry.studyInstanceUid = "2.25.1001";
  entry.referringPhysician = "MEDIONI^St\xC3\xA9phane";
  entry.referringPhysicianKey = personKey("MEDIONI", "St\xC3\xA9phane");
  entry.procedure = {"24627-2", "LN", "Scanner thoracique"};
  entry.protocol = entry.procedure;
  entry.stationAe = "CT1";
  entry.startDate = "20261120";
  entry.startTime = "103000";
  entry.modality = "CT";
  entry.performingPhysician = "BIDEAULT^Jacques";
  entry.performingPhysicianKey = personKey("BIDEAULT", "Jacques");
  entry.stepDescription = "Scanner thoracique";
  entry.stepId = "CLA0000000000001";
  entry.stepStatus = "SCHEDULED";
  return entry;
}

/// Answers from a vector, by the reference matching; `beforeNext` lets a test act while a query runs.
class MemorySource final : public dicom::WorklistSource {
public:
  explicit MemorySource(std::vector<dicom::WorklistEntry> entries) : _entries(std::move(entries)) {}

  std::unique_ptr<dicom::WorklistCursor> find(const dicom::WorklistQuery& query) override { return std::make_unique<Cursor>(*this, query); }

  std::function<void(std::size_t)> beforeNext;

private:
  class Cursor final : public dicom::WorklistCursor {
  public:
    Cursor(const MemorySource& source, const dicom::WorklistQuery& query) : _source(source), _query(query) {}
    bool next(dicom::WorklistEntry& entry) override {
      if (_source.beforeNext) _source.beforeNext(_given);
      for (; _at < _source._entries.size(); ++_at) {
        if (!dicom::matches(_query, _source._entries[_at])) continue;
        entry = _source._entries[_at++];
        ++_given;
        return true;
      }
      return false;
    }

  private:
    const MemorySource& _source;
    const dicom::WorklistQuery& _query;
    std::size_t _at = 0;
    std::size_t _given = 0;
  };

  std::vector<dicom::WorklistEntry> _entries;
};

}  // namespace clairis::tests
