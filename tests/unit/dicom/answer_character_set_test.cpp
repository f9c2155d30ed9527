// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/answer_character_set.h"

#include <doctest/doctest.h>

#include <array>
#include <thread>

#include "dicom/character_set.h"
#include "dicom/person_name.h"
#include "dicom/spelling.h"

using namespace clairis::dicom;

namespace {

/// What a console gets: spelled out where it must be, in the bytes of the set.
std::string written(const char* term, std::string utf8) {
  const auto* set = AnswerCharacterSet::of(term);
  REQUIRE(set != nullptr);
  set->spellOut(utf8);
  CHECK(set->holds(utf8));
  return set->encoded(utf8);
}

}  // namespace

TEST_CASE("French names are written byte for byte in each character set") {
  const std::string name = "Éléonore Œuvre Ÿ ÿ ç à l’aîné – cœur";
  CHECK(written("ISO_IR 192", name) == name);
  CHECK(written("ISO_IR 100", name) == "\xC9l\xE9onore OEuvre Y \xFF \xE7 \xE0 l'a\xEEn\xE9 - coeur");
  CHECK(written("ISO_IR 203", name) == "\xC9l\xE9onore \xBCuvre \xBE \xFF \xE7 \xE0 l'a\xEEn\xE9 - c\xBDur");
  CHECK(written("ISO_IR 148", name) == "\xC9l\xE9onore OEuvre Y \xFF \xE7 \xE0 l'a\xEEn\xE9 - coeur");
  CHECK(written("ISO_IR 101", name) == "\xC9l\xE9onore OEuvre Y y \xE7 a l'a\xEEn\xE9 - coeur");
  CHECK(written("ISO_IR 109", name) == "\xC9l\xE9onore OEuvre Y y \xE7 \xE0 l'a\xEEn\xE9 - coeur");
  CHECK(written("ISO_IR 110", name) == "\xC9l\xE9onore OEuvre Y y c a l'a\xEEn\xE9 - coeur");
  for (const char* none : {"ISO_IR 6", "ISO_IR 144", "ISO_IR 127", "ISO_IR 138", "ISO_IR 166", "ISO_IR 13"}) {
    CAPTURE(none);
    CHECK(written(none, name) == "Eleonore OEuvre Y y c a l'aine - coeur");
  }
  CHECK(written("ISO_IR 126", name) ==
        "Eleonore OEuvre Y y c a l\xA2"
        "aine - coeur");
}

TEST_CASE("Polish, Turkish, Cyrillic and Greek names keep their letters in their sets and are spelled out in others") {
  CHECK(written("ISO_IR 101", "Łódź Żółć") == "\xA3\xF3\x64\xBC \xAF\xF3\xB3\xE6");
  CHECK(written("ISO_IR 100", "Łódź Żółć") == "L\xF3\x64z Z\xF3lc");
  CHECK(written("ISO_IR 148", "İstanbul ığşçö") == "\xDDstanbul \xFD\xF0\xFE\xE7\xF6");
  CHECK(written("ISO_IR 100", "İstanbul ığş") == "Istanbul igs");
  CHECK(written("ISO_IR 144", "Щербаков") == "\xC9\xD5\xE0\xD1\xD0\xDA\xDE\xD2");
  CHECK(written("ISO_IR 100", "Жуков") == "Zukov");
  CHECK(written("ISO_IR 126", "Γιώργος") == "\xC3\xE9\xFE\xF1\xE3\xEF\xF2");
  CHECK(written("ISO_IR 6", "Γιώργος Παπαδόπουλος") == "Giorgos Papadopoulos");
  CHECK(written("ISO_IR 127", "محمد") == "\xE5\xCD\xE5\xCF");
  CHECK(written("ISO_IR 138", "שלום") == "\xF9\xEC\xE5\xED");
  CHECK(written("ISO_IR 166", "กา") == "\xA1\xD2");
  CHECK(written("ISO_IR 13", "ﾔﾏﾀﾞ") == "\xD4\xCF\xC0\xDE");
}

TEST_CASE("what has no spelling is visible, never a question mark and never nothing") {
  CHECK(written("ISO_IR 100", "A😀B") == "A_B");
  CHECK(written("ISO_IR 6", "\xFF") == "_");
  CHECK(written("ISO_IR 13", "5 ~ 6") == "5 _ 6");
  CHECK(written("ISO_IR 100",
                "a\xC2\x85"
                "b") == "a_b");
  CHECK(spelledInAscii("5 € « x » 37 °C 3 µg ≤ 2 m²…") == "5 EUR \" x \" 37 oC 3 ug <= 2 m2...");
  CHECK(spelledInAscii("山田") == "shan tian");
  CHECK(spelledInAscii("no\xC2\xADl\xE2\x80\x8B") == "nol");
}

TEST_CASE("every byte of every set is read back as it was written") {
  for (const auto& term : AnswerCharacterSet::terms()) {
    CAPTURE(term);
    const auto* set = AnswerCharacterSet::of(term);
    REQUIRE(set != nullptr);
    CHECK(set->term() == (term == "ISO_IR 6" ? "" : term));
    int letters = 0;
    for (int byte = 0xA0; byte <= 0xFF && term != "ISO_IR 192"; ++byte) {
      const auto utf8 = toUtf8(std::string(1, static_cast<char>(byte)), term == "ISO_IR 6" ? "ISO_IR 999" : term);
      if (!utf8) continue;
      ++letters;
      CHECK(set->encoded(*utf8) == std::string(1, static_cast<char>(byte)));
    }
    CHECK((letters > 40 || term == "ISO_IR 6" || term == "ISO_IR 192"));
  }
  CHECK(AnswerCharacterSet::terms().size() == 14);
  for (const char* unknown : {"", "ISO_IR 7", "ISO_IR 100 ", "iso_ir 100", "GB18030", "ISO 2022 IR 100"})
    CHECK(AnswerCharacterSet::of(unknown) == nullptr);
}

TEST_CASE("names are written in capitals and with all components where a console wants them") {
  ConsoleProfile profile;
  CHECK(nameFor("Foeuillet^Maëlys", profile) == "Foeuillet^Maëlys");
  profile.letters = ConsoleProfile::Letters::capitals;
  CHECK(nameFor("Fœuillet^Maëlys ß", profile) == "FŒUILLET^MAËLYS SS");
  profile.letters = ConsoleProfile::Letters::plainCapitals;
  profile.allNameComponents = true;
  CHECK(nameFor("Fœuillet-d’Arc^Maëlys", profile) == "FOEUILLET-D'ARC^MAELYS^^^");
  CHECK(nameFor("A^B^C^D^E", profile) == "A^B^C^D^E");
  CHECK(nameFor("", profile).empty());
}

TEST_CASE("many associations spell out at the same time") {
  std::vector<std::thread> threads;
  std::array<std::string, 8> results;
  for (auto& result : results) {
    threads.emplace_back([&result] {
      for (int i = 0; i < 200; ++i) result = spelledInAscii("Жуков Œuvre Παπαδόπουλος");
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& result : results) CHECK(result == "Zukov OEuvre Papadopoulos");
}
