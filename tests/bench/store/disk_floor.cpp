// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>

#include "bench/store/measure.h"

namespace clairis::bench {

double flushesPerSecond(const std::string& folder, std::size_t size) {
  const auto path = folder + "/floor";
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("cannot open " + path);
  const std::string bytes(size, 'x');
  constexpr int kCount = 500;
  // Laid out before, as the logs of both databases are: a file that grows costs the file system's own journal too.
  for (int number = 0; number < kCount; ++number) {
    if (::write(file, bytes.data(), bytes.size()) < 0) throw std::runtime_error("cannot write " + path);
  }
  if (::fsync(file) != 0 || ::lseek(file, 0, SEEK_SET) != 0) throw std::runtime_error("cannot flush " + path);
  const auto start = Steady::now();
  for (int number = 0; number < kCount; ++number) {
    if (::write(file, bytes.data(), bytes.size()) < 0 || ::fdatasync(file) != 0) throw std::runtime_error("cannot write " + path);
  }
  const auto seconds = secondsSince(start);
  ::close(file);
  ::unlink(path.c_str());
  return kCount / seconds;
}

}  // namespace clairis::bench
