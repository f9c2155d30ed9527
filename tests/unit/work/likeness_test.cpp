// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/likeness.h"

#include <doctest/doctest.h>

#include <set>

#include "core/work/duplicate_candidates.h"
#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;
using work::datesLike;
using work::kVeryLikely;
using work::kWorthShowing;
using work::likeness;

namespace {

// The public test identities.
const Traits kPat{"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"};
const Traits kCorse{"CORSE", "ANTHONY", "ANTHONY", "", "", "1980-03-02", Sex::male, "2B020"};
const Traits kNessi{"NESSI", "RUTH", "RUTH ISABELLE", "", "", "1977-07-14", Sex::female, "63220"};
const Traits kNessiToo{"NESSI", "MICHELANGELO", "MICHELANGELO ANTHONY", "", "", "2010-08-07", Sex::male, "63220"};
const Traits kAdrtrois{"ADRTROIS", "TOUSSAINT", "TOUSSAINT", "", "", "1960-01-01", Sex::male, "2B020"};
const Traits kAdrtroisToo{"ADRTROIS", "DOMINIQUE", "DOMINIQUE", "", "", "1997-02-26", Sex::female, "2A020"};

Patient person(const Traits& traits, const char* matricule = "", IdentityStatus status = IdentityStatus::provisional) {
  Patient patient;
  patient.traits = traits;
  patient.status = status;
  if (*matricule != '\0') patient.ins = Ins::parse(matricule, Ins::kNirTest);
  return patient;
}

template <class F>
Traits with(Traits traits, F&& change) {
  change(traits);
  return traits;
}

struct Case {
  const char* name;
  Traits a, b;
  int score;
  std::vector<std::string> because;
};

const Case kCases[] = {
    {"the same", kPat, kPat, 100, {"birth_date", "birth_name", "first_name", "sex", "birth_place"}},
    {"another spelling",
     kPat,
     with(kPat,
          [](Traits& t) {
            t.birthName = "Pât  Trois";
            t.firstBirthName = "dominique";
          }),
     100,
     {"birth_date", "birth_name", "first_name", "sex", "birth_place"}},
    {"day and month exchanged",
     with(kPat, [](Traits& t) { t.birthDate = "1980-03-02"; }),
     with(kPat, [](Traits& t) { t.birthDate = "1980-02-03"; }),
     90,
     {"day_month_swapped", "birth_name", "first_name", "sex", "birth_place"}},
    {"one digit of the date",
     kPat,
     with(kPat, [](Traits& t) { t.birthDate = "1979-03-23"; }),
     85,
     {"one_digit", "birth_name", "first_name", "sex", "birth_place"}},
    {"a date not known",
     kPat,
     with(kPat, [](Traits& t) { t.birthDate = ""; }),
     70,
     {"birth_date_unknown", "birth_name", "first_name", "sex", "birth_place"}},
    {"names exchanged",
     kPat,
     with(kPat,
          [](Traits& t) {
            std::swap(t.birthName, t.firstBirthName);
            t.birthNames = "";
          }),
     95,
     {"birth_date", "swapped_names", "sex", "birth_place"}},
    {"name in use registered as name of birth",
     with(kPat, [](Traits& t) { t.usedName = "HOUILLES"; }),
     with(kPat, [](Traits& t) { t.birthName = "HOUILLES"; }),
     94,
     {"birth_date", "used_name", "first_name", "sex", "birth_place"}},
    {"a letter wrong",
     kPat,
     with(kPat, [](Traits& t) { t.birthName = "PAT-TRIOS"; }),
     90,
     {"birth_date", "birth_name_close", "first_name", "sex", "birth_place"}},
    {"another given name of the list",
     kPat,
     with(kPat,
          [](Traits& t) {
            t.firstBirthName = "MARIE-LOUISE";
            t.birthNames = "";
          }),
     100,
     {"birth_date", "birth_name", "first_name", "sex", "birth_place"}},
    {"another sex",
     kPat,
     with(kPat, [](Traits& t) { t.sex = Sex::male; }),
     85,
     {"birth_date", "birth_name", "first_name", "sex_differs", "birth_place"}},
    {"a sex and a birthplace not known",
     kPat,
     with(kPat,
          [](Traits& t) {
            t.sex = Sex::unknown;
            t.birthPlaceCode = "99999";
          }),
     90,
     {"birth_date", "birth_name", "first_name"}},
    {"twins",
     kPat,
     with(kPat, [](Traits& t) { t.firstBirthName = t.birthNames = "RUTH"; }),
     55,
     {"birth_date", "birth_name", "first_name_differs", "sex", "birth_place"}},
    {"namesakes of two generations", kNessi, kNessiToo, 0, {"birth_date_differs", "birth_name", "first_name_differs", "sex_differs", "birth_place"}},
    {"one name, two people",
     kAdrtrois,
     kAdrtroisToo,
     0,
     {"birth_date_differs", "birth_name", "first_name_differs", "sex_differs", "birth_place_differs"}},
    {"strangers", kPat, kCorse, 0, {"birth_date_differs", "birth_name_differs", "first_name_differs", "sex_differs", "birth_place_differs"}},
};

}  // namespace

TEST_CASE("what makes two descriptions alike is said, weighed, and the same from both sides [RIS.INS.09] [SR-08]") {
  for (const auto& c : kCases) {
    CAPTURE(c.name);
    const auto there = likeness(person(c.a), person(c.b));
    const auto back = likeness(person(c.b), person(c.a));
    CHECK(there.score == c.score);
    CHECK(there.because == c.because);
    CHECK(back.score == there.score);
    CHECK(back.because == there.because);
  }
}

TEST_CASE("what is one typing error away is very likely, twins are to be looked at, namesakes are not shown [SR-08]") {
  CHECK(likeness(person(kPat), person(with(kPat,
                                           [](Traits& t) {
                                             t.birthDate = "1979-03-23";
                                             t.birthPlaceCode = "";
                                           })))
            .score >= kVeryLikely);
  const auto twins = likeness(person(kPat), person(with(kPat, [](Traits& t) { t.firstBirthName = t.birthNames = "RUTH"; }))).score;
  CHECK(twins >= kWorthShowing);
  CHECK(twins < kVeryLikely);
  CHECK(likeness(person(kPat), person(with(kPat, [](Traits& t) { t.birthDate = "1950-11-02"; }))).score < kWorthShowing);
}

TEST_CASE("the same INS is the same person, two that are qualified are two [SR-03]") {
  const auto q = IdentityStatus::qualified;
  CHECK(likeness(person(kPat, "279035121518989", q), person(kNessi, "279035121518989")).because == std::vector<std::string>{"same_ins"});
  CHECK(likeness(person(kPat, "279035121518989", q), person(kNessi, "279035121518989")).score == 100);
  const auto two = likeness(person(kPat, "279035121518989", q), person(kPat, "277076322082910", q));
  CHECK(two.score == 20);
  CHECK(two.because.front() == "other_ins");
  CHECK(likeness(person(kPat, "279035121518989", q), person(kPat, "277076322082910", IdentityStatus::recovered)).score == 100);
}

TEST_CASE("dates that are easily mistaken for one another are real dates and never the date itself") {
  const auto dates = datesLike("1980-03-02");
  const std::set<std::string> all(dates.begin(), dates.end());
  CHECK(all.size() == dates.size());
  CHECK(all.contains("1980-02-03"));
  CHECK(all.contains("1980-03-12"));
  CHECK(all.contains("1989-03-02"));
  CHECK_FALSE(all.contains("1980-03-02"));
  CHECK_FALSE(all.contains("1980-13-02"));
  CHECK_FALSE(all.contains("1980-03-42"));
  CHECK(all.size() < 60);
  for (const char* wrong : {"", "1980-02-30", "1980", "0000-00-00"}) CHECK(datesLike(wrong).empty());
}

TEST_CASE("candidates are found by every mistake that people make, ranked, the same each time [RIS.INS.07] [SR-08]") {
  House house;
  const auto add = [&](const Traits& traits, const char* id, bool fictitious = false) {
    PatientFeed feed;
    feed.patient.traits = traits;
    feed.patient.fictitious = fictitious;
    feed.patient.localIds = {{id, "CIM-TEST", ""}};
    feed.trust = SenderTrust::sameDomain;
    return house.receive(feed).id;
  };
  const auto same = add(kPat, "same");
  const auto digit = add(with(kPat, [](Traits& t) { t.birthDate = "1979-03-23"; }), "digit");
  const auto swapped = add(with(kPat,
                                [](Traits& t) {
                                  std::swap(t.birthName, t.firstBirthName);
                                  t.birthNames = "";
                                }),
                           "swapped");
  const auto used = add(with(kPat,
                             [](Traits& t) {
                               t.usedName = "PAT-TROIS";
                               t.birthName = "HOUILLES";
                             }),
                        "used");
  const auto typo = add(with(kPat, [](Traits& t) { t.birthName = "BAT-TROIS"; }), "typo");
  const auto undated = add(with(kPat, [](Traits& t) { t.birthDate = ""; }), "undated");
  add(kCorse, "stranger");
  add(with(kPat, [](Traits& t) { t.birthDate = "1950-11-02"; }), "namesake");
  add(kPat, "invented", true);
  Patient sought = person(kPat);
  const auto find = [&](const std::string& except) {
    return house.read([&](Reader& reader) {
      std::vector<std::string> ids;
      for (const auto& c : work::duplicateCandidates(reader, sought, except)) ids.push_back(c.patient.id);
      return ids;
    });
  };
  const auto found = find("");
  CHECK(found == std::vector{same, swapped, used, typo, digit, undated});
  CHECK(find("") == found);
  CHECK(find(same) == std::vector(found.begin() + 1, found.end()));
}

TEST_CASE("somebody found by a former INS is the first of the candidates [RIS.INS.08]") {
  House house;
  const auto id = house.receive(nessi()).id;
  house.write([&](UnitOfWork& work) {
    work.execute(
        "INSERT INTO patient_former_ins (patient_id, matricule, oid, origin, valid_from, valid_until, recorded_at)"
        " VALUES ($1, '279035121518989', $2, 'insi', '', '', $3)",
        {id, Ins::kNirTest, work.now()});
  });
  const auto found = house.read([&](Reader& reader) { return work::duplicateCandidates(reader, person(kPat, "279035121518989"), ""); });
  REQUIRE(found.size() == 1);
  CHECK(found[0].patient.id == id);
  CHECK(found[0].score == 100);
  CHECK(found[0].because == std::vector<std::string>{"former_ins"});
}

TEST_CASE("a day on which hundreds were born by rule is narrowed by names, and only the likeliest are given") {
  House house;
  house.write([](UnitOfWork& work) {
    for (int i = 0; i < 400; ++i) {
      Patient patient;
      patient.id = work.newId();
      patient.traits = with(kCorse, [&](Traits& t) {
        t.birthDate = "1980-01-01";
        t.birthName = "X" + std::to_string(i);
        t.firstBirthName = t.birthNames = "Y";
      });
      if (i >= 370) patient.traits.birthName = kPat.birthName;  // stored last: behind the bound of the day alone
      if (i >= 370) patient.traits.firstBirthName = kPat.firstBirthName;
      store::insertPatient(work, patient);
    }
  });
  const auto found = house.read(
      [&](Reader& reader) { return work::duplicateCandidates(reader, person(with(kPat, [](Traits& t) { t.birthDate = "1980-01-01"; })), ""); });
  CHECK(found.size() == 20);
  for (const auto& candidate : found) CHECK(candidate.patient.traits.birthName == kPat.birthName);
}
