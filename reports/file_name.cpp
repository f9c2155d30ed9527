// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/file_name.h"

#include <string_view>

#include "core/time/zone.h"
#include "reports/pdf/unicode.h"

namespace clairis::reports {

namespace {

constexpr std::string_view kType = "CR d'imagerie médicale";
constexpr std::size_t kLongestName = 60, kLongestNumber = 16;  // bytes

/// One field: no separator of paths or fields, nothing invisible, no leading dot, cut between characters.
std::string field(std::string_view text, std::size_t longest) {
  std::string out;
  for (const auto code : composed(text)) {
    const bool forbidden = code < 0x20 || (code >= 0x7F && code < 0xA0) ||
                           std::u32string_view(U"/\\:*?\"<>|_").find(code) != std::u32string_view::npos || (code >= 0x200B && code <= 0x200F) ||
                           (code >= 0x2028 && code <= 0x202E) || code == 0xFEFF || code == 0xFFFD;
    const auto kept = forbidden ? U' ' : code;
    if (kept == U' ' && (out.empty() || out.back() == ' ')) continue;
    if (kept == U'.' && out.empty()) continue;
    std::string encoded;
    appendUtf8(encoded, kept);
    if (out.size() + encoded.size() > longest) break;
    out += encoded;
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
  return out;
}

std::string digits(const std::string& isoDate) { return isoDate.substr(0, 4) + isoDate.substr(5, 2) + isoDate.substr(8, 2); }

}  // namespace

std::string pdfFileName(const ReportValue& value) {
  const Zone zone(value.site.zone);
  const auto performed = value.acts.empty() ? value.validatedAt : value.acts.front().startedAt;
  auto name = digits(zone.date(performed)) + "_" + std::string(kType);
  const auto& traits = value.patient.traits;
  name += "_" + field(traits.birthName, kLongestName) + "_" + field(traits.firstBirthName, kLongestName);
  const auto number = value.orders.empty() ? std::string() : field(value.orders.front().accessionNumber, kLongestNumber);
  if (!number.empty()) name += "_" + number;
  return name + ".pdf";
}

}  // namespace clairis::reports
