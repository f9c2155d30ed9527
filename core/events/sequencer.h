// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "core/store/database.h"
#include "core/store/sequencer_step.h"

namespace clairis {

struct SequencerOptions {
  std::chrono::milliseconds gathering{20};  ///< least time between two batches: bounds the flushes, stays under 50 ms
  std::chrono::milliseconds tick{1000};     ///< looks without being woken: what a node left behind when it died
  std::size_t batch = 500;                  ///< rows of one kind in a transaction
};

/// Gives committed event rows gapless positions in the order in which commits became visible (rows seen together: by id, which is creation
/// order). Elected batch by batch: a batch runs alone among all nodes of the database, so any node goes on when another dies. Woken by commits.
class Sequencer {
public:
  Sequencer(Database& database, Log& log, Metrics& metrics, std::vector<SequencerStep> steps, SequencerOptions options = {});
  ~Sequencer();
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  /// Returns when everything committed before the call has its position and its seal. Throws Refusal "sequencer.stopped".
  void drain();

private:
  void loop();
  bool waitForWork();
  bool runBatch();
  void finished(std::uint64_t request);

  Database& _database;
  Log& _log;
  Metrics& _metrics;
  std::vector<SequencerStep> _steps;
  SequencerOptions _options;
  std::mutex _mutex;
  std::condition_variable _wake;
  std::condition_variable _done;
  std::uint64_t _requested = 1;  ///< the first look finds what the last run of the program left
  std::uint64_t _finished = 0;
  bool _hurry = false;
  bool _stopping = false;
  int _listener = 0;
  std::thread _thread;
};

/// The step that numbers events. The last position is kept in instance_fact, so that purging old events starts no count again.
std::size_t numberEvents(UnitOfWork& unit, std::size_t limit);

}  // namespace clairis
