// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/layout/ins_datamatrix.h"

#include <dmtx.h>

#include <algorithm>
#include <memory>

#include "core/domain/ins_datamatrix.h"
#include "core/domain/refusal.h"
#include "reports/pdf/unicode.h"

namespace clairis::reports {

namespace {

constexpr std::size_t kLongestName = 100;

void require(bool present, const char* trait) {
  if (!present)
    throw Refusal("report.datamatrix.traits", std::string("The INS datamatrix needs the patient's ") + trait +
                                                  ", which this qualified identity lacks. Correct the identity, then validate again.");
}

/// Capitals, hyphen, apostrophe and space are all the format knows; anything else in a name becomes a space.
std::string name(const std::string& text) {
  std::string out;
  for (const char c : upperCaseWithoutAccents(text)) {
    const bool known = (c >= 'A' && c <= 'Z') || c == '-' || c == '\'';
    if (known)
      out.push_back(c);
    else if (!out.empty() && out.back() != ' ')
      out.push_back(' ');
  }
  out.resize(std::min(out.size(), kLongestName));
  while (!out.empty() && out.back() == ' ') out.pop_back();  // also where the cut fell between two names
  const bool letters = std::any_of(out.begin(), out.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return letters ? out : std::string();
}

}  // namespace

std::string insDatamatrixPayload(const Ins& ins, const Traits& traits) {
  const auto firstNames = name(traits.birthNames.empty() ? traits.firstBirthName : traits.birthNames);
  const auto birthName = name(traits.birthName);
  require(!firstNames.empty(), "first names");
  require(!birthName.empty(), "birth name");
  require(traits.sex != Sex::unknown, "sex");
  require(traits.birthDate.size() == 10, "birth date");
  auto folded = traits;
  folded.birthNames = firstNames;
  folded.birthName = birthName;
  return insDatamatrixText(ins, folded);
}

Symbol encodeDatamatrix(const std::string& payload) {
  const auto destroy = [](DmtxEncode* encoder) { dmtxEncodeDestroy(&encoder); };
  const std::unique_ptr<DmtxEncode, decltype(destroy)> encoder(dmtxEncodeCreate(), destroy);
  std::string bytes = payload;
  const bool encoded =
      encoder && dmtxEncodeSetProp(encoder.get(), DmtxPropScheme, DmtxSchemeC40) == DmtxPass &&
      dmtxEncodeSetProp(encoder.get(), DmtxPropSizeRequest, DmtxSymbolSquareAuto) == DmtxPass &&
      dmtxEncodeSetProp(encoder.get(), DmtxPropModuleSize, 1) == DmtxPass && dmtxEncodeSetProp(encoder.get(), DmtxPropMarginSize, 0) == DmtxPass &&
      dmtxEncodeDataMatrix(encoder.get(), static_cast<int>(bytes.size()), reinterpret_cast<unsigned char*>(bytes.data())) == DmtxPass;
  if (!encoded) throw Refusal("report.datamatrix.encoding", "libdmtx could not encode the INS datamatrix. Nothing was produced; report this.");
  Symbol symbol;
  const int index = encoder->region.sizeIdx;
  symbol.size = dmtxGetSymbolAttribute(DmtxSymAttribSymbolRows, index);
  for (int row = symbol.size - 1; row >= 0; --row)  // libdmtx counts rows from the bottom
    for (int column = 0; column < symbol.size; ++column)
      symbol.modules.push_back((dmtxSymbolModuleStatus(encoder->message, index, row, column) & DmtxModuleOnRGB) != 0);
  return symbol;
}

}  // namespace clairis::reports
