// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/migration/import_report.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

namespace clairis::worklist {
namespace {

constexpr std::size_t kShown = 100;

struct Advice {
  std::string_view prefix;
  const char* words;
};

// The longest prefix wins; the last one is for everything else.
constexpr std::array kAdvice{
    Advice{"worklist.import.other_person",
           "Compare the two identities; give the entry its right Patient ID, or correct the patient here, then import again."},
    Advice{"worklist.import.two_exams", "Look the exam up here by its Accession Number; correct the entry, or leave what is stored."},
    Advice{"worklist.import.differs", "Compare it with the exam that is stored; it was not changed. Change the exam here, or leave it."},
    Advice{"worklist.import.too_large", "Check that it is a worklist entry; these have a few kilobytes."},
    Advice{"worklist.import.link", "Copy what the link points to into the folder."},
    Advice{"worklist.import.unreadable", "Give the account that imports the right to read it."},
    Advice{"worklist.entry.issuer", "Import again with --issuer and the name of the authority that gave these numbers."},
    Advice{"worklist.file", "Take the file again from its source: it may have been read while it was written."},
    Advice{"worklist.json", "Correct the entry named and import again."},
    Advice{"worklist.entry", "Correct the attribute at its source and import again, or enter the exam by hand."},
    Advice{"patient.ins.environment", "A production INS does not go into a test instance, nor the reverse."},
    Advice{"", "Correct the attribute named and import again, or enter the exam by hand."},
};

const char* adviceOf(std::string_view code) {
  for (const auto& advice : kAdvice) {
    if (code.substr(0, advice.prefix.size()) == advice.prefix) return advice.words;
  }
  return "";
}

std::FILE* create(const std::filesystem::path& path) {
  if (path.empty()) return nullptr;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0 || ::fchmod(file, 0600) != 0) throw Refusal("worklist.report.write", path.string() + ": " + std::strerror(errno), "--report");
  return ::fdopen(file, "w");
}

int closeFile(std::FILE* file) { return file == nullptr ? 0 : std::fclose(file); }

std::string valid(const std::string& text) {
  // File names are bytes: replaced where they are not UTF-8.
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

ImportReport::ImportReport(const std::filesystem::path& file) : _file(create(file), closeFile) {}

void ImportReport::count(ImportOutcome outcome) {
  ++_counts[outcome];
  ++_seen;
}

std::size_t ImportReport::number(ImportOutcome outcome) const {
  const auto found = _counts.find(outcome);
  return found == _counts.end() ? 0 : found->second;
}

void ImportReport::tell(ImportOutcome outcome, const std::string& source, const Refusal& why) {
  count(outcome);
  write(outcome == ImportOutcome::conflict ? "conflict" : "error", source, why.code(), why.field(), why.detail(), adviceOf(why.code()));
}

void ImportReport::note(const std::string& source, const std::string& note) {
  ++_notes;
  const auto colon = note.find(": ");
  write("note", source, "worklist.import.left_out", note.substr(0, colon), note.substr(colon == std::string::npos ? 0 : colon + 2), "");
}

void ImportReport::write(const char* outcome, const std::string& source, const std::string& code, const std::string& field,
                         const std::string& expected, const std::string& advice) {
  if (_file) {
    fmt::print(_file.get(), "{{\"outcome\":\"{}\",\"source\":{},\"code\":\"{}\",\"field\":{},\"expected\":{},\"advice\":{}}}\n", outcome,
               valid(source), code, valid(field), valid(expected), valid(advice));
    std::fflush(_file.get());
  }
  if (++_shown > kShown) return;
  fmt::print(stderr, "{}: {}: {}: {}{}{}{}\n", source, outcome, code, field, field.empty() ? "" : " ", expected, advice.empty() ? "" : ". " + advice);
  if (_shown == kShown)
    fmt::print(stderr, "further ones are only counted{}\n", _file ? " and written to the report" : "; --report FILE keeps them all");
}

std::string ImportReport::summary(bool dryRun) const {
  std::string text =
      fmt::format("{} entries read\n{} {}\n{} already there\n{} not open any more\n{} in conflict with what is stored\n{} refused\n", _seen,
                  number(ImportOutcome::imported), dryRun ? "would be imported" : "imported", number(ImportOutcome::alreadyThere),
                  number(ImportOutcome::notOpen), number(ImportOutcome::conflict), number(ImportOutcome::failed));
  if (_notes > 0) text += fmt::format("{} values left out of entries that went in\n", _notes);
  if (_past > 0) text += fmt::format("{} of the imported are scheduled before today\n", _past);
  if (_ignored > 0) text += fmt::format("{} other files ignored\n", _ignored);
  return text;
}

}  // namespace clairis::worklist
