// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/associate_request.h"

#include <algorithm>
#include <bitset>
#include <optional>

namespace clairis::dicom {
namespace {

constexpr std::size_t kFixedPart = 74;  // PDU head, version, titles, reserved bytes
constexpr std::size_t kCalledTitleAt = 10, kCallingTitleAt = 26, kTitleLength = 16;
constexpr std::size_t kItemHead = 4;
constexpr std::size_t kLongestUid = 64;
constexpr int kMostTransferSyntaxes = 128;

struct Item {
  unsigned char type = 0;
  std::string_view body;
};

unsigned char byteAt(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::size_t shortAt(std::string_view bytes, std::size_t at) { return static_cast<std::size_t>(byteAt(bytes, at)) << 8 | byteAt(bytes, at + 1); }

/// The next item, taken from the front; none when its length points beyond.
std::optional<Item> takeItem(std::string_view& bytes) {
  if (bytes.size() < kItemHead) return std::nullopt;
  const auto length = shortAt(bytes, 2);
  if (bytes.size() - kItemHead < length) return std::nullopt;
  Item item{byteAt(bytes, 0), bytes.substr(kItemHead, length)};
  bytes.remove_prefix(kItemHead + length);
  return item;
}

bool isUid(std::string_view text) {
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.remove_suffix(1);
  return !text.empty() && text.size() <= kLongestUid &&
         std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

/// A text of which the length comes before, at `at`, with `after` bytes behind it.
bool countedText(std::string_view body, std::size_t at, std::size_t after) {
  return body.size() >= at + 2 && body.size() - at - 2 >= after && shortAt(body, at) <= body.size() - at - 2 - after;
}

/// DCMTK reads a title up to its first NUL.
bool isTitle(std::string_view text) { return text.substr(0, text.find('\0')).find_first_not_of(' ') != std::string_view::npos; }

bool presentationContext(std::string_view body, std::bitset<256>& ids) {
  if (body.size() < 4) return false;
  const auto id = byteAt(body, 0);
  if (id % 2 == 0 || ids[id]) return false;
  ids.set(id);
  int abstract = 0, transfer = 0;
  for (body.remove_prefix(4); !body.empty();) {
    const auto item = takeItem(body);
    if (!item || !isUid(item->body)) return false;
    if (item->type == 0x30) {
      ++abstract;
    } else if (item->type == 0x40) {
      ++transfer;
    } else {
      return false;
    }
  }
  return abstract == 1 && transfer >= 1 && transfer <= kMostTransferSyntaxes;
}

/// User information that is read; what is not known is passed over.
bool userItem(const Item& item) {
  const auto& body = item.body;
  switch (item.type) {
    case 0x51:  // maximum length
    case 0x53:  // asynchronous operations
      return body.size() == 4;
    case 0x52:  // implementation class
      return isUid(body);
    case 0x54:  // role
    case 0x56:  // extended negotiation of a SOP class
      return countedText(body, 0, item.type == 0x54 ? 2 : 0) && isUid(body.substr(2, shortAt(body, 0))) &&
             (item.type == 0x56 || shortAt(body, 0) + 4 == body.size());
    case 0x55:  // implementation version
      return !body.empty() && body.size() <= 16;
    case 0x58:  // user identity: primary field, then a secondary one for name with passcode only
      return countedText(body, 2, 2) && shortAt(body, 2) > 0 && (body[0] == 2 || shortAt(body, 4 + shortAt(body, 2)) == 0) && countedText(body, 4 + shortAt(body, 2), 0) &&
             6 + shortAt(body, 2) + shortAt(body, 4 + shortAt(body, 2)) == body.size();
    case 0x59:  // the answer to a user identity: not of a request
      return false;
    default:
      return true;
  }
}

bool userInformation(std::string_view body) {
  std::bitset<256> seen;
  while (!body.empty()) {
    const auto item = takeItem(body);
    if (!item || !userItem(*item)) return false;
    const bool repeatable = item->type == 0x54 || item->type == 0x56 || item->type == 0x57;
    if (seen[item->type] && !repeatable) return false;
    seen.set(item->type);
  }
  return seen[0x51];
}

}  // namespace

bool isAssociateRequest(std::string_view pdu) {
  if (pdu.size() < kFixedPart || pdu.substr(0, 2) != std::string_view("\1\0", 2)) return false;
  if (!isTitle(pdu.substr(kCalledTitleAt, kTitleLength)) || !isTitle(pdu.substr(kCallingTitleAt, kTitleLength))) return false;
  pdu.remove_prefix(kFixedPart);
  std::bitset<256> ids;
  int applications = 0, users = 0;
  while (!pdu.empty()) {
    const auto item = takeItem(pdu);
    if (!item) return false;
    if (item->type == 0x10) {
      if (!isUid(item->body) || ++applications > 1) return false;
    } else if (item->type == 0x20) {
      if (!presentationContext(item->body, ids)) return false;
    } else if (item->type == 0x50) {
      if (!userInformation(item->body) || ++users > 1) return false;
    } else {
      return false;
    }
  }
  return applications == 1 && users == 1 && ids.any();
}

}  // namespace clairis::dicom
