// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/modality.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/domain/search_key.h"

namespace clairis::hl7 {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

/// DICOM PS3.3 C.7.3.1.1.1, those that a department schedules.
constexpr std::array<std::string_view, 18> kDicom{"CR", "CT", "DX", "ES", "IO", "MG", "MR", "NM",  "OPT",
                                                  "OT", "PT", "PX", "RF", "US", "XA", "XC", "BMD", "IVUS"};

constexpr std::array<Pair, 8> kSections{
    {{"MRI", "MR"}, {"NMR", "MR"}, {"NMS", "NM"}, {"RUS", "US"}, {"OUS", "US"}, {"VUS", "US"}, {"CUS", "US"}, {"XRC", "XA"}}};

/// Folded first words of French procedure texts.
constexpr std::array<Pair, 14> kWords{{{"IRM", "MR"},
                                       {"REMNOGRAPHIE", "MR"},
                                       {"SCANNER", "CT"},
                                       {"SCANOGRAPHIE", "CT"},
                                       {"TDM", "CT"},
                                       {"TOMODENSITOMETRIE", "CT"},
                                       {"ECHOGRAPHIE", "US"},
                                       {"ECHO", "US"},
                                       {"ECHODOPPLER", "US"},
                                       {"MAMMOGRAPHIE", "MG"},
                                       {"RADIOGRAPHIE", "DX"},
                                       {"SCINTIGRAPHIE", "NM"},
                                       {"TEP", "PT"},
                                       {"OSTEODENSITOMETRIE", "BMD"}}};

template <std::size_t n>
std::string lookUp(const std::array<Pair, n>& table, std::string_view key) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const Pair& pair) { return pair.first == key; });
  return found == table.end() ? std::string() : std::string(found->second);
}

std::string fromCcam(std::string_view code) {
  if (code.size() != 7) return {};
  if (code[3] == 'N' || code[3] == 'J') return "MR";
  return code[3] == 'M' ? "US" : "";
}

std::string fromWords(std::string_view text) {
  const auto key = searchKey(text);
  return lookUp(kWords, std::string_view(key).substr(0, key.find_first_of(" ,.(/[")));
}

}  // namespace

std::string modalityFromSection(std::string_view value) {
  if (std::find(kDicom.begin(), kDicom.end(), value) != kDicom.end()) return std::string(value);
  return lookUp(kSections, value);
}

std::string modalityOfProcedure(const Code& procedure, const Code& ccam, const ModalityTable& table) {
  for (const auto* code : {&procedure, &ccam}) {
    if (const auto found = table.find(code->code); !code->empty() && found != table.end()) return found->second;
  }
  if (auto modality = fromCcam(ccam.code); !modality.empty()) return modality;
  for (const auto* code : {&procedure, &ccam}) {
    if (auto modality = fromWords(code->display); !modality.empty()) return modality;
  }
  return {};
}

}  // namespace clairis::hl7
