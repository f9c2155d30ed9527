// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "dicom/worklist_entry.h"
#include "dicom/worklist_query.h"

namespace clairis::dicom {

/// The matches of one query, one after the other. Used by one thread.
class WorklistCursor {
public:
  virtual ~WorklistCursor() = default;
  /// Fills `entry` and returns true, or returns false after the last. Throws when the source fails.
  virtual bool next(WorklistEntry& entry) = 0;
};

/// Where worklist entries come from. Thread-safe.
class WorklistSource {
public:
  virtual ~WorklistSource() = default;
  /// The cursor may keep a reference to `query`, which outlives it, and yields only entries that answer every key, by start time.
  virtual std::unique_ptr<WorklistCursor> find(const WorklistQuery& query) = 0;
};

}  // namespace clairis::dicom
