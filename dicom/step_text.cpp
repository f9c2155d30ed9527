// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/step_text.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <charconv>

#include "dicom/character_set.h"

namespace clairis::dicom {

std::string textOf(DcmItem& item, const DcmTagKey& tag, std::size_t longest) {
  OFString bytes;
  if (item.findAndGetOFStringArray(tag, bytes).bad()) return {};
  auto value = oneValue({bytes.c_str(), bytes.size()}, longest);
  value.erase(0, std::min(value.find_first_not_of(' '), value.size()));
  return value;
}

std::string digitsOf(const std::string& text, std::size_t most) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if ((c != '.' && c != ':' && c != '-') || digits.size() >= 6) {
      break;
    }
    if (digits.size() == most) break;
  }
  return digits;
}

double numberOf(DcmItem& item, const DcmTagKey& tag) {
  const auto text = textOf(item, tag);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end != text.data() ? value : 0;
}

Code codeOf(DcmItem& item, const DcmTagKey& tag) {
  DcmItem* first = nullptr;
  if (item.findAndGetSequenceItem(tag, first, 0).bad() || first == nullptr) return {};
  return {textOf(*first, DCM_CodeValue), textOf(*first, DCM_CodeMeaning), textOf(*first, DCM_CodingSchemeDesignator)};
}

void eachItem(DcmItem& item, const DcmTagKey& tag, const std::function<void(DcmItem&)>& visit) {
  DcmSequenceOfItems* sequence = nullptr;
  if (item.findAndGetSequence(tag, sequence).bad() || sequence == nullptr) return;
  for (unsigned long i = 0; i < sequence->card(); ++i) visit(*sequence->getItem(i));
}

}  // namespace clairis::dicom
