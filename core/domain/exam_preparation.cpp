// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/exam_preparation.h"

#include <array>
#include <charconv>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr std::array kAll{Pregnancy::notAsked, Pregnancy::no, Pregnancy::possible, Pregnancy::yes, Pregnancy::unknown};

void checkDecimal(const std::string& text, double least, double most, const char* code, const char* expected, const char* field) {
  if (text.empty()) return;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error == std::errc{} && end == text.data() + text.size() && text.size() <= 8 && value >= least && value <= most) return;
  throw Refusal(code, expected, field);
}

bool isDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return false;
  }
  return text.substr(5, 2) >= "01" && text.substr(5, 2) <= "12" && text.substr(8, 2) >= "01" && text.substr(8, 2) <= "31";
}

}  // namespace

std::string_view toText(Pregnancy pregnancy) noexcept {
  switch (pregnancy) {
    case Pregnancy::notAsked: return "";
    case Pregnancy::no: return "no";
    case Pregnancy::possible: return "possible";
    case Pregnancy::yes: return "yes";
    case Pregnancy::unknown: return "unknown";
  }
  return "";
}

Pregnancy pregnancyFrom(std::string_view text) {
  for (const auto pregnancy : kAll) {
    if (toText(pregnancy) == text) return pregnancy;
  }
  throw Refusal("pregnancy.unknown", "expected no, possible, yes or unknown, or nothing when it was not asked", "pregnancy");
}

void check(const ExamPreparation& preparation) {
  checkDecimal(preparation.weightKg, 0.2, 400, "preparation.weight", "expected kilograms from 0.2 to 400 with a point, e.g. 72.5", "weightKg");
  checkDecimal(preparation.heightM, 0.2, 2.6, "preparation.height", "expected metres from 0.2 to 2.6 with a point, e.g. 1.68", "heightM");
  if (!preparation.lastMenses.empty() && !isDate(preparation.lastMenses)) {
    throw Refusal("preparation.last_menses", "expected YYYY-MM-DD", "lastMenses");
  }
}

}  // namespace clairis
