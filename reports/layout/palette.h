// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "reports/pdf/tagged_document.h"

namespace clairis::reports {

/// The look of a report in one place. Contrast of every text colour on its ground is above 7:1 (grey) so that faxes and
/// photocopies stay readable.
inline constexpr Color kInk{0x1A, 0x1A, 0x1A}, kAccent{0x1B, 0x3F, 0x66}, kGrey{0x4A, 0x52, 0x5C}, kRule{0xC3, 0xCB, 0xD4}, kGround{0xF2, 0xF5, 0xF8},
    kAlert{0x9B, 0x1C, 0x1C};

inline constexpr TextStyle kSiteName{Face::bold, 14, kAccent}, kSmall{Face::regular, 8.5, kGrey}, kSmallBold{Face::bold, 8.5, kGrey},
    kTitle{Face::bold, 17, kInk}, kExamLine{Face::regular, 9.5, kGrey}, kHeading{Face::bold, 11, kAccent}, kLabel{Face::regular, 8.5, kGrey},
    kValue{Face::regular, 10, kInk}, kValueBold{Face::bold, 10, kInk}, kBanner{Face::bold, 9.5, kAlert}, kNotice{Face::regular, 7.5, kGrey},
    kFurniture{Face::regular, 7.5, kGrey};

inline constexpr double kHeadingLeading = 15, kTitleLeading = 21, kExamLeading = 13.5, kSmallLeading = 11, kValueLeading = 13.5, kNoticeLeading = 9.5;

/// How closely the chapters are set. The compact one is taken when it saves a page of a short report.
struct Density {
  double size, leading;  ///< of the text, points
  double gaps;           ///< factor of the white between blocks
  TextStyle body() const { return {Face::regular, size, kInk}; }
};
inline constexpr Density kComfortable{10.2, 14, 1}, kCompact{9.4, 12.4, 0.65};

/// The area of the text, points.
inline constexpr double kLeft = 56, kRight = TaggedDocument::kWidth - 56, kTextWidth = kRight - kLeft;
inline constexpr double kFirstTop = TaggedDocument::kHeight - 46, kNextTop = TaggedDocument::kHeight - 66, kBottom = 62;
inline constexpr double kRunningLine = TaggedDocument::kHeight - 42, kFooterLine = 36;

}  // namespace clairis::reports
