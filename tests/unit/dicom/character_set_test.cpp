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

TEST_CASE("a request is read in every character set of one byte") {
  CHECK(toUtf8("\xA9\xA6\xE6", "ISO_IR 109") == "İĤĉ");
  CHECK(toUtf8("\xB3\xBD", "ISO_IR 110") == "ŗŊ");
  CHECK(toUtf8("\xE5\xCD\xE5\xCF", "ISO_IR 127") == "محمد");
  CHECK(toUtf8("\xC3\xE9\xFE", "ISO_IR 126") == "Γιώ");
  CHECK(toUtf8("\xF9\xEC\xE5\xED", "ISO_IR 138") == "שלום");
  CHECK(toUtf8("\xDD\xF0\xFE", "ISO_IR 148") == "İğş");
  CHECK(toUtf8("\xA1\xD2", "ISO_IR 166") == "กา");
  CHECK(toUtf8("\xD4\xCF\xC0\xDE", "ISO_IR 13") == "ﾔﾏﾀﾞ");
  CHECK(toUtf8("\xBD\xA4", "ISO_IR 203") == "œ€");
  CHECK(toUtf8("NO\xCBL", "ISO 2022 IR 100") == "NOËL");
  CHECK(toUtf8("\xCD\xF5\xD0\xA1\xB6\xAB", "GB18030") == "王小东");
}

TEST_CASE("code extensions are followed") {
  CHECK(toUtf8("NO\x1B-A\xCBL", "\\ISO 2022 IR 100") == "NOËL");
  CHECK(toUtf8("\x1B-L\xBB\xEE\xDA", "ISO 2022 IR 6\\ISO 2022 IR 144") == "Люк");
  CHECK(toUtf8("Yamada^Tarou=\x1B$B;3ED\x1B(B^\x1B$BB@O:\x1B(B=\x1B$B$d$^$@\x1B(B^\x1B$B$?$m$&\x1B(B", "\\ISO 2022 IR 87") ==
        "Yamada^Tarou=山田^太郎=やまだ^たろう");
  CHECK(toUtf8("\xD4\xCF\xC0\xDE=\x1B$B;3ED\x1B(J", "ISO 2022 IR 13\\ISO 2022 IR 87") == "ﾔﾏﾀﾞ=山田");
  CHECK(toUtf8("Hong^Gildong=\x1B$)C\xFB\xF3^\x1B$)C\xD1\xCE\xD4\xD7", "\\ISO 2022 IR 149") == "Hong^Gildong=洪^吉洞");
  CHECK(toUtf8("Zhang=\x1B$)A\xD5\xC5", "\\ISO 2022 IR 58") == "Zhang=张");
}

TEST_CASE("a delimiter ends an escape, and the character set of the beginning is in use again") {
  CHECK(toUtf8("\x1B-L\xBB^\xCB", "ISO 2022 IR 100\\ISO 2022 IR 144") == "Л^Ë");
  CHECK_FALSE(toUtf8("\x1B-L\xBB^\xCB", "\\ISO 2022 IR 144"));
}

TEST_CASE("broken and unknown escapes are not guessed") {
  for (const char* broken : {"A\x1B", "A\x1B-", "A\x1B-Z\xCB", "A\x1B$B;", "A\x1B$B\x7F\x7F", "A\x1B%G\xC3\xA9", "\x1B$)C\xFB"}) {
    CAPTURE(broken);
    CHECK_FALSE(toUtf8(broken, "\\ISO 2022 IR 87"));
  }
}

TEST_CASE("bytes beyond ASCII without a character set are UTF-8 if they can be, else Latin-1") {
  CHECK(toUtf8("NO\xC3\x8BL", "") == "NO\xC3\x8BL");
  CHECK(toUtf8("NO\xCBL", "") == "NO\xC3\x8BL");
  CHECK(toUtf8("NO\xCBL", "ISO_IR 6") == "NO\xC3\x8BL");
}

TEST_CASE("an unknown character set or bytes that do not belong to it are not guessed") {
  CHECK_FALSE(toUtf8("NO\xCBL", "ISO_IR 999"));
  CHECK_FALSE(toUtf8("NO\xCBL", "ISO_IR 192"));
  CHECK_FALSE(toUtf8("NO\xCBL", "latin1"));
  CHECK_FALSE(toUtf8("NO\xCBL", "ISO"));
  CHECK_FALSE(toUtf8("\x85", "ISO_IR 100"));
  CHECK_FALSE(toUtf8("\xFF", "ISO_IR 127"));
  CHECK_FALSE(toUtf8("\xFF\xFF", "GB18030"));
  CHECK_FALSE(toUtf8("NO\xC3", "ISO_IR 192"));
  CHECK_FALSE(toUtf8("\xED\xA0\x80", "ISO_IR 192"));
  CHECK_FALSE(toUtf8("\xC0\xAF", "ISO_IR 192"));
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

TEST_CASE("a text that had to be cut says so") {
  CHECK(oneProse("short", 8) == "short");
  CHECK(oneProse("12345678", 8) == "12345678");
  CHECK(oneProse("123456789", 8) == "12345...");
  CHECK(oneProse("éééééééé", 8) == "éééééééé");
}

TEST_CASE("long notes become several values and lose nothing") {
  using Values = std::vector<std::string>;
  CHECK(manyValues("", 16) == Values{});
  CHECK(manyValues("Iode; Latex\nPénicilline", 16) == Values{"Iode", "Latex", "Pénicilline"});
  CHECK(manyValues("allergie aux produits iodés", 16) == Values{"allergie aux", "produits iodés"});
  CHECK(manyValues("anticonstitutionnellement", 16) == Values{"anticonstitution", "nellement"});
  CHECK(manyValues("éééé éééé", 4) == Values{"éééé", "éééé"});
  CHECK(manyValues("a\\b", 16) == Values{"a b"});
  CHECK(manyValues(";;\r\n ; ", 16) == Values{});
}
