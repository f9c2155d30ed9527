// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <functional>

#include "core/plugin/sql.h"

namespace clairis {

/// Something the sequencer does in each of its batches, e.g. sealing the audit trail.
struct SequencerStep {
  /// Handles at most `limit` committed rows without a position; returns how many. Runs inside the batch's transaction, may run again.
  std::function<std::size_t(UnitOfWork& unit, std::size_t limit)> run;
  /// After the batch is durable, on the sequencer's thread; may do I/O.
  std::function<void()> committed;
};

}  // namespace clairis
