// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/dataset_shape.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctag.h>

#include <cstdint>
#include <vector>

namespace clairis::dicom {
namespace {

constexpr std::uint32_t kUndefined = 0xFFFFFFFF, kItem = 0xFFFEE000, kItemEnd = 0xFFFEE00D, kSequenceEnd = 0xFFFEE0DD;

class Walk {
public:
  Walk(std::string_view bytes, bool explicitVr, std::size_t depth) : _bytes(bytes), _depth(depth) {
    _frames.push_back({bytes.size(), false, false, !explicitVr});
  }

  bool within() {
    for (;;) {
      while (!_frames.empty() && !_frames.back().open && _at >= _frames.back().end) {
        if (_at > _frames.back().end) return false;
        _frames.pop_back();
      }
      if (_frames.empty()) return _at == _bytes.size();
      if (!step()) return false;
    }
  }

private:
  struct Frame {
    std::size_t end;  // where its parent ends when open
    bool open;        // undefined length
    bool sequence;
    bool implicitVr;
  };

  std::uint32_t word(std::size_t at) const { return half(at) | half(at + 2) << 16; }
  std::uint32_t half(std::size_t at) const {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(_bytes[at])) | static_cast<std::uint32_t>(static_cast<unsigned char>(_bytes[at + 1]))
                                                                                    << 8;
  }
  bool room(std::size_t bytes) const { return bytes <= _bytes.size() - _at && _at + bytes <= _frames.back().end; }

  bool step() {
    if (!room(8)) return false;
    const std::uint32_t tag = half(_at) << 16 | half(_at + 2);
    if (tag >> 16 == 0xFFFE) return mark(tag, word(_at + 4));
    return !_frames.back().sequence && element(tag);
  }

  bool mark(std::uint32_t tag, std::uint32_t length) {
    const auto& here = _frames.back();
    _at += 8;
    if (tag == kItem) return here.sequence && open(length, false, here.implicitVr);
    const bool ends = here.open && ((tag == kItemEnd && !here.sequence) || (tag == kSequenceEnd && here.sequence));
    if (!ends || _frames.size() == 1) return false;
    _frames.pop_back();
    return true;
  }

  bool element(std::uint32_t tag) {
    const bool implicitVr = _frames.back().implicitVr;
    std::size_t head = 8;
    std::uint32_t length = word(_at + 4);
    bool sequence = false, unknown = false;
    if (implicitVr) {
      sequence = DcmTag(static_cast<Uint16>(tag >> 16), static_cast<Uint16>(tag & 0xFFFF)).getEVR() == EVR_SQ;
    } else {
      const auto name = _bytes.substr(_at + 4, 2);
      if (name[0] < 'A' || name[0] > 'Z' || name[1] < 'A' || name[1] > 'Z') return false;
      const DcmVR vr(std::string(name).c_str());
      if (!vr.isStandard()) return false;
      length = half(_at + 6);
      if (vr.usesExtendedLengthEncoding() != OFFalse) {
        head = 12;
        if (!room(head)) return false;
        length = word(_at + 8);
      }
      sequence = vr.getEVR() == EVR_SQ;
      unknown = vr.getEVR() == EVR_UN;
    }
    _at += head;
    // Only sequences have no length; DCMTK would take it for one of 4 GB.
    if (length == kUndefined && !sequence && !unknown && !implicitVr) return false;
    if (sequence || length == kUndefined || beginsWithItem(length)) return open(length, true, implicitVr || unknown);
    if (!room(length)) return false;
    _at += length;
    return true;
  }

  bool beginsWithItem(std::uint32_t length) const { return length >= 8 && room(8) && (half(_at) << 16 | half(_at + 2)) == kItem; }

  bool open(std::uint32_t length, bool sequence, bool implicitVr) {
    if (length != kUndefined && !room(length)) return false;
    const bool undefined = length == kUndefined;
    _frames.push_back({undefined ? _frames.back().end : _at + length, undefined, sequence, implicitVr});
    return _frames.size() / 2 <= _depth;
  }

  std::string_view _bytes;
  std::size_t _depth;
  std::size_t _at = 0;
  std::vector<Frame> _frames;
};

}  // namespace

bool hasDatasetShape(std::string_view bytes, bool explicitVr, std::size_t depth) { return Walk(bytes, explicitVr, depth).within(); }

}  // namespace clairis::dicom
