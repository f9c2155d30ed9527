// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/refusal.h"
#include "dicom/worklist_record.h"

namespace clairis::worklist {

/// One entry as it was found, or why it cannot be read.
struct SourceEntry {
  std::string source;  ///< path below the folder, or "entry 12"
  dicom::WorklistRecord record;
  std::optional<Refusal> refused;
};

/// What a worklist file may weigh; real ones have a few kilobytes.
inline constexpr std::size_t kLargestEntry = 1 << 20;

/// Entries by the portion, in the order of the source. Called on the calling thread.
using EntrySink = std::function<void(std::vector<SourceEntry>)>;

/// The *.wl files of a folder and of the folders directly below it (wlmscpfs has one for each called AE title), in name order; lockfile and
/// other names are ignored. Links that lead out of the folder, links to folders, what is no plain file, is too large or cannot be read is told,
/// not followed. The next portion is read and parsed on a thread of its own meanwhile. Returns how many other files there were.
/// Throws Refusal "worklist.import.folder" when the folder itself cannot be read.
std::size_t readWorklistFolder(const std::filesystem::path& folder, std::size_t portion, const EntrySink& sink,
                               const std::function<void(std::size_t)>& total = {});

/// A JSON array of entries (dicom/worklist_file.h), read as a stream: memory does not grow with its length. What stands before a syntax
/// error is delivered; the error is the last entry.
void readWorklistJson(std::istream& input, std::size_t portion, const EntrySink& sink);

/// One file of a folder, bounded and never followed out of `root`.
SourceEntry readWorklistEntry(const std::filesystem::path& file, const std::filesystem::path& root);

}  // namespace clairis::worklist
