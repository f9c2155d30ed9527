// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "fault/vfs/lossy_file.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>

namespace clairis::fault {
namespace {

std::atomic<std::int64_t> writtenBytes{0};

std::int64_t number(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? -1 : std::atoll(text);
}

}  // namespace

DiskFaults faultsFromEnvironment() { return {number("CLAIRIS_VFS_TEAR") > 0, number("CLAIRIS_VFS_FULL_AFTER"), number("CLAIRIS_VFS_IOERR_AFTER")}; }

int LossyContent::load(sqlite3_file* real) {
  const std::lock_guard lock(_mutex);
  if (_loaded) return SQLITE_OK;
  sqlite3_int64 bytes = 0;
  auto result = real->pMethods->xFileSize(real, &bytes);
  if (result != SQLITE_OK) return result;
  _image.resize(static_cast<std::size_t>(bytes));
  if (bytes > 0) result = real->pMethods->xRead(real, _image.data(), static_cast<int>(bytes), 0);
  _loaded = result == SQLITE_OK;
  return result;
}

int LossyContent::read(void* buffer, int amount, sqlite3_int64 offset) {
  const std::lock_guard lock(_mutex);
  const auto wanted = static_cast<std::size_t>(amount);
  const auto start = std::min(static_cast<std::size_t>(offset), _image.size());
  const auto available = std::min(wanted, _image.size() - start);
  std::memcpy(buffer, _image.data() + start, available);
  std::memset(static_cast<char*>(buffer) + available, 0, wanted - available);
  return available == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int LossyContent::write(sqlite3_file* real, const void* bytes, int amount, sqlite3_int64 offset, const DiskFaults& faults) {
  const std::lock_guard lock(_mutex);
  const auto total = writtenBytes.fetch_add(amount);
  if (faults.fullAfter >= 0 && total >= faults.fullAfter) return SQLITE_FULL;
  if (faults.errorAfter >= 0 && total >= faults.errorAfter) return SQLITE_IOERR_WRITE;
  const auto end = static_cast<std::size_t>(offset) + static_cast<std::size_t>(amount);
  if (_image.size() < end) _image.resize(end);
  std::memcpy(_image.data() + offset, bytes, static_cast<std::size_t>(amount));
  _changes.push_back({offset, std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(amount)), false});
  if (faults.tear && amount > 1) return real->pMethods->xWrite(real, bytes, amount / 2, offset);
  return SQLITE_OK;
}

int LossyContent::truncate(sqlite3_int64 size) {
  const std::lock_guard lock(_mutex);
  _image.resize(static_cast<std::size_t>(size));
  _changes.push_back({size, {}, true});
  return SQLITE_OK;
}

int LossyContent::apply(sqlite3_file* real) {
  for (const auto& change : _changes) {
    const auto result = change.truncation ? real->pMethods->xTruncate(real, change.offset)
                                          : real->pMethods->xWrite(real, change.bytes.data(), static_cast<int>(change.bytes.size()), change.offset);
    if (result != SQLITE_OK) return result;
  }
  _changes.clear();
  return SQLITE_OK;
}

int LossyContent::sync(sqlite3_file* real, int flags) {
  const std::lock_guard lock(_mutex);
  const auto result = apply(real);
  return result == SQLITE_OK ? real->pMethods->xSync(real, flags) : result;
}

sqlite3_int64 LossyContent::size() {
  const std::lock_guard lock(_mutex);
  return static_cast<sqlite3_int64>(_image.size());
}

}  // namespace clairis::fault
