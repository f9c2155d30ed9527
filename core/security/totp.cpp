// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/totp.h"

#include <oath.h>

#include <algorithm>
#include <array>
#include <memory>

#include "core/domain/refusal.h"
#include "core/security/digest.h"

namespace clairis::totp {
namespace {

constexpr unsigned kDigits = 6;

[[noreturn]] void failed(int code) { throw Refusal("second_factor.library", std::string("liboath: ") + ::oath_strerror(code)); }

void initialise() {
  static const int result = ::oath_init();
  if (result != OATH_OK) failed(result);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    const auto byte = static_cast<unsigned char>(c);
    out += plain ? std::string(1, c) : std::string("%") + "0123456789ABCDEF"[byte >> 4] + "0123456789ABCDEF"[byte & 15];
  }
  return out;
}

}  // namespace

std::int64_t stepOf(Instant at) { return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count() / kStepSeconds; }

std::string code(std::string_view secret, std::int64_t step) {
  initialise();
  std::array<char, kDigits + 1> text{};
  const int result = ::oath_hotp_generate(secret.data(), secret.size(), static_cast<std::uint64_t>(step), kDigits, false, OATH_HOTP_DYNAMIC_TRUNCATION,
                                          text.data());
  if (result != OATH_OK) failed(result);
  return text.data();
}

std::optional<std::int64_t> matchingStep(std::string_view secret, std::string_view given, Instant at, std::int64_t lastStep) {
  const bool digits = given.size() == kDigits && std::all_of(given.begin(), given.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return std::nullopt;
  std::optional<std::int64_t> found;
  const auto present = stepOf(at);
  for (auto step = std::max<std::int64_t>(present - kDrift, 0); step <= present + kDrift; ++step) {
    if (sameSecret(code(secret, step), given) && step > lastStep && !found) found = step;
  }
  return found;
}

std::string base32(std::string_view bytes) {
  initialise();
  char* text = nullptr;
  std::size_t length = 0;
  const int result = ::oath_base32_encode(bytes.data(), bytes.size(), &text, &length);
  if (result != OATH_OK) failed(result);
  const std::unique_ptr<char, decltype(&std::free)> owned(text, &std::free);
  std::string encoded(text, length);
  encoded.erase(std::min(encoded.find('='), encoded.size()));
  return encoded;
}

std::string uri(std::string_view issuer, std::string_view login, std::string_view secret) {
  return "otpauth://totp/" + escaped(issuer) + ":" + escaped(login) + "?secret=" + base32(secret) + "&issuer=" + escaped(issuer) +
         "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace clairis::totp
