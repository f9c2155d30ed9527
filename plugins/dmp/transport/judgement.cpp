// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/transport/judgement.h"

#include <algorithm>
#include <cctype>

namespace clairis::dmp {
namespace {

using K = Outcome::Kind;

constexpr std::size_t kWordsKept = 2000;

Outcome outcome(K kind, std::string code, std::string message) {
  Outcome out;
  out.kind = kind;
  out.code = std::move(code);
  out.message = std::move(message);
  return out;
}

bool holdsSoap(const HttpAnswer& answer) {
  std::string type = answer.contentType;
  std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return std::tolower(c); });
  return type.find("xml") != std::string::npos || type.find("multipart/related") != std::string::npos;
}

Outcome httpOutcome(const HttpAnswer& answer, Effect effect, const Standing& standing) {
  const auto code = "dmp.http." + std::to_string(answer.status);
  const auto words = "HTTP " + std::to_string(answer.status) + "\n" + answer.body.substr(0, kWordsKept);
  switch (answer.status) {
    case 401:
    case 403:
      return paused(code, words, standing.structureId);
    case 400:
    case 413:
    case 415:
      return outcome(K::fix, code, words);
    case 500:
      return unreadable(code, words, effect);
    default:
      break;
  }
  // A gateway that cannot reach its server, and an address that is (for now) not the DMP's: the breaker's business.
  if (answer.status >= 300) return outcome(K::retry, code, words);
  return unreadable(code, words, effect);
}

}  // namespace

std::optional<Outcome> networkOutcome(const HttpAnswer& answer, Effect effect, const Standing& standing) {
  switch (answer.passage) {
    case Passage::notSent:
      return outcome(K::retry, answer.code, answer.detail);
    case Passage::certificateRefused:
      return paused(answer.code, answer.detail, standing.structureId);
    case Passage::sentWithoutAnswer:
      return outcome(effect == Effect::feed ? K::unknown : K::retry, answer.code, answer.detail);
    case Passage::answered:
      break;
  }
  const bool mayBeSoap = (answer.status >= 200 && answer.status < 300) || answer.status == 400 || answer.status == 500;
  if (mayBeSoap && holdsSoap(answer)) return std::nullopt;
  return httpOutcome(answer, effect, standing);
}

Outcome unreadable(std::string code, std::string message, Effect effect) {
  return outcome(effect == Effect::feed ? K::unknown : K::retry, std::move(code), std::move(message));
}

}  // namespace clairis::dmp
