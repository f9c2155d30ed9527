// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/audit/shared_read_trace.h"

#include <exception>

namespace clairis {

struct SharedReadTrace::Batch {
  std::vector<AuditEntry> entries;
  bool done = false;
  std::exception_ptr failure;
};

void SharedReadTrace::record(AuditEntry entry) {
  std::unique_lock lock(_mutex);
  if (!_open) _open = std::make_shared<Batch>();
  const auto batch = _open;
  batch->entries.push_back(std::move(entry));
  _turn.wait(lock, [&] { return batch->done || !_committing; });
  if (!batch->done) {
    // Nobody commits, so this batch is the open one: whoever comes from here on makes the next.
    _open.reset();
    _committing = true;
    lock.unlock();
    commit(*batch);
    lock.lock();
    _committing = false;
    batch->done = true;
    _turn.notify_all();
  }
  if (batch->failure) std::rethrow_exception(batch->failure);
}

void SharedReadTrace::commit(Batch& batch) noexcept {
  try {
    _store.write(Lane::interactive, [&](UnitOfWork& work) {
      for (const auto& entry : batch.entries) work.audit(entry);
    });
  } catch (...) {
    batch.failure = std::current_exception();
  }
}

}  // namespace clairis
