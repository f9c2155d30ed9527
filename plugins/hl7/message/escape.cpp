// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/message/escape.h"

#include <optional>

namespace clairis::hl7 {
namespace {

constexpr std::size_t kLongestEscape = 128;

std::optional<int> hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

std::optional<std::string> hexBytes(std::string_view digits, Charset charset) {
  if (digits.empty() || digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const auto high = hexDigit(digits[i]), low = hexDigit(digits[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>(*high * 16 + *low);
  }
  if (firstForeignByte(bytes, charset)) return std::nullopt;
  return toUtf8(bytes, charset);
}

std::optional<std::string> formatting(std::string_view command) {
  const auto name = command.substr(0, 2);
  if (name == "br" || name == "sp" || name == "ce") return "\n";
  if (name == "sk") return " ";
  if (name == "in" || name == "ti" || name == "fi" || name == "nf") return "";
  return std::nullopt;
}

/// What stands between two escape characters, or nothing when it is no escape sequence.
std::optional<std::string> sequence(std::string_view code, const Delimiters& delimiters) {
  if (code.empty()) return std::nullopt;
  if (code.size() == 1) {
    switch (code.front()) {
      case 'F':
        return std::string(1, delimiters.field);
      case 'S':
        return std::string(1, delimiters.component);
      case 'T':
        return std::string(1, delimiters.subcomponent != '\0' ? delimiters.subcomponent : '&');
      case 'R':
        return std::string(1, delimiters.repetition);
      case 'E':
        return std::string(1, delimiters.escape);
      case 'H':
      case 'N':
        return "";
      default:
        return std::nullopt;
    }
  }
  if (code.front() == 'X') return hexBytes(code.substr(1), delimiters.charset);
  if (code.front() == '.') return formatting(code.substr(1));
  return std::nullopt;
}

bool control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// CR and CRLF as newline, other control characters as space.
std::string withoutControls(std::string text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r') {
      if (i + 1 == text.size() || text[i + 1] != '\n') clean += '\n';
    } else {
      clean += control(c) && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return clean;
}

bool hasControl(std::string_view text) noexcept {
  for (const char c : text) {
    if (control(c)) return true;
  }
  return false;
}

std::string resolved(std::string_view raw, std::size_t first, const Delimiters& delimiters) {
  std::string text(raw.substr(0, first));
  for (std::size_t at = first; at < raw.size();) {
    const auto close = raw[at] == delimiters.escape ? raw.find(delimiters.escape, at + 1) : std::string_view::npos;
    if (close != std::string_view::npos && close - at <= kLongestEscape) {
      if (const auto value = sequence(raw.substr(at + 1, close - at - 1), delimiters)) {
        text += *value;
        at = close + 1;
        continue;
      }
    }
    text += raw[at++];
  }
  return text;
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string unescape(std::string_view raw, const Delimiters& delimiters) {
  raw = trimmed(raw);
  const auto first = delimiters.escape == '\0' ? std::string_view::npos : raw.find(delimiters.escape);
  std::string text = first == std::string_view::npos ? std::string(raw) : resolved(raw, first, delimiters);
  return hasControl(text) ? withoutControls(std::move(text)) : text;
}

std::string escape(std::string_view text, const Delimiters& delimiters) {
  std::string out;
  out.reserve(text.size());
  const auto code = [&](std::string_view name) {
    if (delimiters.escape == '\0') return;
    out += delimiters.escape;
    out += name;
    out += delimiters.escape;
  };
  for (const char c : text) {
    if (c == '\n') {
      code(".br");
    } else if (control(c)) {
      out += ' ';
    } else if (c == delimiters.field) {
      code("F");
    } else if (c == delimiters.component) {
      code("S");
    } else if (c == delimiters.repetition) {
      code("R");
    } else if (c == delimiters.subcomponent) {
      code("T");
    } else if (c == delimiters.escape) {
      code("E");
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace clairis::hl7
