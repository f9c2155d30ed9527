// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/layout/ins_datamatrix.h"

#include <dmtx.h>

#include <memory>

#include "core/domain/refusal.h"
#include "reports/pdf/unicode.h"

namespace clairis::reports {

namespace {

constexpr char kGroupSeparator = '\x1D';
constexpr std::size_t kLongestOid = 20, kLongestName = 100, kPlaceLength = 5;

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
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out.substr(0, kLongestName);
}

void appendVariable(std::string& payload, const char* id, const std::string& value, std::size_t longest) {
  payload += id + value;
  if (value.size() < longest) payload.push_back(kGroupSeparator);
}

}  // namespace

std::string insDatamatrixPayload(const Ins& ins, const Traits& traits) {
  const auto firstNames = name(traits.birthNames.empty() ? traits.firstBirthName : traits.birthNames);
  const auto birthName = name(traits.birthName);
  require(!firstNames.empty(), "first names");
  require(!birthName.empty(), "birth name");
  require(traits.sex != Sex::unknown, "sex");
  require(traits.birthDate.size() == 10, "birth date");
  std::string payload = "IS01" + std::string(22, '0');
  payload += "S1" + ins.matricule();
  appendVariable(payload, "S2", ins.oid(), kLongestOid);
  appendVariable(payload, "S3", firstNames, kLongestName);
  appendVariable(payload, "S4", birthName, kLongestName);
  payload += "S5" + std::string(toText(traits.sex));
  const auto& date = traits.birthDate;
  payload += "S6" + date.substr(8, 2) + "-" + date.substr(5, 2) + "-" + date.substr(0, 4);
  if (traits.birthPlaceCode.size() == kPlaceLength) payload += "S7" + traits.birthPlaceCode;
  return payload;
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
