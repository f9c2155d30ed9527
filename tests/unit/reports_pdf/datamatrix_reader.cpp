// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "unit/reports_pdf/datamatrix_reader.h"

#include <dmtx.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace clairis::tests {

std::string scanned(const reports::Symbol& symbol) {
  constexpr int kScale = 6, kQuiet = 4;
  const int side = (symbol.size + 2 * kQuiet) * kScale;
  std::vector<unsigned char> pixels(static_cast<std::size_t>(side * side * 3), 255);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const int row = y / kScale - kQuiet, column = x / kScale - kQuiet;
      if (row < 0 || column < 0 || row >= symbol.size || column >= symbol.size || !symbol.dark(row, column)) continue;
      for (int channel = 0; channel < 3; ++channel) pixels[static_cast<std::size_t>((y * side + x) * 3 + channel)] = 0;
    }
  auto* image = dmtxImageCreate(pixels.data(), side, side, DmtxPack24bppRGB);
  auto* decoder = dmtxDecodeCreate(image, 1);
  std::string text;
  if (auto* region = dmtxRegionFindNext(decoder, nullptr)) {
    if (auto* message = dmtxDecodeMatrixRegion(decoder, region, DmtxUndefined)) {
      text.assign(reinterpret_cast<const char*>(message->output), static_cast<std::size_t>(message->outputIdx));
      dmtxMessageDestroy(&message);
    }
    dmtxRegionDestroy(&region);
  }
  dmtxDecodeDestroy(&decoder);
  dmtxImageDestroy(&image);
  return text;
}

reports::Symbol symbolOn(const PdfFile& file, const PdfValue& page) {
  reports::Symbol symbol;
  for (const auto& marked : markedContent(file, page)) {
    if (marked.tag != "Figure") continue;
    for (const auto& box : marked.rectangles) symbol.size = std::max(symbol.size, static_cast<int>(std::lround(box[1] + box[3])));
    symbol.modules.assign(static_cast<std::size_t>(symbol.size * symbol.size), false);
    for (const auto& box : marked.rectangles)
      for (int x = 0; x < std::lround(box[2]); ++x)
        symbol.modules[static_cast<std::size_t>((symbol.size - 1 - std::lround(box[1])) * symbol.size + std::lround(box[0]) + x)] = true;
  }
  return symbol;
}

}  // namespace clairis::tests
