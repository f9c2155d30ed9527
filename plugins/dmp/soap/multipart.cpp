// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/soap/multipart.h"

#include <algorithm>
#include <cctype>

#include "core/domain/refusal.h"

namespace clairis::dmp {
namespace {

bool sameLetters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Position of the next ';' outside quotes, or the end.
std::size_t endOfParameter(std::string_view text, std::size_t from) {
  bool quoted = false;
  for (auto i = from; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == ';' && !quoted) return i;
  }
  return text.size();
}

std::string_view headerValue(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    const auto end = std::min(headers.find("\r\n"), headers.size());
    const auto line = headers.substr(0, end);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && sameLetters(trimmed(line.substr(0, colon)), name)) return trimmed(line.substr(colon + 1));
    headers.remove_prefix(std::min(headers.size(), end + 2));
  }
  return {};
}

[[noreturn]] void refuse(const std::string& what) { throw Refusal("dmp.reply.multipart", "multipart answer: " + what); }

}  // namespace

std::string mediaParameter(std::string_view contentType, std::string_view name) {
  auto start = endOfParameter(contentType, 0);
  while (start < contentType.size()) {
    const auto end = endOfParameter(contentType, start + 1);
    const auto parameter = contentType.substr(start + 1, end - start - 1);
    const auto equals = parameter.find('=');
    if (equals != std::string_view::npos && sameLetters(trimmed(parameter.substr(0, equals)), name)) {
      auto value = trimmed(parameter.substr(equals + 1));
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
      return std::string(value);
    }
    start = end;
  }
  return {};
}

bool isMultipart(std::string_view contentType) {
  constexpr std::string_view kPrefix = "multipart/";
  return sameLetters(trimmed(contentType).substr(0, kPrefix.size()), kPrefix);
}

std::string_view rootPart(std::string_view contentType, std::string_view body) {
  const auto boundary = mediaParameter(contentType, "boundary");
  if (boundary.empty()) refuse("no boundary in its Content-Type");
  const std::string opening = "--" + boundary;
  const std::string delimiter = "\r\n" + opening;
  const auto start = mediaParameter(contentType, "start");
  auto at = body.substr(0, opening.size()) == opening ? opening.size() : body.find(delimiter);
  if (at != opening.size() && at != std::string_view::npos) at += delimiter.size();
  std::string_view root;
  while (at != std::string_view::npos && body.substr(at, 2) != "--") {
    const auto end = body.find(delimiter, at);
    if (end == std::string_view::npos) refuse("a part without closing boundary");
    const auto part = body.substr(at, end - at);
    const auto blank = part.find("\r\n\r\n");
    if (blank == std::string_view::npos) refuse("a part without end of headers");
    const auto id = headerValue(part.substr(0, blank), "Content-ID");
    if (root.data() == nullptr || (!start.empty() && id == start)) root = part.substr(blank + 4);
    at = end + delimiter.size();
  }
  if (at == std::string_view::npos || root.data() == nullptr) refuse("no part between its boundaries");
  return root;
}

}  // namespace clairis::dmp
