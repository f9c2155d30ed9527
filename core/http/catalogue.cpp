// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/catalogue.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace clairis {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// ";q=0.5" → 500; absent → 1000; unreadable → 0, so that nonsense wins nothing.
int quality(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  const std::string_view digits = trimmed(parameters.substr(at + 2));
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && value >= 0 && value <= 1 ? static_cast<int>(value * 1000) : 0;
}

bool named(std::string_view range, std::string_view language) {
  return range.size() >= 2 && (range[0] | 0x20) == language[0] && (range[1] | 0x20) == language[1] && (range.size() == 2 || range[2] == '-');
}

}  // namespace

Language preferredLanguage(std::string_view acceptLanguage) {
  int french = 0;
  int english = 0;
  while (!acceptLanguage.empty()) {
    const auto comma = std::min(acceptLanguage.find(','), acceptLanguage.size());
    const std::string_view item = acceptLanguage.substr(0, comma);
    acceptLanguage.remove_prefix(std::min(comma + 1, acceptLanguage.size()));
    const auto semicolon = std::min(item.find(';'), item.size());
    const std::string_view range = trimmed(item.substr(0, semicolon));
    if (named(range, "fr")) french = std::max(french, quality(item.substr(semicolon)));
    if (named(range, "en")) english = std::max(english, quality(item.substr(semicolon)));
  }
  return english > french ? Language::english : Language::french;
}

const CatalogueEntry& catalogueEntry(std::string_view code) {
  const auto& entries = catalogue();
  for (std::string_view prefix = code;;) {
    const auto found = std::lower_bound(entries.begin(), entries.end(), prefix,
                                        [](const CatalogueEntry& entry, std::string_view wanted) { return entry.prefix < wanted; });
    if (found != entries.end() && found->prefix == prefix) return *found;
    if (prefix.empty()) return entries.front();
    const auto dot = prefix.rfind('.');
    prefix = dot == std::string_view::npos ? std::string_view() : prefix.substr(0, dot);
  }
}

}  // namespace clairis
