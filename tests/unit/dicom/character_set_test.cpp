// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/character_set.h"

#include <doctest/doctest.h>

using namespace clairis::dicom;

TEST_CASE("a request is read in the character set it names") {
  CHECK(toUtf8("NO\xCBL", "ISO_IR 100") == "NO\xC3\x8BL");
  CHECK(toUtf8("NO\xC3\x8BL", "ISO_IR 192") == "NO\xC3\x8BL");
  CHECK(toUtf8("NOV\xC1K", "ISO_IR 101") == "NOV\xC3\x81K");
  CHECK(toUtf8("\xBB\xEE\xDA", "ISO_IR 144") == "\xD0\x9B\xD1\x8E\xD0\xBA");
  CHECK(toUtf8("DUPONT", "ISO_IR 6") == "DUPONT");
  CHECK(toUtf8("DUPONT", "") == "DUPONT");
}

TEST_CASE("code extensions are followed as far as the C library knows them, and refused beyond") {
  CHECK(toUtf8("NO\x1B-A\xCBL", "\\ISO 2022 IR 100") == "NO\xC3\x8BL");
  CHECK_FALSE(toUtf8("Yamada=\x1B$B;3ED\x1B(B", "\\ISO 2022 IR 87"));
}

TEST_CASE("bytes beyond ASCII without a character set are UTF-8 if they can be, else Latin-1") {
  CHECK(toUtf8("NO\xC3\x8BL", "") == "NO\xC3\x8BL");
  CHECK(toUtf8("NO\xCBL", "") == "NO\xC3\x8BL");
}

TEST_CASE("an unknown character set or bytes that do not belong to it are not guessed") {
  CHECK_FALSE(toUtf8("NO\xCBL", "ISO_IR 999"));
  CHECK_FALSE(toUtf8("NO\xCBL", "ISO_IR 192"));
  CHECK_FALSE(toUtf8("NO\xC3", "ISO_IR 192"));
  CHECK_FALSE(toUtf8("\xED\xA0\x80", "ISO_IR 192"));
  CHECK_FALSE(toUtf8("\xC0\xAF", "ISO_IR 192"));
}

TEST_CASE("Latin-1 takes what fits and nothing else") {
  CHECK(toLatin1("NO\xC3\x8BL") == "NO\xCBL");
  CHECK_FALSE(toLatin1("LEC\xC5\x93UR"));
  CHECK_FALSE(toLatin1("\xC2\x85"));
  CHECK_FALSE(toLatin1("\xFF"));
}

TEST_CASE("what a console cannot show is spelled out, never a question mark") {
  CHECK(toAscii("c\xC5\x93ur \xC3\x89l\xC3\xA9onore \xC5\x92uvre") == "coeur Eleonore OEuvre");
  CHECK(toAscii("l\xE2\x80\x99\xC3\xA9paule \xE2\x80\x93 5\xC2\xA0\xE2\x82\xAC") == "l'epaule - 5 EUR");
  CHECK(toAscii("\xE5\xB1\xB1") == "_");
  CHECK(toAscii("\xFF") == "_");
  CHECK(toLatin1Spelled("c\xC5\x93ur de No\xC3\xABl") == "coeur de No\xEBl");
}

TEST_CASE("one value has no backslash, no control character, and its length in characters") {
  CHECK(oneValue("A\\B\nC", 64) == "A B C");
  CHECK(oneValue("\xC3\xA9\xC3\xA9\xC3\xA9", 2) == "\xC3\xA9\xC3\xA9");
  CHECK(oneValue("abc   ", 64) == "abc");
  CHECK(oneValue("ab cd", 3) == "ab");
  CHECK(oneValue("a\xFF"
                 "b",
                 64) == "a_b");
}
