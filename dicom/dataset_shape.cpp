// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/dataset_shape.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace clairis::dicom {
namespace {

constexpr int kDeepest = 16;
constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr std::uint32_t kItem = 0xFFFEE000, kItemEnd = 0xFFFEE00D, kSequenceEnd = 0xFFFEE0DD;
constexpr std::uint32_t kDelimiters = 0xFFFE0000;

constexpr std::array<std::string_view, 13> kLongVrs{"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"};
constexpr std::array<std::string_view, 21> kShortVrs{"AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO",
                                                     "LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US"};

bool among(const auto& list, std::string_view vr) { return std::find(list.begin(), list.end(), vr) != list.end(); }

bool sequenceInDictionary(std::uint32_t tag) { return DcmTag(static_cast<Uint16>(tag >> 16), static_cast<Uint16>(tag & 0xFFFF)).getEVR() == EVR_SQ; }

class Walker {
public:
  explicit Walker(std::string_view bytes) : _bytes(bytes) {}

  bool dataset(bool explicitVr) { return elements(_bytes.size(), explicitVr, false, 0) && _at == _bytes.size(); }

private:
  struct Head {
    std::uint32_t tag = 0;
    std::uint32_t length = 0;
    bool sequence = false;
    bool unknown = false;  ///< VR UN: with undefined length its items are implicit VR (PS3.5 §6.2.2)
  };

  std::uint32_t number(std::size_t at, int bytes) const {
    std::uint32_t value = 0;
    for (int i = bytes - 1; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(_bytes[at + static_cast<std::size_t>(i)]);
    return value;
  }

  bool take(std::size_t count, std::size_t end) {
    if (end - _at < count) return false;
    _at += count;
    return true;
  }

  bool readTag(std::size_t end, std::uint32_t& tag) {
    const auto at = _at;
    if (!take(4, end)) return false;
    tag = number(at, 2) << 16 | number(at + 2, 2);
    return true;
  }

  bool readLength(std::size_t end, int bytes, std::uint32_t& length) {
    const auto at = _at;
    if (!take(static_cast<std::size_t>(bytes), end)) return false;
    length = number(at, bytes);
    return true;
  }

  /// What follows the tag.
  bool readHead(std::size_t end, bool explicitVr, Head& head) {
    if (!explicitVr) {
      head.sequence = sequenceInDictionary(head.tag);
      return readLength(end, 4, head.length);
    }
    const auto at = _at;
    if (!take(2, end)) return false;
    const auto vr = _bytes.substr(at, 2);
    head.sequence = vr == "SQ";
    head.unknown = vr == "UN";
    if (among(kShortVrs, vr)) return readLength(end, 2, head.length);
    return among(kLongVrs, vr) && take(2, end) && readLength(end, 4, head.length);
  }

  /// Elements up to `end`, or to the delimiter of an item of undefined length, which is taken.
  bool elements(std::size_t end, bool explicitVr, bool delimited, int depth) {
    while (_at < end) {
      Head head;
      if (!readTag(end, head.tag)) return false;
      if (head.tag == kItemEnd && delimited) return take(4, end);
      if ((head.tag & 0xFFFF0000) == kDelimiters) return false;
      if (!readHead(end, explicitVr, head) || !value(head, end, explicitVr, depth)) return false;
    }
    return !delimited;
  }

  bool value(const Head& head, std::size_t end, bool explicitVr, int depth) {
    if (head.length == kUndefined) return (head.sequence || head.unknown || !explicitVr) && items(end, explicitVr && !head.unknown, true, depth + 1);
    if (end - _at < head.length) return false;
    if (head.sequence) return items(_at + head.length, explicitVr, false, depth + 1);
    _at += head.length;
    return true;
  }

  bool items(std::size_t end, bool explicitVr, bool delimited, int depth) {
    if (depth > kDeepest) return false;
    while (_at < end) {
      std::uint32_t tag = 0, length = 0;
      if (!readTag(end, tag) || !readLength(end, 4, length)) return false;
      if (tag == kSequenceEnd && delimited) return true;
      if (tag != kItem) return false;
      const bool undefined = length == kUndefined;
      if (!undefined && end - _at < length) return false;
      if (!elements(undefined ? end : _at + length, explicitVr, undefined, depth)) return false;
    }
    return !delimited;
  }

  const std::string_view _bytes;
  std::size_t _at = 0;
};

}  // namespace

bool hasDatasetShape(std::string_view bytes, bool explicitVr) { return Walker(bytes).dataset(explicitVr); }

}  // namespace clairis::dicom
