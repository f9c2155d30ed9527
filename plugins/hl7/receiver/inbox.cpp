// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/receiver/inbox.h"

#include <openssl/sha.h>

#include <array>

namespace clairis::hl7 {
namespace {

/// The MLLP end mark: no message contains it.
constexpr char kBetweenAnswers = '\x1C';
constexpr std::int64_t kPurgeBatch = 500;

std::string joined(const std::vector<std::string>& answers) {
  std::string all;
  for (const auto& answer : answers) all += answer + kBetweenAnswers;
  return all;
}

std::vector<std::string> split(std::string_view all) {
  std::vector<std::string> answers;
  while (!all.empty()) {
    const auto end = all.find(kBetweenAnswers);
    answers.emplace_back(all.substr(0, end));
    all = end == std::string_view::npos ? std::string_view{} : all.substr(end + 1);
  }
  return answers;
}

}  // namespace

std::optional<KnownMessage> findInbound(Reader& reader, const InboundKey& key) {
  const auto row = reader.first("SELECT body_sha256, answers FROM hl7_inbound WHERE sender = $1 AND control_id = $2", {key.sender, key.controlId});
  if (row.empty()) return std::nullopt;
  return KnownMessage{row[0].text(), split(row[1].bytes())};
}

void recordInbound(UnitOfWork& work, const InboundKey& key, const std::vector<std::string>& answers) {
  work.execute("INSERT INTO hl7_inbound (sender, control_id, received_at, message_type, body_sha256, answers) VALUES ($1, $2, $3, $4, $5, $6)",
               {key.sender, key.controlId, work.now(), key.type, key.sha256, Blob{joined(answers)}});
}

void keepRaw(UnitOfWork& work, const InboundKey& key, const std::string& outcome, const std::string& sealed) {
  work.execute("INSERT INTO hl7_raw (id, sender, control_id, message_type, received_at, outcome, body) VALUES ($1, $2, $3, $4, $5, $6, $7)",
               {work.newId(), key.sender, key.controlId, key.type, work.now(), outcome, Blob{sealed}});
}

bool purgeInbound(UnitOfWork& work, Instant knownBefore, Instant rawBefore) {
  const auto known = work.execute(
      "DELETE FROM hl7_inbound WHERE (sender, control_id) IN "
      "(SELECT sender, control_id FROM hl7_inbound WHERE received_at < $1 ORDER BY received_at LIMIT 500)",
      {knownBefore});
  const auto raw =
      work.execute("DELETE FROM hl7_raw WHERE id IN (SELECT id FROM hl7_raw WHERE received_at < $1 ORDER BY received_at LIMIT 500)", {rawBefore});
  return known == kPurgeBatch || raw == kPurgeBatch;
}

std::string sha256Hex(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  ::SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  static constexpr char hex[] = "0123456789abcdef";
  std::string text;
  for (const auto byte : digest) {
    text += hex[byte >> 4];
    text += hex[byte & 15];
  }
  return text;
}

}  // namespace clairis::hl7
