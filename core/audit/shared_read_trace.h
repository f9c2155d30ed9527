// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>

#include "core/plugin/read_trace.h"

namespace clairis {

/// Read records that share commits. Who comes while a commit runs joins the next one; the first to find none running commits for
/// everybody who waits. So a lone reader waits for nobody, and many pay for one flush: no delay to tune, no thread of its own. A batch
/// is as large as there are threads that answer. When the commit fails, each of them is told and shows nothing. Thread-safe.
class SharedReadTrace final : public ReadTrace {
public:
  explicit SharedReadTrace(Store& store) : _store(store) {}
  void record(AuditEntry entry) override;

private:
  struct Batch;
  void commit(Batch& batch) noexcept;

  Store& _store;
  std::mutex _mutex;
  std::condition_variable _turn;
  bool _committing = false;
  std::shared_ptr<Batch> _open;  ///< what nobody commits yet
};

}  // namespace clairis
