// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/uid.h"

#include <algorithm>

#include "core/domain/refusal.h"

namespace clairis::dicom {
namespace {

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// 128 bits as decimal text: school multiplication, no 128-bit integer in ISO C++.
std::string decimalOf(std::string_view uuid) {
  std::string digits = "0";  // least significant first
  int count = 0;
  for (const char c : uuid) {
    if (c == '-') continue;
    int carry = hexDigit(c);
    if (carry < 0 || ++count > 32) throw Refusal("uid.uuid", "expected a UUID of 32 hexadecimal digits");
    for (char& digit : digits) {
      const int value = (digit - '0') * 16 + carry;
      digit = static_cast<char>('0' + value % 10);
      carry = value / 10;
    }
    for (; carry > 0; carry /= 10) digits.push_back(static_cast<char>('0' + carry % 10));
  }
  if (count != 32) throw Refusal("uid.uuid", "expected a UUID of 32 hexadecimal digits, found " + std::to_string(count));
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::string joined(const std::string& root, const std::string& suffix) {
  std::string uid = root + "." + suffix;
  if (uid.size() > kUidLength) {
    throw Refusal("uid.too_long", "a UID under root " + root + " would have " + std::to_string(uid.size()) + " characters, at most " +
                                      std::to_string(kUidLength) + " are allowed: use a shorter oid.root");
  }
  return uid;
}

}  // namespace

std::string uidUnder(const Oid& root, std::uint64_t number) { return joined(root.text(), std::to_string(number)); }

std::string uidFromUuid(std::string_view uuid) { return "2.25." + decimalOf(uuid); }

std::string uidUnder(const Oid& root, std::string_view uuid) { return joined(root.text(), decimalOf(uuid)); }

}  // namespace clairis::dicom
