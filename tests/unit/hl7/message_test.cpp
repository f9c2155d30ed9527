// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/message/message.h"

#include <doctest/doctest.h>

#include <random>

#include "plugins/hl7/message/escape.h"
#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;
using test::faultOf;
using test::SampleMessage;

TEST_CASE("segments, fields, repetitions, components and subcomponents are found by their standard positions [RIS.INS.57]") {
  const auto message = Message::parse(SampleMessage().text());
  const auto& msh = message.header();
  CHECK(msh.field(1).raw() == "|");
  CHECK(msh.field(2).raw() == "^~\\&");
  CHECK(msh.field(3).value() == "GAM");
  CHECK(msh.field(9).value(1, 1) == "ADT");
  CHECK(msh.field(9).value(2) == "A28");
  CHECK(msh.field(12).value() == "2.5");
  CHECK(msh.field(18).value() == "UNICODE UTF-8");
  const auto& pid = *message.find("PID");
  const auto ids = pid.field(3).repetitions();
  REQUIRE(ids.size() == 2);
  CHECK(ids[0].value(1) == "IPP0001");
  CHECK(ids[1].value(4, 2) == "1.2.250.1.213.1.4.10");
  CHECK(pid.field(99).value() == "");
  CHECK(pid.field(3).first().component(99).empty());
  CHECK(message.find("ZZZ") == nullptr);
}

TEST_CASE("segments may end with CR, LF or CRLF") {
  for (const char* end : {"\r", "\n", "\r\n"}) {
    CAPTURE(std::string(end));
    SampleMessage sample;
    sample.end = end;
    const auto message = Message::parse(sample.text());
    CHECK(message.segments().size() == 4);
    CHECK(message.find("PID")->field(32).value() == "VALI");
    CHECK(message.find("PV1")->field(2).value() == "O");
  }
}

TEST_CASE("a line feed inside a text field of a CR sender is text and loses nothing") {
  const auto message = Message::parse("MSH|^~\\&|A\rNTE|1||first line\nsecond line\rOBX|1|ST|X||last");
  REQUIRE(message.segments().size() == 3);
  CHECK(message.find("NTE")->field(3).value() == "first line\nsecond line");
  CHECK(message.find("OBX")->field(5).value() == "last");
  SUBCASE("but a segment that visibly starts after it is a segment") {
    CHECK(Message::parse("MSH|^~\\&|A\rNTE|1||first\nOBX|1|ST|X||last").segments().size() == 3);
  }
}

TEST_CASE("any delimiters that MSH declares are used") {
  const auto message = Message::parse("MSH#*+?%#APP#FAC\rPID###1*2%3+4\r");
  const auto ids = message.find("PID")->field(3).repetitions();
  REQUIRE(ids.size() == 2);
  CHECK(ids[0].value(2, 2) == "3");
  CHECK(ids[1].value(1) == "4");
  CHECK(unescape("a?F?b?S?c?T?d?R?e?E?f", message.delimiters()) == "a#b*c%d+e?f");
  SUBCASE("fewer than four: the missing ones cut nothing") {
    const auto two = Message::parse("MSH|^~|APP\rPID|1^2&3~4\\5");
    CHECK(two.find("PID")->field(1).value(2) == "2&3");
    CHECK(two.find("PID")->field(1).repetitions().size() == 2);
    CHECK(two.find("PID")->field(1).repetitions()[1].value(1) == "4\\5");
  }
}

TEST_CASE("headers that cannot be read are refused, never guessed") {
  for (const char* bad : {"", "MSH", "MSH|", "MSH||", "PID|1", "MSH|^^\\&|", "MSH|^~\\&#@x|", "MSHA^~\\&A", "MSH|a~\\&|", "MSH| ~\\&|",
                          "msh|^~\\&|", "FHS|^~\\&|", "MSH\r|^~\\&"}) {
    CAPTURE(std::string(bad));
    const auto refused = faultOf([&] { Message::parse(bad); });
    CHECK(refused.condition == Condition::segmentSequence);
    CHECK(refused.rejected);
  }
}

TEST_CASE("two messages in one frame are refused: the second would be lost") {
  const auto refused = faultOf([] { Message::parse(SampleMessage().text() + SampleMessage().text()); });
  CHECK(refused.condition == Condition::segmentSequence);
}

TEST_CASE("a deleted value, an empty one and one without surrounding spaces are told apart") {
  const auto message = Message::parse("MSH|^~\\&|A\rPID|\"\"||  x  |\"\"^b|a^ASIP-SANTE- PS ^ \"\" ");
  const auto& pid = *message.find("PID");
  CHECK(pid.field(1).deletes());
  CHECK(pid.field(1).value() == "");
  CHECK_FALSE(pid.field(2).deletes());
  CHECK(pid.field(2).empty());
  CHECK(pid.field(3).value() == "x");
  CHECK_FALSE(pid.field(4).deletes());
  CHECK(pid.field(4).first().component(1).deletes());
  CHECK(pid.field(5).value(2) == "ASIP-SANTE- PS");
  CHECK(pid.field(5).first().component(3).deletes());
}

TEST_CASE("escapes are resolved; what nobody knows stays as written") {
  const Delimiters d;
  CHECK(unescape("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f", d) == "a|b^c&d~e\\f");
  CHECK(unescape("one\\.br\\two\\.sp\\three\\X0D\\four\\X0D0A\\five", d) == "one\ntwo\nthree\nfour\nfive");
  CHECK(unescape("\\H\\bold\\N\\ text", d) == "bold text");
  CHECK(unescape("\\XC3A9\\", d) == "é");
  CHECK(unescape("\\XE9\\", Delimiters{.charset = Charset::latin9}) == "é");
  CHECK(unescape("\\XA4\\", Delimiters{.charset = Charset::latin9}) == "€");
  for (const char* kept : {"C:\\temp", "\\", "\\\\", "\\XG1\\", "\\X1\\", "\\XFF\\", "\\Q\\", "\\.zz\\", "50 \\ 50"}) {
    CAPTURE(std::string(kept));
    CHECK(unescape(kept, d) == kept);
  }
}

TEST_CASE("control characters never come out of a field") {
  const Delimiters d;
  CHECK(unescape("a\x01\x1B\x7F"
                 "b",
                 d) == "a   b");
  CHECK(unescape("a\\X00\\b", d) == "a b");
  CHECK(unescape("a\\X1C0D\\b", d) == "a \nb");
}

TEST_CASE("what is escaped comes back, for every delimiter set") {
  std::mt19937 random(7);
  const std::string alphabet = "aé|^~\\&#*+?%\nF.S€";
  for (const auto& d : {Delimiters{}, Delimiters{'#', '*', '+', '?', '%', Charset::utf8}}) {
    for (int i = 0; i < 2000; ++i) {
      std::string text = "x";
      for (int n = static_cast<int>(random() % 20); n > 0; --n) {
        const auto c = alphabet[random() % alphabet.size()];
        text += static_cast<unsigned char>(c) < 0x80 ? std::string(1, c) : std::string("é");
      }
      text += "x";
      CAPTURE(text);
      const auto written = escape(text, d);
      CHECK(written.find(d.field) == std::string::npos);
      CHECK(written.find('\n') == std::string::npos);
      REQUIRE(unescape(written, d) == text);
    }
  }
}

TEST_CASE("hostile text is bounded and never crashes") {
  SUBCASE("a NUL byte") {
    CHECK(faultOf([] { Message::parse(std::string("MSH|^~\\&|A\rPID|\0", 16)); }).condition == Condition::dataType);
  }
  SUBCASE("too many segments") {
    std::string text = "MSH|^~\\&|A\r";
    for (std::size_t i = 0; i <= Message::kMostSegments; ++i) text += "ZZZ|\r";
    CHECK(faultOf([&] { Message::parse(std::move(text)); }).condition == Condition::cardinality);
  }
  SUBCASE("millions of empty lines are no segments") {
    CHECK(Message::parse("MSH|^~\\&|A" + std::string(1 << 20, '\r') + "PID|1").segments().size() == 2);
  }
  SUBCASE("millions of repetitions, components, escapes") {
    const auto message =
        Message::parse("MSH|^~\\&|A\rPID|" + std::string(1 << 20, '~') + "|" + std::string(1 << 20, '^') + "|" + std::string(1 << 16, '\\'));
    const auto& pid = *message.find("PID");
    CHECK(pid.field(1).overfull());
    CHECK(pid.field(1).repetitions().size() == Field::kMostRepetitions);
    CHECK(pid.field(2).value(1 << 21) == "");
    CHECK(pid.field(3).value().size() == 1 << 16);
  }
  SUBCASE("random bytes after a header") {
    std::mt19937 random(11);
    int read = 0;
    for (int i = 0; i < 3000; ++i) {
      std::string text = "MSH|^~\\&|A|";
      for (int n = static_cast<int>(random() % 200); n > 0; --n)
        text += static_cast<char>(random() % 8 == 0 ? "|^~\\&\r\n\""[random() % 8] : static_cast<int>(random() % 256));
      const auto refused = faultOf([&] {
        const auto message = Message::parse(text);
        for (const auto& segment : message.segments()) {
          for (std::size_t field = 0; field < 12; ++field) {
            for (const auto& repetition : segment.field(field).repetitions()) repetition.value(2, 2);
          }
        }
        ++read;
      });
      CHECK((refused.condition == static_cast<Condition>(0) || refused.condition == Condition::dataType ||
             refused.condition == Condition::segmentSequence));
    }
    CHECK(read > 500);
  }
}

TEST_CASE("a message may be moved while its views stay valid") {
  auto first = Message::parse("MSH|^~\\&|A\rPID|x");
  const auto* pid = first.find("PID");
  const auto moved = std::move(first);
  CHECK(moved.find("PID") == pid);
  CHECK(moved.find("PID")->field(1).value() == "x");
}
