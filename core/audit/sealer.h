// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <vector>

#include "core/audit/chain.h"
#include "core/plugin/plugin.h"
#include "core/store/sequencer_step.h"

namespace clairis {

/// Gives audit rows their place in the chain, as a step of the sequencer, and writes each head to the table audit_head, to the log and to
/// a file outside the database, which shows when the end of the trail was cut off. Used by the sequencer's thread.
class AuditSealer {
public:
  /// `key`: the vault's bytes, 32 or more ("audit.key"). `externalFile`: appended to and flushed; created with its first head.
  AuditSealer(std::string key, std::filesystem::path externalFile, Log& log, Metrics& metrics);

  /// Appends the heads that a stop between commit and file left out. Once, before the sequencer starts.
  void catchUp(Reader& reader);
  SequencerStep step();

private:
  std::size_t seal(UnitOfWork& unit, std::size_t limit);
  void committed();
  void append(const std::vector<AuditHead>& heads);
  AuditHead lastHead(Reader& reader);

  std::string _key;
  std::filesystem::path _file;
  Log& _log;
  Metrics& _metrics;
  AuditHead _batch;              ///< of the batch that is being committed; position 0: none
  std::vector<AuditHead> _owed;  ///< committed, not yet in the file
  std::int64_t _highest = 0;
};

}  // namespace clairis
