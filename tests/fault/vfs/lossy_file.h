// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace clairis::fault {

/// What the environment asks of the disk.
struct DiskFaults {
  bool tear = false;             ///< CLAIRIS_VFS_TEAR=1: half of each write reaches the disk before its flush
  std::int64_t fullAfter = -1;   ///< CLAIRIS_VFS_FULL_AFTER=N: SQLITE_FULL once N bytes were written
  std::int64_t errorAfter = -1;  ///< CLAIRIS_VFS_IOERR_AFTER=N: SQLITE_IOERR_WRITE once N bytes were written
};
DiskFaults faultsFromEnvironment();

/// The content of one file as this process sees it; what was not flushed is only here. Shared by all handles on the path. Thread-safe.
class LossyContent {
public:
  /// Reads what the disk has.
  int load(sqlite3_file* real);
  int read(void* buffer, int amount, sqlite3_int64 offset);
  int write(sqlite3_file* real, const void* bytes, int amount, sqlite3_int64 offset, const DiskFaults& faults);
  int truncate(sqlite3_int64 size);
  /// Everything noted goes to the disk, then the disk's own flush.
  int sync(sqlite3_file* real, int flags);
  sqlite3_int64 size();

private:
  struct Change {
    sqlite3_int64 offset = 0;
    std::string bytes;
    bool truncation = false;
  };
  int apply(sqlite3_file* real);

  std::mutex _mutex;
  bool _loaded = false;
  std::string _image;
  std::vector<Change> _changes;
};

}  // namespace clairis::fault
