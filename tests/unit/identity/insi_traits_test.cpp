// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "plugins/identity/insi/traits/character_profile.h"
#include "plugins/identity/insi/traits/search_traits.h"

using namespace clairis;
using namespace clairis::identity::insi;

namespace {

template <class F>
std::string codeOf(F&& act) {
  try {
    act();
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
  return "accepted";
}

std::string birthName(std::string_view text) {
  try {
    return insiBirthName(text, "f");
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
}

std::string firstName(std::string_view text) {
  try {
    return insiFirstName(text, "f");
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
}

Traits houilles() { return {"HOUILLES", "PIERRE", "PIERRE PAUL JACQUES", "", "", "1993-01-27", Sex::male, ""}; }

constexpr const char* kToday = "2026-11-25";

}  // namespace

TEST_CASE("names go out in capitals without accents, and only then: apostrophe, hyphen and space stay [RIS.INS.50]") {
  CHECK(birthName("d’Artagnan de l'Hérault") == "D'ARTAGNAN DE L'HERAULT");
  CHECK(birthName("Pat-Trois") == "PAT-TROIS");
  CHECK(birthName("Dupont--Martin") == "DUPONT--MARTIN");
  CHECK(birthName("'t Serclaes") == "'T SERCLAES");
  CHECK(birthName("'tserclaes") == "'TSERCLAES");
  CHECK(birthName("  Ÿves  ") == "YVES");
  CHECK(birthName("Ga\xC2\xA0"
                  "Çà") == "GA CA");
  CHECK(birthName("E\xCC\x81mile") == "EMILE");  // accent as a mark of its own
  CHECK(firstName("Marie-Louise") == "MARIE-LOUISE");
}

TEST_CASE("ligatures, digits and any other sign are refused before any call, never dropped (CNDA 2.03 case 3) [RIS.INS.50]") {
  for (const char* name : {"D’ÆION", "CŒUR",   "cœur", "MARTIN2", "A_B",  "A!B", "A.B", "A/B", "STRAßE",   "ØRSTED",
                           "ŁUKASZ", "ИВАНОВ", "A\tB", "A\nB",    "A\"B", "A<B", "A&B", "😀",   "\xFF\xFE", "A\xE2\x80"}) {
    CAPTURE(name);
    CHECK(birthName(name) == "insi.name.character");
    CHECK(firstName(name) == "insi.name.character");
  }
}

TEST_CASE("what the profile says of the place of each sign holds [RIS.INS.50]") {
  for (const char* name : {"-A", "A  B", "A''B", "A 'B", "A' B", "A---B", "'", "'-'"}) {
    CAPTURE(name);
    CHECK(birthName(name) == "insi.name.form");
  }
  CHECK(birthName("") == "insi.name.empty");
  CHECK(birthName("   ") == "insi.name.empty");
  CHECK(birthName(std::string(100, 'A')) == std::string(100, 'A'));
  CHECK(birthName(std::string(101, 'A')) == "insi.name.length");
  CHECK(birthName("ABADIE-") == "ABADIE-");
  CHECK(firstName("JEAN--PAUL") == "insi.name.form");
  CHECK(firstName("JEAN-") == "insi.name.form");
  CHECK(firstName("JEAN'") == "insi.name.form");
}

TEST_CASE("a refusal names the trait and the place of the sign, nothing of the name") {
  try {
    insiBirthName("MARTIN2", "/traits/birthName");
    FAIL("accepted");
  } catch (const Refusal& refusal) {
    CHECK(refusal.field() == "/traits/birthName");
    CHECK(refusal.detail().find("character 7") == 0);
    CHECK(refusal.detail().find("MARTIN") == std::string::npos);
  }
}

TEST_CASE("first names are tried in order, the compound first one in one piece") {
  using Names = std::vector<std::string>;
  CHECK(firstNamesInOrder(houilles()) == Names{"PIERRE", "PAUL", "JACQUES"});
  auto traits = houilles();
  traits.firstBirthName = "PIERRE PAUL";
  CHECK(firstNamesInOrder(traits) == Names{"PIERRE PAUL", "JACQUES"});
  traits.firstBirthName = "Pierre-Paul";
  CHECK(firstNamesInOrder(traits) == Names{"Pierre-Paul", "JACQUES"});
  traits.firstBirthName = "";
  CHECK(firstNamesInOrder(traits) == Names{"PIERRE", "PAUL", "JACQUES"});
  traits.firstBirthName = "OLA";
  CHECK(firstNamesInOrder(traits) == Names{"OLA", "PIERRE", "PAUL", "JACQUES"});
  traits.birthNames = "";
  CHECK(firstNamesInOrder(traits) == Names{"OLA"});
  traits.birthNames = "OLA OLA";
  CHECK(firstNamesInOrder(traits) == Names{"OLA"});
}

TEST_CASE("a doubtful, fictitious or merged identity calls nobody [RIS.INS.28]") {
  Patient patient;
  CHECK(codeOf([&] { requireCallable(patient); }) == "accepted");
  patient.doubtful = true;
  CHECK(codeOf([&] { requireCallable(patient); }) == "insi.identity.doubtful");
  patient.doubtful = false;
  patient.fictitious = true;
  CHECK(codeOf([&] { requireCallable(patient); }) == "insi.identity.fictitious");
  patient.fictitious = false;
  patient.mergedInto = "other";
  CHECK(codeOf([&] { requireCallable(patient); }) == "insi.identity.merged");
  patient.mergedInto = "";
  patient.homonym = true;
  CHECK(codeOf([&] { requireCallable(patient); }) == "accepted");
}

TEST_CASE("traits are complete and possible before anything leaves [RIS.INS.50]") {
  auto traits = houilles();
  const auto good = searchTraits(traits, kToday);
  CHECK(good.birthName == "HOUILLES");
  CHECK(good.sex == "M");
  CHECK(good.birthDate == "1993-01-27");
  CHECK(good.birthPlace.empty());
  for (const char* date :
       {"", "1993", "27/01/1993", "1993-02-29", "1993-13-01", "1993-00-10", "1993-01-00", "2026-11-26", "1993-01-2x", "1993-1-027"}) {
    CAPTURE(date);
    traits.birthDate = date;
    CHECK(codeOf([&] { searchTraits(traits, kToday); }) == "insi.birth_date");
  }
  traits.birthDate = kToday;
  CHECK(codeOf([&] { searchTraits(traits, kToday); }) == "accepted");
  for (const char* place : {"6322", "632200", "2C020", "63A20", "A3220", "63 20"}) {
    CAPTURE(place);
    traits.birthPlaceCode = place;
    CHECK(codeOf([&] { searchTraits(traits, kToday); }) == "insi.birth_place");
  }
  traits.birthPlaceCode = "2b020";
  CHECK(searchTraits(traits, kToday).birthPlace == "2B020");
  traits.birthPlaceCode = "99999";
  CHECK(searchTraits(traits, kToday).birthPlace.empty());
  traits.sex = Sex::unknown;
  CHECK(codeOf([&] { searchTraits(traits, kToday); }) == "insi.sex");
  traits.sex = Sex::female;
  traits.firstBirthName = traits.birthNames = "";
  CHECK(codeOf([&] { searchTraits(traits, kToday); }) == "insi.name.empty");
}
