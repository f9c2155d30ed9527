// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "core/domain/refusal.h"

namespace clairis::worklist {

/// What became of one entry.
enum class ImportOutcome {
  imported,
  alreadyThere,  ///< the same exam, nothing to do
  notOpen,       ///< completed, discontinued or cancelled at its old place
  conflict,      ///< stored with other content; not overwritten
  failed
};

/// Counts, and tells of each entry that did not go in: file, code, attribute, what was expected, what to do. Never a value of an entry.
/// Lines of JSON in the report file; the first hundred also as text on standard error.
class ImportReport {
public:
  /// `file`: empty for none; private to its owner, replaced when it exists. Refusal "worklist.report.write".
  explicit ImportReport(const std::filesystem::path& file);

  void count(ImportOutcome outcome);
  void tell(ImportOutcome outcome, const std::string& source, const Refusal& why);
  /// Something left out of an entry that went in.
  void note(const std::string& source, const std::string& note);
  void past() { ++_past; }
  void ignored(std::size_t files) { _ignored += files; }

  std::size_t seen() const noexcept { return _seen; }
  std::size_t number(ImportOutcome outcome) const;
  bool everythingIn() const { return number(ImportOutcome::conflict) == 0 && number(ImportOutcome::failed) == 0; }
  /// One line a count, for standard output.
  std::string summary(bool dryRun) const;

private:
  void write(const char* outcome, const std::string& source, const std::string& code, const std::string& field, const std::string& expected,
             const std::string& advice);

  std::unique_ptr<std::FILE, int (*)(std::FILE*)> _file;
  std::map<ImportOutcome, std::size_t> _counts;
  std::size_t _seen = 0, _notes = 0, _past = 0, _ignored = 0, _shown = 0;
};

}  // namespace clairis::worklist
