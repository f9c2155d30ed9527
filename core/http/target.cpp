// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Request targets come from strangers: decode once, refuse what has two readings.
#include <algorithm>

#include "core/domain/refusal.h"
#include "core/http/route_table.h"
#include "core/security/utf8.h"

namespace clairis {
namespace {

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

[[noreturn]] void malformed(const char* code, const char* what) { throw Refusal(code, what); }

std::string decoded(std::string_view text, const char* code, bool plusIsSpace) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plusIsSpace) {
      plain += ' ';
      continue;
    }
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (i + 2 >= text.size() || hexDigit(text[i + 1]) < 0 || hexDigit(text[i + 2]) < 0)
      malformed(code, "a % that two hexadecimal digits do not follow");
    plain += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
    i += 2;
  }
  if (!validUtf8(plain)) malformed(code, "expected UTF-8 after percent-decoding");
  const bool control = std::any_of(plain.begin(), plain.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (control) malformed(code, "control characters are not allowed");
  return plain;
}

std::string segment(std::string_view raw) {
  std::string plain = decoded(raw, "http.path.malformed", false);
  if (plain.empty() || plain == "." || plain == "..") malformed("http.path.malformed", "empty, . and .. segments are not allowed");
  if (plain.find_first_of("/\\") != std::string::npos) malformed("http.path.malformed", "a segment contains an encoded slash");
  return plain;
}

}  // namespace

std::vector<std::string> pathSegments(std::string_view rawPath) {
  if (rawPath.empty() || rawPath.front() != '/') malformed("http.path.malformed", "expected a path that starts with /");
  std::vector<std::string> segments;
  if (rawPath.size() == 1) return {std::string()};  // the root, as split() of the pattern "/" sees it
  for (std::size_t start = 1; start <= rawPath.size();) {
    const auto slash = std::min(rawPath.find('/', start), rawPath.size());
    segments.push_back(segment(rawPath.substr(start, slash - start)));
    start = slash + 1;
  }
  return segments;
}

std::map<std::string, std::string> queryParameters(std::string_view rawQuery) {
  std::map<std::string, std::string> parameters;
  while (!rawQuery.empty()) {
    const auto end = std::min(rawQuery.find('&'), rawQuery.size());
    const std::string_view pair = rawQuery.substr(0, end);
    rawQuery.remove_prefix(std::min(end + 1, rawQuery.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decoded(pair.substr(0, equals), "http.query.malformed", true);
    auto value = decoded(pair.substr(std::min(equals + 1, pair.size())), "http.query.malformed", true);
    if (!parameters.emplace(name, std::move(value)).second) throw Refusal("http.query.malformed", "a query parameter is there twice");
  }
  return parameters;
}

}  // namespace clairis
