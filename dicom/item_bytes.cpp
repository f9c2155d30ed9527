// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/item_bytes.h"

#include <algorithm>

namespace clairis::dicom {
namespace {

constexpr std::uint32_t kItemTag = 0xFFFEE000;
constexpr std::size_t kLongestShort = 0xFFFE;

void append16(std::string& bytes, std::uint32_t value) {
  bytes += static_cast<char>(value & 0xFFU);
  bytes += static_cast<char>(value >> 8 & 0xFFU);
}

void append32(std::string& bytes, std::size_t value) {
  append16(bytes, static_cast<std::uint32_t>(value & 0xFFFFU));
  append16(bytes, static_cast<std::uint32_t>(value >> 16));
}

void appendTag(std::string& bytes, std::uint32_t tag) {
  append16(bytes, tag >> 16);
  append16(bytes, tag & 0xFFFFU);
}

/// The four bytes at `at` say how many follow them.
void setLength(std::string& bytes, std::size_t at) {
  std::size_t length = bytes.size() - at - 4;
  for (std::size_t i = 0; i < 4; ++i, length >>= 8) bytes[at + i] = static_cast<char>(length & 0xFFU);
}

/// PS3.5 Table 7.1-1: these have two reserved bytes and a length of four.
bool longForm(DcmEVR vr) { return vr == EVR_SQ || vr == EVR_UT || vr == EVR_UC || vr == EVR_UN; }

void appendHead(std::string& bytes, const ItemBytes::Element& element, std::size_t length, bool explicitVr) {
  appendTag(bytes, element.tag);
  if (!explicitVr) return append32(bytes, length);
  // A value longer than its VR can say is written as UN (PS3.5 §6.2.2).
  const auto vr = !longForm(element.vr) && length > kLongestShort ? EVR_UN : element.vr;
  bytes += DcmVR(vr).getVRName();
  if (longForm(vr)) {
    append16(bytes, 0);
    return append32(bytes, length);
  }
  append16(bytes, static_cast<std::uint32_t>(length));
}

void appendValue(std::string& bytes, const ItemBytes::Element& element, bool explicitVr) {
  const bool odd = element.value.size() % 2 != 0;
  appendHead(bytes, element, element.value.size() + (odd ? 1 : 0), explicitVr);
  bytes += element.value;
  if (odd) bytes += element.vr == EVR_UI ? '\0' : ' ';
}

void appendSequence(std::string& bytes, const ItemBytes::Element& element, bool explicitVr) {
  appendHead(bytes, element, 0, explicitVr);
  const auto sequenceLength = bytes.size() - 4;
  for (const auto& item : element.items) {
    appendTag(bytes, kItemTag);
    append32(bytes, 0);
    const auto itemLength = bytes.size() - 4;
    item.write(bytes, explicitVr);
    setLength(bytes, itemLength);
  }
  setLength(bytes, sequenceLength);
}

}  // namespace

void ItemBytes::put(std::uint32_t tag, DcmEVR vr, std::string_view value) { _elements.push_back({tag, vr, std::string(value), {}}); }

void ItemBytes::putNumber(std::uint32_t tag, std::uint16_t value) {
  std::string bytes;
  append16(bytes, value);
  put(tag, EVR_US, bytes);
}

ItemBytes::Element& ItemBytes::sequence(std::uint32_t tag) {
  const auto known = std::find_if(_elements.begin(), _elements.end(), [tag](const Element& element) { return element.tag == tag; });
  return known != _elements.end() ? *known : _elements.emplace_back(Element{tag, EVR_SQ, {}, {}});
}

ItemBytes& ItemBytes::addItem(Element& sequence) { return sequence.items.emplace_back(); }

void ItemBytes::write(std::string& bytes, bool explicitVr) const {
  std::vector<const Element*> ordered;
  ordered.reserve(_elements.size());
  for (const auto& element : _elements) ordered.push_back(&element);
  std::sort(ordered.begin(), ordered.end(), [](const Element* a, const Element* b) { return a->tag < b->tag; });
  for (const auto* element : ordered) {
    if (element->vr == EVR_SQ) {
      appendSequence(bytes, *element, explicitVr);
    } else {
      appendValue(bytes, *element, explicitVr);
    }
  }
}

void appendCommandNumber(std::string& bytes, std::uint32_t tag, std::uint16_t value) {
  appendTag(bytes, tag);
  append32(bytes, sizeof value);
  append16(bytes, value);
}

void appendCommandLength(std::string& bytes, std::size_t length) {
  appendTag(bytes, 0);
  append32(bytes, 4);
  append32(bytes, length);
}

void appendCommandUid(std::string& bytes, std::uint32_t tag, std::string_view uid) { appendValue(bytes, {tag, EVR_UI, std::string(uid), {}}, false); }

}  // namespace clairis::dicom
