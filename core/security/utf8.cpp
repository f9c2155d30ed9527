// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/utf8.h"

#include <cstdint>

namespace clairis {
namespace {

struct Lead {
  int following;
  std::uint32_t bits;
  std::uint32_t least;  // smallest code point that needs this length
};

bool leadOf(unsigned char byte, Lead& lead) noexcept {
  if (byte < 0x80)
    lead = {0, byte, 0};
  else if ((byte & 0xE0) == 0xC0)
    lead = {1, byte & 0x1Fu, 0x80};
  else if ((byte & 0xF0) == 0xE0)
    lead = {2, byte & 0x0Fu, 0x800};
  else if ((byte & 0xF8) == 0xF0)
    lead = {3, byte & 0x07u, 0x10000};
  else
    return false;
  return true;
}

}  // namespace

bool validUtf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    Lead lead{};
    if (!leadOf(static_cast<unsigned char>(text[at++]), lead)) return false;
    std::uint32_t point = lead.bits;
    for (int more = 0; more < lead.following; ++more, ++at) {
      if (at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) return false;
      point = point << 6 | (static_cast<unsigned char>(text[at]) & 0x3Fu);
    }
    if (point < lead.least || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
  }
  return true;
}

}  // namespace clairis
