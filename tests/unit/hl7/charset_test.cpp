// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/message/charset.h"

#include <doctest/doctest.h>

#include "plugins/hl7/receiver/acceptance.h"
#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;
using test::faultOf;
using test::SampleMessage;

namespace {

std::string decoded(const std::string& frame, const std::string& msh18, const Sender& sender = {}) {
  Charset used = Charset::ascii;
  return decodedText(frame, msh18, sender, used);
}

}  // namespace

TEST_CASE("the spellings of MSH-18 that are seen are known, others are not") {
  CHECK(charsetFrom("8859/1") == Charset::latin1);
  CHECK(charsetFrom("8859/15") == Charset::latin9);
  CHECK(charsetFrom("ISO-8859-15") == Charset::latin9);
  CHECK(charsetFrom("UNICODE UTF-8") == Charset::utf8);
  CHECK(charsetFrom("utf-8") == Charset::utf8);
  CHECK(charsetFrom("ASCII") == Charset::ascii);
  for (const char* other : {"", "UNICODE", "UNICODE UTF-16", "8859/2", "ISO IR87", "windows-1252"}) CHECK_FALSE(charsetFrom(other).has_value());
}

TEST_CASE("characters go both ways through each set, œ and € included [SR-35]") {
  CHECK(toUtf8("C\xBDur \xA4 \xE9t\xE9 \xBC", Charset::latin9) == "Cœur € été Œ");
  CHECK(fromUtf8("Cœur € été Œ", Charset::latin9) == "C\xBDur \xA4 \xE9t\xE9 \xBC");
  CHECK(toUtf8("\xA4\xE9", Charset::latin1) == "¤é");
  CHECK(fromUtf8("¤é", Charset::latin1) == "\xA4\xE9");
  CHECK(fromUtf8("œ€é", Charset::latin1) == "??\xE9");
  CHECK(fromUtf8("¤½", Charset::latin9) == "??");
  CHECK(fromUtf8("é€𝄞", Charset::ascii) == "???");
  CHECK(fromUtf8("é€𝄞", Charset::utf8) == "é€𝄞");
}

TEST_CASE("every byte of the two ISO sets survives the way to UTF-8 and back") {
  for (const auto charset : {Charset::latin1, Charset::latin9}) {
    for (int code = 0xA0; code <= 0xFF; ++code) {
      const std::string byte(1, static_cast<char>(code));
      CAPTURE(code);
      CHECK(validUtf8(toUtf8(byte, charset)));
      CHECK(fromUtf8(toUtf8(byte, charset), charset) == byte);
    }
  }
}

TEST_CASE("malformed UTF-8 is found: overlong, surrogate, truncated, beyond the last code point") {
  for (const char* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "abcdefgh\xC3",
                          "\xE2\x82", "\xF0\x9F\x98"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(validUtf8(bad));
  }
  CHECK(validUtf8("abcdefghijklmnop é € 𝄞"));
  CHECK(firstForeignByte("abcdefghij\xC3", Charset::utf8) == 10);
}

TEST_CASE("windows-1252 under the name of an ISO set is refused: its œ would be lost") {
  CHECK(firstForeignByte("c\x9Cur", Charset::latin1) == 1);
  const auto refused = faultOf([] { decoded("MSH|^~\\&|A\rPID|c\x9Cur", "8859/1"); });
  CHECK(refused == std::pair(Condition::dataType, std::string("PID")));
  CHECK(refused.text.find("8859/1") != std::string::npos);
}

TEST_CASE("without MSH-18 the text is 8859/15 [SR-35]") {
  CHECK(decoded("MSH|^~\\&|A\rPID|c\xBDur \xA4", "") == "MSH|^~\\&|A\rPID|cœur €");
  SUBCASE("or the set declared for the sender") {
    Sender sender;
    sender.charset = Charset::latin1;
    sender.charsetDeclared = true;
    CHECK(decoded("MSH|^~\\&|A\rPID|\xA4", "", sender) == "MSH|^~\\&|A\rPID|¤");
  }
}

TEST_CASE("without MSH-18, bytes that are UTF-8 are refused rather than read as two characters [SR-35]") {
  const auto refused = faultOf([] { decoded("MSH|^~\\&|A\rPID|HÉLÈNE", ""); });
  CHECK(refused == std::pair(Condition::fieldMissing, std::string("MSH-18")));
  CHECK_FALSE(refused.rejected);
  CHECK(refused.text.find("UTF-8") != std::string::npos);
  SUBCASE("unless the sender's set is declared UTF-8") {
    Sender sender;
    sender.charset = Charset::utf8;
    sender.charsetDeclared = true;
    CHECK(decoded("MSH|^~\\&|A\rPID|HÉLÈNE", "", sender) == "MSH|^~\\&|A\rPID|HÉLÈNE");
  }
  SUBCASE("plain ASCII needs no set") { CHECK(decoded("MSH|^~\\&|A\rPID|HELENE", "") == "MSH|^~\\&|A\rPID|HELENE"); }
}

TEST_CASE("a text that is not what MSH-18 says is refused with its place") {
  CHECK(faultOf([] { decoded("MSH|^~\\&|A\rPID|\xE9", "UNICODE UTF-8"); }) == std::pair(Condition::dataType, std::string("PID")));
  CHECK(faultOf([] { decoded("MSH|^~\\&|A\rPID|\xE9", "ASCII"); }) == std::pair(Condition::dataType, std::string("PID")));
  CHECK(faultOf([] { decoded("MSH|^~\\&|A\rPID|x", "UNICODE UTF-16"); }) == std::pair(Condition::tableValue, std::string("MSH-18")));
}
