// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/patient_search.h"

#include <doctest/doctest.h>

#include <set>

#include "core/store/search_key_rebuild.h"
#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

/// The public test identities, registered by hand one after the other.
struct Registry {
  std::string add(const Traits& traits, const char* matricule = "") {
    PatientFeed feed;
    feed.patient.traits = traits;
    feed.patient.localIds = {{"L" + std::to_string(++number), "CIM-TEST", ""}};
    if (*matricule != '\0') feed.patient.ins = Ins::parse(matricule, Ins::kNirTest);
    feed.validated = feed.patient.ins.has_value();
    feed.trust = SenderTrust::sameDomain;
    return house.receive(feed).id;
  }
  std::set<std::string> find(const std::string& birthDate, const std::string& letters) {
    return house.read([&](Reader& reader) {
      std::set<std::string> ids;
      for (const auto& patient : store::searchPatients(reader, birthDate, letters, "", 50)) ids.insert(patient.id);
      return ids;
    });
  }
  std::vector<std::string> byNumber(const std::string& matricule) {
    return house.read([&](Reader& reader) {
      std::vector<std::string> ids;
      for (const auto& patient : store::searchPatientsByMatricule(reader, matricule)) ids.push_back(patient.id);
      return ids;
    });
  }
  void mergedInto(const std::string& source, const std::string& target) {
    house.write([&](UnitOfWork& work) {
      work.execute("UPDATE patient SET merged_into = $1 WHERE id = $2", {target, source});
      store::showAs(work, source, target);
    });
  }
  House house;
  int number = 0;
};

const Traits kArtagnan{"D'ARTAGNAN DE L'HERAULT", "PIERRE-ALAIN", "PIERRE-ALAIN", "", "", "2001-06-17", Sex::male, ""};
const Traits kEcetinsi{"ECETINSI", "PIERRE-ALAIN", "PIERRE-ALAIN MURIEL FLORIANT", "", "", "2009-07-14", Sex::male, "63220"};
const Traits kPatTrois{"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"};

std::string planOf(Store& store, const char* sql, const Params& params) {
  return store.reading([&](Reader& reader) {
    std::string plan;
    for (const auto& row : reader.query((TestStore::onPostgresql() ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + std::string(sql), params)) {
      plan += row.back().text() + "\n";
    }
    return plan;
  });
}

}  // namespace

TEST_CASE("birth date first, then up to three letters of a name or of any given name find a person [RIS.INS.07] [RIS.INS.10]") {
  Registry r;
  const auto pat = r.add(kPatTrois);
  auto other = kPatTrois;
  other.birthName = "NESSI";
  other.firstBirthName = other.birthNames = "RUTH";
  const auto nessi = r.add(other);
  auto married = kPatTrois;
  married.usedName = "Œdipe-Lévêque";
  married.usedFirstName = "Zoé";
  const auto used = r.add(married);
  CHECK(r.find("1979-03-28", "") == std::set{pat, nessi, used});
  CHECK(r.find("1979-03-29", "").empty());
  for (const char* letters : {"P", "PA", "PAT", "pat", "TRO", "DOM", "MAR", "LOU", "mar", "PATIENT WRITTEN WRONG AFTER THREE"}) {
    CAPTURE(letters);
    CHECK(r.find("1979-03-28", letters) == std::set{pat, used});
  }
  for (const char* letters : {"OED", "œd", "LEV", "lév", "ZOE", "Zoé"}) {
    CAPTURE(letters);
    CHECK(r.find("1979-03-28", letters) == std::set{used});
  }
  CHECK(r.find("1979-03-28", "RUT") == std::set{nessi});
  CHECK(r.find("1979-03-28", "QUA").empty());
  CHECK(r.find("1979-03-28", "%").size() == 3);  // no letter: by the date alone
}

TEST_CASE("each word of the longest list of given names finds its person, and no other after a change [RIS.INS.10]") {
  Registry r;
  auto traits = kPatTrois;
  traits.birthNames = "DOMINIQUE";
  std::vector<std::string> words;
  for (char first = 'A'; first <= 'Z'; ++first) words.push_back({first, static_cast<char>(first == 'Z' ? 'A' : first + 1), 'X'});
  for (const auto& word : words) traits.birthNames += " " + word;
  const auto id = r.add(traits);
  for (const auto& word : words) CHECK_MESSAGE(r.find(traits.birthDate, word) == std::set{id}, word);
  traits.birthNames = "DOMINIQUE " + words.back();
  r.house.write([&](UnitOfWork& work) { store::writeSearchLetters(work, id, traits); });
  CHECK(r.find(traits.birthDate, words.back()) == std::set{id});
  for (std::size_t i = 0; i + 1 < words.size(); ++i) CHECK_MESSAGE(r.find(traits.birthDate, words[i]).empty(), words[i]);
}

TEST_CASE("accents, single and double hyphens, apostrophes and ligatures do not matter to the search [RIS.INS.09]") {
  Registry r;
  const auto artagnan = r.add(kArtagnan);
  for (const char* letters : {"D'A", "D A", "DA",
                              "D\xE2\x80\x99"
                              "a",
                              "d--a", "DAR", "ART", "ÀRT", "HER", "Hér", "L'H", "LHE", "PIE", "ALA"}) {
    CAPTURE(letters);
    CHECK(r.find("2001-06-17", letters) == std::set{artagnan});
  }
  const auto ecetinsi = r.add(kEcetinsi);
  for (const char* letters : {"PIE", "ALA", "MUR", "FLO", "ECE"}) {
    CAPTURE(letters);
    CHECK(r.find("2009-07-14", letters) == std::set{ecetinsi});
  }
}

TEST_CASE("a name in another alphabet is found by its first letters, a name without letters by the birth date [RIS.INS.07]") {
  Registry r;
  auto traits = kPatTrois;
  traits.birthName = "Ωmega";
  traits.firstBirthName = traits.birthNames = "";
  const auto greek = r.add(traits);
  traits.birthName = "--";
  const auto nameless = r.add(traits);
  CHECK(r.find("1979-03-28", "ΩME") == std::set{greek});
  CHECK(r.find("1979-03-28", "") == std::set{greek, nameless});
}

TEST_CASE("changed names and dates are found as they are now, and no more as they were [RIS.INS.07]") {
  Registry r;
  const auto id = r.house.receive(patTrois()).id;
  auto feed = patTrois();
  feed.patient.traits.birthName = "NESSI";
  feed.patient.traits.birthDate = "1979-03-27";
  r.house.receive(feed);
  CHECK(r.find("1979-03-28", "").empty());
  CHECK(r.find("1979-03-27", "PAT").empty());
  CHECK(r.find("1979-03-27", "NES") == std::set{id});
}

TEST_CASE("the INS and a former INS find a person, a holder before others [RIS.INS.08]") {
  Registry r;
  const auto holder = r.add(kPatTrois, "279035121518989");
  const auto former = r.add(kEcetinsi);
  r.house.write([&](UnitOfWork& work) {
    for (const char* number : {"279035121518989", "2090763220834"}) {
      work.execute(
          "INSERT INTO patient_former_ins (patient_id, matricule, oid, origin, valid_from, valid_until, recorded_at)"
          " VALUES ($1, $2, $3, 'insi', '', '', $4)",
          {former, number, Ins::kNirTest, work.now()});
    }
  });
  CHECK(r.byNumber("279035121518989") == std::vector{holder, former});
  CHECK(r.byNumber("209076322083439") == std::vector{former});  // INSi said it without its key
  CHECK(r.byNumber("277076322082910").empty());
}

TEST_CASE("who was merged leads to his survivor, at the end of the chain and once [RIS.INS.07] [RIS.INS.08]") {
  Registry r;
  const auto last = r.add(kPatTrois, "279035121518989");
  auto wrong = kPatTrois;
  wrong.birthName = "PATTES";
  wrong.birthDate = "1979-03-29";
  const auto middle = r.add(wrong);
  wrong.birthName = "NESSI";
  const auto first = r.add(wrong, "277076322082910");
  r.mergedInto(first, middle);
  CHECK(r.find("1979-03-29", "") == std::set{middle});
  r.mergedInto(middle, last);
  CHECK(r.find("1979-03-29", "NES") == std::set{last});
  CHECK(r.find("1979-03-29", "PAT") == std::set{last});
  CHECK(r.find("", "nessi") == std::set{last});
  CHECK(r.byNumber("277076322082910") == std::vector{last});
  CHECK(r.find("1979-03-28", "PAT") == std::set{last});
}

TEST_CASE("pages of a search neither repeat nor lose anyone [RIS.INS.07]") {
  Registry r;
  std::set<std::string> all;
  for (int i = 0; i < 7; ++i) all.insert(r.add(kPatTrois));
  std::set<std::string> seen;
  std::string after;
  for (int page = 0; page < 4; ++page) {
    const auto found = r.house.read([&](Reader& reader) { return store::searchPatients(reader, "1979-03-28", "DOM", after, 2); });
    for (const auto& patient : found) CHECK(seen.insert(patient.id).second);
    if (!found.empty()) after = found.back().id;
  }
  CHECK(seen == all);
}

TEST_CASE("a search needs a date that is one, or the beginning of a name") {
  Registry r;
  CHECK(refusalOf([&] { r.find("", ""); }) == "patient.search.empty");
  CHECK(refusalOf([&] { r.find("", "--"); }) == "patient.search.empty");
  for (const char* date : {"28/03/1979", "1979-3-28", "19790328", "1979-03-28T00"}) {
    CHECK(refusalOf([&] { r.find(date, ""); }) == "patient.search.birth_date");
  }
}

TEST_CASE("people registered before the search had letters are found after the keys are made again") {
  Registry r;
  const auto id = r.add(kPatTrois);
  r.house.write([](UnitOfWork& work) { work.execute("DELETE FROM patient_search"); });
  CHECK(r.find("1979-03-28", "DOM").empty());
  CHECK(store::rebuildSearchKeys(*r.house.store) == 1);
  CHECK(r.find("1979-03-28", "DOM") == std::set{id});
  CHECK_FALSE(r.house.read(store::searchKeysOutdated));
}

TEST_CASE("every search has an index road") {
  Registry r;
  r.house.write([](UnitOfWork& work) {
    for (int i = 0; i < 3000; ++i) {
      Patient patient;
      patient.id = work.newId();
      patient.traits = kPatTrois;
      patient.traits.birthName = "NOM" + std::to_string(i);
      patient.traits.birthDate = std::to_string(1930 + i % 90) + "-01-" + std::to_string(10 + i % 20);
      store::insertPatient(work, patient);
      work.execute("INSERT INTO patient_former_ins (patient_id, matricule, oid, origin, valid_from, valid_until, recorded_at)"
                   " VALUES ($1, $2, $3, 'insi', '', '', $4)",
                   {patient.id, std::to_string(270000000000000 + i), Ins::kNirTest, work.now()});
    }
    work.execute("ANALYZE");
  });
  const std::pair<const char*, Params> roads[] = {{store::search_sql::kByDate, {"1979-03-28", "", 51}},
                                                  {store::search_sql::kByDateAndLetters, {"1979-03-28", "PAT", "PAU", "", 51}},
                                                  {store::search_sql::kByName, {"NOM1234", "NOM1235", "", 51}},
                                                  {store::search_sql::kBySameName, {"NOM1234", 50}},
                                                  {store::search_sql::kByMatricule, {"279035121518989"}},
                                                  {store::search_sql::kByFormerMatricule, {"279035121518989"}}};
  for (const auto& [sql, params] : roads) {
    const auto plan = planOf(*r.house.store, sql, params);
    CAPTURE(plan);
    CHECK(plan.find(TestStore::onPostgresql() ? "Seq Scan on patient" : "SCAN s") == std::string::npos);
    CHECK(plan.find("SCAN p") == std::string::npos);
    CHECK(plan.find("SCAN f") == std::string::npos);
  }
}
