// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <future>

#include "dicom/worklist_file.h"
#include "plugins/worklist/migration/source_entry.h"

namespace clairis::worklist {
namespace {

namespace fs = std::filesystem;

struct File {
  int handle = -1;
  ~File() {
    if (handle >= 0) ::close(handle);
  }
};

bool worklistName(const fs::path& path) {
  const auto extension = path.extension().string();
  return extension.size() == 3 && extension[0] == '.' && (extension[1] == 'w' || extension[1] == 'W') && (extension[2] == 'l' || extension[2] == 'L');
}

bool below(const fs::path& path, const fs::path& root) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

/// The plain file that a name stands for: itself, or what a link names as long as that stays inside the folder.
fs::path resolved(const fs::path& file, const fs::path& root) {
  std::error_code error;
  if (fs::symlink_status(file, error).type() != fs::file_type::symlink) return file;
  const auto target = fs::canonical(file, error);
  if (error || !below(target, root)) throw Refusal("worklist.import.link", "expected a file, found a link that leads out of the folder or nowhere");
  return target;
}

std::string readBounded(const fs::path& path) {
  const auto unreadable = [] { throw Refusal("worklist.import.unreadable", std::string("cannot be read: ") + std::strerror(errno)); };
  // Without waiting: a named pipe would never open.
  File file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)};
  if (file.handle < 0) unreadable();
  struct stat status {};
  if (::fstat(file.handle, &status) != 0) unreadable();
  if (!S_ISREG(status.st_mode)) throw Refusal("worklist.import.unreadable", "expected a plain file, found a folder, pipe, socket or device");
  std::string bytes;
  for (std::size_t size = 0; size <= kLargestEntry;) {
    bytes.resize(size + (size == 0 ? std::min<std::size_t>(static_cast<std::size_t>(status.st_size), kLargestEntry) + 1 : 65536));
    const auto got = ::read(file.handle, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno != EINTR) unreadable();
    size += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    bytes.resize(size);
    if (got == 0) return bytes;
  }
  throw Refusal("worklist.import.too_large", "expected at most " + std::to_string(kLargestEntry) + " bytes");
}

/// Names first, contents later: a folder of 100 000 files is listed in a fraction of a second.
class Listing {
public:
  explicit Listing(const fs::path& folder) {
    std::error_code error;
    root = fs::canonical(folder, error);
    if (error || !fs::is_directory(root, error)) throw Refusal("worklist.import.folder", "expected a folder of worklist files: " + folder.string());
    list(root, true);
    std::sort(files.begin(), files.end());
  }

  fs::path root;
  std::vector<fs::path> files;
  std::vector<SourceEntry> refused;
  std::size_t ignored = 0;

private:
  void list(const fs::path& folder, bool top) {
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error && top) throw Refusal("worklist.import.folder", folder.string() + ": " + error.message());
    if (error) refuse(folder, "worklist.import.unreadable", "cannot be listed: " + error.message());
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
      const auto& path = entries->path();
      std::error_code none;
      const bool link = entries->is_symlink(none);
      if (entries->is_directory(none)) {
        if (link) {
          refuse(path, "worklist.import.link", "expected a folder, found a link to one");
        } else if (top) {
          list(path, false);
        } else {
          refuse(path, "worklist.import.depth", "expected files only: folders are read one level deep");
        }
      } else if (worklistName(path)) {
        files.push_back(path);
      } else {
        ++ignored;
      }
    }
    if (error && !top) refuse(folder, "worklist.import.unreadable", "cannot be listed to its end: " + error.message());
  }

  void refuse(const fs::path& path, const char* code, const std::string& detail) {
    refused.push_back({path.lexically_relative(root).string(), {}, Refusal(code, detail)});
  }
};

std::vector<SourceEntry> readPortion(const Listing& listing, std::size_t from, std::size_t portion) {
  std::vector<SourceEntry> entries;
  for (auto i = from; i < std::min(from + portion, listing.files.size()); ++i) entries.push_back(readWorklistEntry(listing.files[i], listing.root));
  return entries;
}

}  // namespace

SourceEntry readWorklistEntry(const fs::path& file, const fs::path& root) {
  SourceEntry entry{file.lexically_relative(root).string(), {}, {}};
  try {
    const auto dataset = dicom::readWorklistFile(readBounded(resolved(file, root)));
    entry.record = dicom::readRecord(*dataset);
  } catch (const Refusal& refusal) {
    entry.refused = refusal;
  }
  return entry;
}

std::size_t readWorklistFolder(const fs::path& folder, std::size_t portion, const EntrySink& sink, const std::function<void(std::size_t)>& total) {
  Listing listing(folder);
  if (total) total(listing.files.size() + listing.refused.size());
  if (!listing.refused.empty()) sink(std::move(listing.refused));
  std::future<std::vector<SourceEntry>> next;
  const auto begin = [&](std::size_t from) {
    if (from < listing.files.size()) next = std::async(std::launch::async, [&listing, from, portion] { return readPortion(listing, from, portion); });
  };
  begin(0);
  for (std::size_t from = 0; next.valid(); from += portion) {
    auto entries = next.get();
    begin(from + portion);
    sink(std::move(entries));
  }
  return listing.ignored;
}

}  // namespace clairis::worklist
