// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/message/message.h"

#include <algorithm>

#include "plugins/hl7/message/escape.h"
#include "plugins/hl7/message/fault.h"

namespace clairis::hl7 {
namespace {

constexpr std::string_view kDelete = "\"\"";

/// The n-th piece (from 1) of a text cut at `separator`; empty when there are fewer.
std::string_view piece(std::string_view text, char separator, std::size_t position) noexcept {
  if (position == 0) return {};
  std::size_t start = 0;
  if (separator == '\0') return position == 1 ? text : std::string_view{};
  for (std::size_t i = 1; i < position; ++i) {
    const auto found = text.find(separator, start);
    if (found == std::string_view::npos) return {};
    start = found + 1;
  }
  return text.substr(start, text.find(separator, start) - start);
}

bool usableDelimiter(char c) noexcept {
  return c > 0x20 && c < 0x7F && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z');
}

[[noreturn]] void unusable(const std::string& text) { throw Fault(Condition::segmentSequence, {"MSH", 1}, text, true); }

/// A line end inside a text field of a sender that ends segments with CR is text, unless a segment visibly starts after it.
bool segmentStarts(std::string_view text, char separator) noexcept {
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto code = [&](char c) { return upper(c) || (c >= '0' && c <= '9'); };
  return text.size() > 3 && upper(text[0]) && code(text[1]) && code(text[2]) && text[3] == separator;
}

/// Where the first segment of `text` ends.
std::size_t segmentEnd(std::string_view text, char separator, bool endsWithCr) noexcept {
  for (auto at = text.find_first_of("\r\n"); at != std::string_view::npos; at = text.find_first_of("\r\n", at + 1)) {
    if (text[at] == '\r' || !endsWithCr || at == 0 || segmentStarts(text.substr(at + 1), separator)) return at;
  }
  return std::string_view::npos;
}

bool headerLine(std::string_view line) noexcept { return line.substr(0, 3) == "MSH"; }

}  // namespace

bool Text::empty() const noexcept { return trimmed(_raw).empty(); }
bool Text::deletes() const noexcept { return trimmed(_raw) == kDelete; }
std::string Text::value() const { return deletes() ? std::string() : unescape(_raw, _delimiters); }

Text Component::sub(std::size_t position) const { return {piece(_raw, _delimiters.subcomponent, position), _delimiters}; }
Component Repetition::component(std::size_t position) const { return {piece(_raw, _delimiters.component, position), _delimiters}; }
Repetition Field::first() const { return {piece(_raw, _delimiters.repetition, 1), _delimiters}; }

bool Field::overfull() const noexcept {
  return static_cast<std::size_t>(std::count(_raw.begin(), _raw.end(), _delimiters.repetition)) >= kMostRepetitions;
}

std::vector<Repetition> Field::repetitions() const {
  std::vector<Repetition> all;
  auto rest = _raw;
  while (!rest.empty() && all.size() < kMostRepetitions) {
    const auto end = _delimiters.repetition == '\0' ? std::string_view::npos : rest.find(_delimiters.repetition);
    all.emplace_back(rest.substr(0, end), _delimiters);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return all;
}

Field Segment::field(std::size_t position) const {
  if (headerLine(_text)) {
    // MSH-1 and MSH-2 are the delimiters: read whole, never cut.
    Delimiters uncut{_delimiters.field, '\0', '\0', '\0', '\0', _delimiters.charset};
    if (position == 1) return {_text.substr(3, 1), uncut};
    if (position == 2) return {piece(_text, _delimiters.field, 2), uncut};
    return {piece(_text, _delimiters.field, position), _delimiters};
  }
  return {piece(_text, _delimiters.field, position + 1), _delimiters};
}

Delimiters delimitersOf(std::string_view text, Charset charset) {
  if (!headerLine(text) || text.size() < 5) unusable("expected the frame to start with MSH, its separator and encoding characters");
  Delimiters found{text[3], '\0', '\0', '\0', '\0', charset};
  const auto encoding = text.substr(4, text.find_first_of(std::string("\r\n") + text[3], 4) - 4);
  if (encoding.empty() || encoding.size() > 5) unusable("expected MSH-2 to hold one to five encoding characters, usually ^~\\&");
  char* const places[] = {&found.component, &found.repetition, &found.escape, &found.subcomponent};
  for (std::size_t i = 0; i < encoding.size() && i < 4; ++i) *places[i] = encoding[i];
  std::string all(1, found.field);
  all += encoding;
  if (!std::all_of(all.begin(), all.end(), usableDelimiter))
    unusable("a delimiter of MSH-1 or MSH-2 is a letter, a digit, a space or no ASCII character");
  std::sort(all.begin(), all.end());
  if (std::adjacent_find(all.begin(), all.end()) != all.end()) unusable("two delimiters of MSH-1 and MSH-2 are the same character");
  return found;
}

Message Message::parse(std::string text, Charset charset) {
  Message message;
  message._text = std::make_unique<const std::string>(std::move(text));
  std::string_view rest = *message._text;
  if (rest.find('\0') != std::string_view::npos) badType({}, "the frame contains a NUL byte");
  const auto delimiters = delimitersOf(rest, charset);
  const bool endsWithCr = rest.find('\r') != std::string_view::npos;
  while (!rest.empty()) {
    const auto end = segmentEnd(rest, delimiters.field, endsWithCr);
    const auto line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (trimmed(line).empty()) continue;
    if (!message._segments.empty() && headerLine(line)) unusable("a second MSH inside one frame: send one message a frame");
    if (message._segments.size() == kMostSegments) throw Fault(Condition::cardinality, {}, "more segments than Clairis reads in one message");
    const auto nameLength = headerLine(line) ? std::size_t{3} : std::min(line.find(delimiters.field), line.size());
    message._segments.emplace_back(line, nameLength, delimiters);
  }
  return message;
}

const Segment* Message::find(std::string_view name) const noexcept {
  for (const auto& segment : _segments) {
    if (segment.name() == name) return &segment;
  }
  return nullptr;
}

std::size_t Message::count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(std::count_if(_segments.begin(), _segments.end(), [&](const Segment& segment) { return segment.name() == name; }));
}

}  // namespace clairis::hl7
