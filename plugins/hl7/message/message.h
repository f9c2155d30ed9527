// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/hl7/message/delimiters.h"

namespace clairis::hl7 {

/// An HL7 v2 message in ER7, cut lazily: parsing finds the segments, and a field is found when it is asked for. Everything below
/// is a view on the message's own text: it must not outlive the message. Anything absent reads as empty; positions count from 1 as
/// in the standard. Nothing here throws but Message::parse.

/// The smallest piece: a component or subcomponent.
class Text {
public:
  Text() = default;
  Text(std::string_view raw, const Delimiters& delimiters) : _raw(raw), _delimiters(delimiters) {}
  bool empty() const noexcept;
  /// `""`: the sender deletes the value. Empty instead leaves what is stored.
  bool deletes() const noexcept;
  std::string value() const;  ///< unescaped, trimmed; empty when deletes()
  std::string_view raw() const noexcept { return _raw; }

private:
  std::string_view _raw;
  Delimiters _delimiters;
};

class Component {
public:
  Component() = default;
  Component(std::string_view raw, const Delimiters& delimiters) : _raw(raw), _delimiters(delimiters) {}
  Text sub(std::size_t position) const;
  Text whole() const { return {_raw, _delimiters}; }
  std::string value() const { return sub(1).value(); }
  bool empty() const noexcept { return whole().empty(); }
  bool deletes() const noexcept { return whole().deletes(); }

private:
  std::string_view _raw;
  Delimiters _delimiters;
};

class Repetition {
public:
  Repetition() = default;
  Repetition(std::string_view raw, const Delimiters& delimiters) : _raw(raw), _delimiters(delimiters) {}
  Component component(std::size_t position) const;
  std::string value(std::size_t component, std::size_t sub = 1) const { return this->component(component).sub(sub).value(); }
  Text whole() const { return {_raw, _delimiters}; }
  bool empty() const noexcept { return whole().empty(); }
  bool deletes() const noexcept { return whole().deletes(); }

private:
  std::string_view _raw;
  Delimiters _delimiters;
};

class Field {
public:
  Field() = default;
  Field(std::string_view raw, const Delimiters& delimiters) : _raw(raw), _delimiters(delimiters) {}
  /// At most kMostRepetitions; a field that holds more reads as its first ones, and `overfull()` says so.
  std::vector<Repetition> repetitions() const;
  bool overfull() const noexcept;
  Repetition first() const;
  std::string value(std::size_t component = 1, std::size_t sub = 1) const { return first().value(component, sub); }
  bool empty() const noexcept { return first().empty() && _raw.size() == first().whole().raw().size(); }
  bool deletes() const noexcept { return Text(_raw, _delimiters).deletes(); }
  std::string_view raw() const noexcept { return _raw; }

  static constexpr std::size_t kMostRepetitions = 200;

private:
  std::string_view _raw;
  Delimiters _delimiters;
};

class Segment {
public:
  Segment(std::string_view text, std::size_t nameLength, const Delimiters& delimiters)
      : _text(text), _nameLength(nameLength), _delimiters(delimiters) {}
  std::string_view name() const noexcept { return _text.substr(0, _nameLength); }
  std::string_view text() const noexcept { return _text; }
  /// Field n; MSH-1 is the field separator itself.
  Field field(std::size_t position) const;
  const Delimiters& delimiters() const noexcept { return _delimiters; }

private:
  std::string_view _text;
  std::size_t _nameLength;
  Delimiters _delimiters;
};

class Message {
public:
  static constexpr std::size_t kMostSegments = 20000;

  /// `text`: UTF-8 of one frame; `charset`: the set it was written in. Segments end with CR, LF or CRLF; among CRs
  /// a lone LF that starts no segment is text. Throws Fault when the text does not start with a usable MSH, holds a second one, a NUL, or more than
  /// kMostSegments.
  static Message parse(std::string text, Charset charset = Charset::utf8);

  const Segment& header() const noexcept { return _segments.front(); }
  const std::vector<Segment>& segments() const noexcept { return _segments; }
  const Segment* find(std::string_view name) const noexcept;
  std::size_t count(std::string_view name) const noexcept;
  const Delimiters& delimiters() const noexcept { return header().delimiters(); }

private:
  Message() = default;
  std::unique_ptr<const std::string> _text;
  std::vector<Segment> _segments;
};

/// Delimiters of a text that starts with MSH; throws Fault when they cannot be told apart.
Delimiters delimitersOf(std::string_view text, Charset charset);

}  // namespace clairis::hl7
