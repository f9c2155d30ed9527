// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "reports/pdf/font_face.h"
#include "reports/pdf/haru.h"

namespace clairis::reports {

/// Writes a composite (Type0, Identity-H) font that holds exactly the characters used: CID n is glyph n of the embedded subset
/// and stands for codes[n]. Descriptor, widths, CIDSet and ToUnicode agree by construction, which libharu's own UTF-8
/// fonts do not reach (PDF/A-1 6.3.5, 6.3.8), and no table of 65 536 characters is scanned or written.
HPDF_Dict writeFont(Haru& haru, const FontFace& face, const std::vector<char32_t>& codes, const std::vector<GlyphUse>& glyphs);

}  // namespace clairis::reports
