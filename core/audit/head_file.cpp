// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/audit/head_file.h"

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

[[noreturn]] void failed(const std::filesystem::path& file, const char* what) {
  throw Refusal("audit.head_file", "cannot " + std::string(what) + " \"" + file.string() + "\": " + std::generic_category().message(errno));
}

class Descriptor {
public:
  explicit Descriptor(const std::filesystem::path& file) : _value(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)) {
    if (_value < 0) failed(file, "open");
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(_value); }
  operator int() const noexcept { return _value; }

private:
  int _value;
};

std::string contentOf(const std::filesystem::path& file) {
  std::ifstream input(file, std::ios::binary);
  std::ostringstream text;
  text << input.rdbuf();
  return text.str();
}

/// Where the last whole line ends: what follows was cut by a crash.
off_t wholeLinesEnd(int descriptor) {
  auto end = ::lseek(descriptor, 0, SEEK_END);
  for (char character = 0; end > 0; --end) {
    if (::pread(descriptor, &character, 1, end - 1) == 1 && character == '\n') break;
  }
  return end;
}

void writeAll(int descriptor, std::string_view text, off_t at, const std::filesystem::path& file) {
  while (!text.empty()) {
    const auto written = ::pwrite(descriptor, text.data(), text.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) failed(file, "write");
    text.remove_prefix(static_cast<std::size_t>(written));
    at += written;
  }
}

}  // namespace

void appendHeads(const std::filesystem::path& file, const std::vector<AuditHead>& heads) {
  if (heads.empty()) return;
  std::string text;
  for (const auto& head : heads) text += toLine(head);
  const Descriptor descriptor(file);
  const auto end = wholeLinesEnd(descriptor);
  writeAll(descriptor, text, end, file);
  if (::ftruncate(descriptor, end + static_cast<off_t>(text.size())) != 0) failed(file, "shorten");
  if (::fdatasync(descriptor) != 0) failed(file, "flush");
}

std::vector<AuditHead> headsOf(const std::filesystem::path& file) {
  const auto text = contentOf(file);
  std::vector<AuditHead> heads;
  std::size_t start = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
    AuditHead head;
    if (!fromLine(std::string_view(text).substr(start, end - start), head)) {
      throw Refusal("audit.head_file", "line " + std::to_string(heads.size() + 1) + " of \"" + file.string() + "\" is not \"position seal time\"");
    }
    heads.push_back(head);
    start = end + 1;
  }
  return heads;
}

AuditHead lastHeadOf(const std::filesystem::path& file) {
  const auto heads = headsOf(file);
  return heads.empty() ? AuditHead{} : heads.back();
}

}  // namespace clairis
