// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcvr.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clairis::dicom {

/// A data set, or an item of a sequence, on its way into bytes: elements in any order, written by ascending tag (PS3.5 §7.1). For answers
/// by the hundred, where building DCMTK's objects takes as long as finding the rows. Values are already encoded and without padding.
/// A reference that sequence() or addItem() returned is good until the next element or item is added beside it.
class ItemBytes {
public:
  struct Element;

  void put(std::uint32_t tag, DcmEVR vr, std::string_view value);
  void putNumber(std::uint32_t tag, std::uint16_t value);  ///< US
  /// A sequence without items so far; that of the tag when it is there already.
  Element& sequence(std::uint32_t tag);
  static ItemBytes& addItem(Element& sequence);

  /// Appends to `bytes`, little endian; sequences and items with their length.
  void write(std::string& bytes, bool explicitVr) const;

private:
  std::vector<Element> _elements;
};

struct ItemBytes::Element {
  std::uint32_t tag = 0;  ///< group << 16 | element
  DcmEVR vr = EVR_UNKNOWN;
  std::string value;
  std::vector<ItemBytes> items;  ///< of a sequence
};

/// A US element in implicit VR, as the command set of a message is written (PS3.7 §6.3.1).
void appendCommandNumber(std::string& bytes, std::uint32_t tag, std::uint16_t value);
/// Command Group Length (0000,0000): the bytes of the elements that follow.
void appendCommandLength(std::string& bytes, std::size_t length);
/// A UI element of a command set.
void appendCommandUid(std::string& bytes, std::uint32_t tag, std::string_view uid);

}  // namespace clairis::dicom
