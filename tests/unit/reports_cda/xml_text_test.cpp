// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/xml_text.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "reports/cda/base64.h"

using namespace clairis;
using namespace clairis::reports;
using namespace std::string_literals;

TEST_CASE("characters that XML cannot carry count as white space, and white space becomes single spaces") {
  CHECK(xmlText("IRM\x0B du\r\n\tgenou  \x01"
                "droit\n",
                "title") == "IRM du genou droit");
  CHECK(xmlText("a\xEF\xBF\xBF"
                "b\xEF\xBF\xBE"
                "c\x7F"
                "d",
                "title") == "a b c d");
  CHECK(xmlText("\0"s, "title") == "");
  CHECK(xmlText("Œuvre d'été 😀 \xEF\xBF\xBD", "title") == "Œuvre d'été 😀 \xEF\xBF\xBD");
}

TEST_CASE("only UTF-8 made of XML characters is recognised as such, at any alignment") {
  for (std::size_t before = 0; before < 20; ++before) {
    CAPTURE(before);
    const std::string padding(before, 'x');
    CHECK(xmlCharacters(padding + "é\t\r\n" + padding));
    for (const auto& bad : {"\0"s, "\x1F"s, "\xE9"s, "\xEF\xBF\xBE"s, "\xED\xBF\xBF"s, "\xF4\x90\x80\x80"s, "\xE2\x82"s})
      CHECK_FALSE(xmlCharacters(padding + bad + padding));
  }
}

TEST_CASE("base64 is that of RFC 4648, and only its canonical form decodes") {
  const auto encoded = [](std::string_view bytes) {
    std::string out = ">";
    appendBase64(out, bytes);
    return out;
  };
  CHECK(encoded("") == ">");
  CHECK(encoded("f") == ">Zg==");
  CHECK(encoded("fo") == ">Zm8=");
  CHECK(encoded("foobar") == ">Zm9vYmFy");
  CHECK(fromBase64("Zm9v\r\nYmE=\n") == "fooba");
  CHECK(fromBase64("") == "");
  for (const char* bad : {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm9v!mFy", "Zm=v", "Zm9vYg="}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(fromBase64(bad), Refusal);
  }
  std::string all;
  for (int i = 0; i < 1000; ++i) {
    all.push_back(static_cast<char>(i * 7 + i / 256));
    CHECK(fromBase64(encoded(all).substr(1)) == all);
  }
}
