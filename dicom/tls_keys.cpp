// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/tls_keys.h"

#include <sys/stat.h>

#include "core/domain/refusal.h"

namespace clairis::dicom {

TlsKeys::TlsKeys(TlsFiles files) : _files(std::move(files)), _seen(signature()), _context(std::make_shared<TlsContext>(_files)) {}

std::string TlsKeys::signature() const {
  std::string all;
  const auto add = [&](const std::string& file) {
    struct stat state {};
    const bool there = stat(file.c_str(), &state) == 0;
    all += there ? std::to_string(state.st_ino) + "," + std::to_string(state.st_size) + "," + std::to_string(state.st_mode) + "," +
                       std::to_string(state.st_mtim.tv_sec) + "." + std::to_string(state.st_mtim.tv_nsec) + ";"
                 : "absent;";
  };
  add(_files.certificate);
  add(_files.key);
  for (const auto& file : _files.authorities) add(file);
  for (const auto& file : _files.revocations) add(file);
  return all;
}

std::shared_ptr<const TlsContext> TlsKeys::current() {
  std::unique_lock lock(_mutex);
  auto now = signature();
  if (now == _seen) return _context;
  _seen = std::move(now);
  try {
    auto context = std::make_shared<const TlsContext>(_files);
    const auto& own = context->expiries().front();
    if (own.end < std::chrono::system_clock::now()) throw Refusal("dicom.tls.expired", own.file + ": " + own.what + " has expired");
    _context = std::move(context);
    _trouble.clear();
  } catch (const Refusal& refusal) {
    _trouble = refusal.detail();
  }
  const auto served = _context;
  const auto trouble = _trouble;
  lock.unlock();
  if (_tell) _tell(trouble);
  return served;
}

std::string TlsKeys::trouble() const {
  const std::lock_guard lock(_mutex);
  return _trouble;
}

}  // namespace clairis::dicom
