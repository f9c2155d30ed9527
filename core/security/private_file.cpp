// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

[[noreturn]] void failed(const std::filesystem::path& path, const char* what) {
  const std::string why = std::generic_category().message(errno);
  if (errno == EEXIST) throw Refusal("vault.key.exists", path.string() + " exists already and is not overwritten");
  throw Refusal("vault.file.write", path.string() + ": " + what + ": " + why);
}

/// A file descriptor that closes itself.
class Descriptor {
public:
  explicit Descriptor(int value) : _value(value) {}
  ~Descriptor() {
    if (_value >= 0) ::close(_value);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return _value; }

private:
  int _value;
};

void syncDirectory(const std::filesystem::path& path) {
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const Descriptor directory(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) failed(parent, "fsync");
}

}  // namespace

void writeNewFile(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (file.get() < 0) failed(path, "create");
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) failed(path, "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0) failed(path, "fsync");
  syncDirectory(path);
}

void replaceFile(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  auto fresh = path;
  fresh += ".new";
  ::unlink(fresh.c_str());  // left by a crash
  writeNewFile(fresh, bytes, mode);
  if (::rename(fresh.c_str(), path.c_str()) != 0) failed(path, "rename");
  syncDirectory(path);
}

std::string readWholeFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file || !bytes) throw Refusal("vault.file.read", path.string() + " cannot be read");
  return bytes.str();
}

}  // namespace clairis
