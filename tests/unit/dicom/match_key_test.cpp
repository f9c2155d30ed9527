// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/match_key.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "core/domain/search_key.h"

using namespace clairis;
using namespace clairis::dicom;

namespace {

bool personMatches(std::string_view asked, std::string_view family, std::string_view given) {
  const auto pattern = personPattern(asked);
  return pattern.empty() || wildcardMatches(pattern, personKey(family, given));
}

}  // namespace

TEST_CASE("wildcards: star is any run, question mark one character, also beyond ASCII") {
  CHECK(wildcardMatches("", ""));
  CHECK(wildcardMatches("*", ""));
  CHECK(wildcardMatches("A*C", "ABBC"));
  CHECK(wildcardMatches("A*C", "AC"));
  CHECK(wildcardMatches("*B*", "ABC"));
  CHECK(wildcardMatches("A?C",
                        "A\xC3\xA9"
                        "C"));
  CHECK_FALSE(wildcardMatches("A?C", "AC"));
  CHECK_FALSE(wildcardMatches("A*C", "ACD"));
  CHECK_FALSE(wildcardMatches("", "A"));
  CHECK_FALSE(wildcardMatches("ABC", "AB"));
}

TEST_CASE("a hostile pattern of many stars ends in time") {
  std::string pattern;
  for (int i = 0; i < 500; ++i) pattern += "*A";
  CHECK_FALSE(wildcardMatches(pattern + "B", std::string(5000, 'A')));
}

TEST_CASE("names are found whatever their case, accents, hyphens and apostrophes") {
  CHECK(personMatches("pat trois", "PAT-TROIS", "DOMINIQUE"));
  CHECK(personMatches("PAT-TROIS^DOMINIQUE", "Pat-Trois", "Dominique"));
  CHECK(personMatches("noel^cecile", "NO\xC3\x8BL",
                      "C\xC3\xA9"
                      "cile"));
  CHECK(personMatches("NO\xC3\x8BL", "Noel", ""));
  CHECK(personMatches("d'artagnan*",
                      "D\xE2\x80\x99"
                      "ARTAGNAN",
                      "CHARLES"));
  CHECK(personMatches("LEC\xC5\x92UR", "LECOEUR", "ANNE"));
  CHECK_FALSE(personMatches("PAT", "PAT-TROIS", "DOMINIQUE"));
}

TEST_CASE("a family name alone finds every given name; components are told apart") {
  CHECK(personMatches("DUPONT", "DUPONT", "JEAN"));
  CHECK(personMatches("DUPONT^", "DUPONT", "JEAN"));
  CHECK(personMatches("DUPONT^^^", "DUPONT", "JEAN"));
  CHECK(personMatches("DUP*", "DUPONT", "JEAN"));
  CHECK(personMatches("DUP?NT", "DUPONT", "JEAN"));
  CHECK(personMatches("*^JEAN", "DUPONT", "JEAN"));
  CHECK(personMatches("D*^J*", "DUPONT", "JEAN"));
  CHECK(personMatches("DUPONT^JEAN^PAUL", "DUPONT", "JEAN"));
  CHECK(personMatches("DUPONT^JEAN=\xE5\x92\x8C", "DUPONT", "JEAN"));
  CHECK_FALSE(personMatches("DUPONT^PAUL", "DUPONT", "JEAN"));
  CHECK_FALSE(personMatches("JEAN", "DUPONT", "JEAN"));
}

TEST_CASE("a separator beside a wildcard still separates words") {
  CHECK(personMatches("LE *", "LE GOFF", "ANNE"));
  CHECK_FALSE(personMatches("LE *", "LENOIR", "ANNE"));
  CHECK(personMatches("*-TROIS", "PAT-TROIS", "DOMINIQUE"));
  CHECK_FALSE(personMatches("*-TROIS", "PATROIS", "DOMINIQUE"));
}

TEST_CASE("a name with ideographic or phonetic groups alone restricts by them, never to the whole list") {
  CHECK(personMatches("=\xE5\xB1\xB1\xE7\x94\xB0^\xE5\xA4\xAA\xE9\x83\x8E", "\xE5\xB1\xB1\xE7\x94\xB0", "\xE5\xA4\xAA\xE9\x83\x8E"));
  CHECK_FALSE(personMatches("=\xE5\xB1\xB1\xE7\x94\xB0^\xE5\xA4\xAA\xE9\x83\x8E", "DUPONT", "JEAN"));
  CHECK_FALSE(personMatches("*=\xE5\xB1\xB1", "DUPONT", "JEAN"));
  CHECK(personMatches("==yamada", "YAMADA", "TARO"));
  CHECK(personMatches("DUPONT=\xE5\xB1\xB1=yamada", "DUPONT", "JEAN"));
  CHECK(personPattern("==").empty());
  CHECK(personPattern("*=*=").empty());
}

TEST_CASE("an empty name and names of wildcards only are universal") {
  for (const char* universal : {"", " ", "*", "**", "*^*", "^", "^^^^"}) {
    CAPTURE(universal);
    CHECK(personPattern(universal).empty());
  }
}

TEST_CASE("an index learns literals and prefixes of a text key") {
  TextKey key;
  CHECK(key.universal());
  CHECK(key.literals().empty());
  key.allow("CT1");
  CHECK(key.literals() == std::vector<std::string>{"CT1"});
  CHECK(key.prefix() == "CT1");
  key.allow("CT*");
  CHECK(key.literals().empty());
  CHECK(key.prefix().empty());
  CHECK(key.matches("CT9"));
  CHECK_FALSE(key.matches("MR1"));
}

TEST_CASE("dates: one day, ranges open at either end, and the old form with dots") {
  CHECK(dateRange("20261120").single);
  CHECK(dateRange("20261120").matches("20261120"));
  CHECK(dateRange("2026.11.20").from == "20261120");
  CHECK(dateRange("20261120-").matches("20991231"));
  CHECK_FALSE(dateRange("20261120-").matches("20261119"));
  CHECK(dateRange("-20261120").matches("19000101"));
  CHECK_FALSE(dateRange("-20261120").matches(""));
  CHECK(dateRange("20261101 - 20261130 ").matches("20261115"));
  CHECK(dateRange("").universal());
  CHECK(dateRange("").matches(""));
}

TEST_CASE("malformed dates and times are refused by name, not guessed") {
  for (const char* bad :
       {"-", "2026", "20261345", "2026112a", "20261120-2026", "20261101-20261102-20261103", "*", "tomorrow", "20261120\\20261121"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(dateRange(bad), Refusal);
  }
  for (const char* bad : {"-", "1", "101", "24", "1060", "10305", "1030001", "ten", "10-1", "*"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(timeRange(bad), Refusal);
  }
}

TEST_CASE("a short time stands for everything it begins") {
  CHECK(timeRange("10").matches("105959"));
  CHECK(timeRange("1030").matches("103059"));
  CHECK_FALSE(timeRange("1030").matches("103100"));
  CHECK(timeRange("10:30:00").from == "103000");
  CHECK(timeRange("103000.123456").until == "103000");
}

TEST_CASE("date and time ranges describe one window together") {
  const auto window = startWindow(dateRange("20261120-20261122"), timeRange("1800-0800"));
  CHECK(window.matches("20261120", "180000"));
  CHECK(window.matches("20261121", "120000"));
  CHECK(window.matches("20261122", "080059"));
  CHECK_FALSE(window.matches("20261120", "175959"));
  CHECK_FALSE(window.matches("20261122", "080100"));
}

TEST_CASE("one day with a time range is that part of the day; a time alone is asked of every day") {
  const auto day = startWindow(dateRange("20261120"), timeRange("0800-1200"));
  CHECK(day.matches("20261120", "080000"));
  CHECK_FALSE(day.matches("20261120", "130000"));
  CHECK_FALSE(day.matches("20261121", "090000"));
  const auto everyDay = startWindow({}, timeRange("0800-1200"));
  CHECK(everyDay.matches("20270101", "100000"));
  CHECK_FALSE(everyDay.matches("20270101", "130000"));
  const auto daysAtTen = startWindow(dateRange("20261120-20261122"), timeRange("10"));
  CHECK(daysAtTen.matches("20261121", "101500"));
  CHECK_FALSE(daysAtTen.matches("20261121", "113000"));
  const auto open = startWindow(dateRange("20261120-"), timeRange("0800-"));
  CHECK(open.matches("20261121", "010000"));
  CHECK_FALSE(open.matches("20261120", "070000"));
}
