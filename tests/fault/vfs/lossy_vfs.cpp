// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// The default VFS of the process, over the one that was the default: writes stay in memory until xSync, so SIGKILL loses what a power cut would lose.
// Locks, shared memory and names are the real ones'.
#include <cstring>
#include <map>
#include <new>

#include "fault/vfs/lossy_file.h"

namespace {

using clairis::fault::DiskFaults;
using clairis::fault::LossyContent;

/// SQLite allocates szOsFile bytes for it; the real file's own structure follows.
struct LossyFile {
  sqlite3_file base;
  std::shared_ptr<LossyContent>* content;
  sqlite3_file* real;
};

sqlite3_vfs* realVfs = nullptr;
sqlite3_vfs lossyVfs;
sqlite3_io_methods lossyMethods;

DiskFaults& faults() {
  static DiskFaults values = clairis::fault::faultsFromEnvironment();
  return values;
}

/// Contents by path, for the life of the process: what was closed unflushed is still only here. Never destroyed: threads may outlive main.
struct Contents {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<LossyContent>> byPath;
};
Contents& contents() {
  static auto* all = new Contents;
  return *all;
}

std::shared_ptr<LossyContent> contentOf(const char* path) {
  auto& all = contents();
  const std::lock_guard lock(all.mutex);
  auto& content = all.byPath[path == nullptr ? "" : path];
  if (!content || path == nullptr) content = std::make_shared<LossyContent>();
  return content;
}

LossyFile& lossy(sqlite3_file* file) { return *reinterpret_cast<LossyFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return lossy(file).real; }
LossyContent& content(sqlite3_file* file) { return **lossy(file).content; }

int closeFile(sqlite3_file* file) {
  auto& self = lossy(file);
  delete self.content;
  self.content = nullptr;
  return self.real->pMethods->xClose(self.real);
}
int readFile(sqlite3_file* file, void* buffer, int amount, sqlite3_int64 offset) { return content(file).read(buffer, amount, offset); }
int writeFile(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
  return content(file).write(real(file), bytes, amount, offset, faults());
}
int truncateFile(sqlite3_file* file, sqlite3_int64 size) { return content(file).truncate(size); }
int syncFile(sqlite3_file* file, int flags) { return content(file).sync(real(file), flags); }
int fileSize(sqlite3_file* file, sqlite3_int64* size) {
  *size = content(file).size();
  return SQLITE_OK;
}
int lockFile(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlockFile(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int checkReservedLock(sqlite3_file* file, int* result) { return real(file)->pMethods->xCheckReservedLock(real(file), result); }
int fileControl(sqlite3_file* file, int operation, void* argument) {
  // A size hint or a chunk would change the real file behind the image.
  if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE || operation == SQLITE_FCNTL_MMAP_SIZE) return SQLITE_NOTFOUND;
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sectorSize(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int deviceCharacteristics(sqlite3_file*) { return 0; }
int shmMap(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, memory);
}
int shmLock(sqlite3_file* file, int offset, int count, int flags) { return real(file)->pMethods->xShmLock(real(file), offset, count, flags); }
void shmBarrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int shmUnmap(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

int openFile(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* outFlags) {
  auto& self = lossy(file);
  std::memset(&self, 0, sizeof(self));
  self.real = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(LossyFile));
  const auto result = realVfs->xOpen(realVfs, path, self.real, flags, outFlags);
  if (result != SQLITE_OK) return result;
  self.content = new std::shared_ptr<LossyContent>(contentOf(path));
  const auto loaded = content(file).load(self.real);
  self.base.pMethods = &lossyMethods;
  return loaded;
}

int deleteFile(sqlite3_vfs*, const char* path, int syncDirectory) {
  {
    auto& all = contents();
    const std::lock_guard lock(all.mutex);
    all.byPath.erase(path);
  }
  return realVfs->xDelete(realVfs, path, syncDirectory);
}

void fillMethods() {
  lossyMethods = {2,          closeFile,         readFile,    writeFile,  truncateFile,          syncFile, fileSize, lockFile,
                  unlockFile, checkReservedLock, fileControl, sectorSize, deviceCharacteristics, shmMap,   shmLock,  shmBarrier,
                  shmUnmap,   nullptr,           nullptr};
}

__attribute__((constructor)) void registerLossyVfs() {
  realVfs = sqlite3_vfs_find(nullptr);
  fillMethods();
  lossyVfs = *realVfs;
  lossyVfs.pNext = nullptr;
  lossyVfs.zName = "clairis-lossy";
  lossyVfs.szOsFile = static_cast<int>(sizeof(LossyFile)) + realVfs->szOsFile;
  lossyVfs.xOpen = openFile;
  lossyVfs.xDelete = deleteFile;
  sqlite3_vfs_register(&lossyVfs, 1);
}

}  // namespace
