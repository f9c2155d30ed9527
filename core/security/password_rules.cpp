// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/password_rules.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "core/security/digest.h"
#include "core/security/utf8.h"

namespace clairis {
namespace {

constexpr std::size_t kMaxBytes = 256;

struct Make {
  std::size_t characters = 0;
  int classes = 0;
};

Make makeOf(std::string_view password) {
  bool lower = false;
  bool upper = false;
  bool digit = false;
  bool other = false;
  Make make;
  for (const char c : password) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;  // continues a character already counted
    ++make.characters;
    if (c >= 'a' && c <= 'z')
      lower = true;
    else if (c >= 'A' && c <= 'Z')
      upper = true;
    else if (c >= '0' && c <= '9')
      digit = true;
    else
      other = true;
  }
  make.classes = int{lower} + int{upper} + int{digit} + int{other};
  return make;
}

[[noreturn]] void weak(const std::string& found) {
  throw Refusal("password.weak", "expected at least 12 characters of 4 classes or 14 of 3 (lower, upper, digit, other), found " + found, "/password");
}

// A class at a fixed place would be a hint; so draw until all four are there (nearly always at once).
bool fourClasses(const std::string& text) { return makeOf(text).classes == 4; }

}  // namespace

void checkPassword(std::string_view password, std::string_view login) {
  if (password.size() > kMaxBytes) throw Refusal("password.too_long", "expected at most 256 bytes", "/password");
  if (!validUtf8(password)) throw Refusal("password.malformed", "expected UTF-8", "/password");
  const Make make = makeOf(password);
  const bool enough = (make.characters >= 12 && make.classes == 4) || (make.characters >= 14 && make.classes >= 3);
  if (!enough) weak(std::to_string(make.characters) + " of " + std::to_string(make.classes));
  if (!login.empty() && password.find(login) != std::string_view::npos) weak("the login inside the password");
  if (std::all_of(password.begin(), password.end(), [&](char c) { return c == password.front(); })) weak("one character repeated");
}

std::string generatedPassword() {
  constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_+=#%";
  for (;;) {
    std::string text;
    while (text.size() < 20) {
      const auto byte = static_cast<unsigned char>(randomBytes(1)[0]);
      if (byte < 256 / alphabet.size() * alphabet.size()) text += alphabet[byte % alphabet.size()];  // no modulo bias
    }
    if (fourClasses(text)) return text;
  }
}

}  // namespace clairis
