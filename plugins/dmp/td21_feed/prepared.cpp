// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// The stored form of a submission: a line naming form and version, then each field as "<length>:<bytes>".
#include <array>
#include <charconv>

#include "plugins/dmp/td21_feed/submission.h"

namespace clairis::dmp {
namespace {

constexpr std::string_view kForm = "clairis-dmp-submission 1\n";

void append(std::string& out, std::string_view field) { out.append(std::to_string(field.size())).append(":").append(field); }

[[noreturn]] void refuse() {
  throw Refusal("dmp.prepared.malformed", "the stored submission cannot be read: cancel this delivery and make a new one");
}

std::string take(std::string_view& bytes) {
  const auto colon = bytes.find(':');
  if (colon == std::string_view::npos) refuse();
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(bytes.data(), bytes.data() + colon, length);
  if (error != std::errc() || end != bytes.data() + colon || length > bytes.size() - colon - 1) refuse();
  std::string field(bytes.substr(colon + 1, length));
  bytes.remove_prefix(colon + 1 + length);
  return field;
}

}  // namespace

std::string encode(const Submission& submission) {
  std::string out(kForm);
  out.reserve(submission.metadata.size() + submission.signature.size() + 512);
  append(out, submission.submissionSetId);
  append(out, submission.documentId);
  append(out, submission.documentHash);
  append(out, toIso(submission.submissionTime));
  append(out, submission.metadata);
  append(out, submission.signature);
  return out;
}

Submission decodeSubmission(std::string_view bytes) {
  if (bytes.substr(0, kForm.size()) != kForm) refuse();
  bytes.remove_prefix(kForm.size());
  Submission submission;
  submission.submissionSetId = take(bytes);
  submission.documentId = take(bytes);
  submission.documentHash = take(bytes);
  submission.submissionTime = fromIso(take(bytes));
  submission.metadata = take(bytes);
  submission.signature = take(bytes);
  if (!bytes.empty()) refuse();
  return submission;
}

}  // namespace clairis::dmp
