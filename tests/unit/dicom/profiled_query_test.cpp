// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/profiled_query.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "core/domain/refusal.h"
#include "unit/dicom/console.h"
#include "unit/dicom/memory_source.h"

using namespace clairis;
using namespace clairis::dicom;
using namespace clairis::tests;

namespace {

constexpr const char* kToday = "20261120";

WorklistQuery asked(Identifier& identifier, const ConsoleProfile& profile) { return underProfile(readQuery(identifier, "CT1"), profile, kToday); }

bool shown(const ConsoleProfile& profile, const WorklistEntry& entry, Identifier identifier = {}) {
  return matches(asked(identifier, profile), entry);
}

WorklistEntry at(const char* station, const char* day = kToday, const char* status = "SCHEDULED") {
  auto entry = patTrois();
  entry.stationAe = station;
  entry.startDate = day;
  entry.stepStatus = status;
  return entry;
}

const KeyVerdict& verdictOn(const std::vector<KeyVerdict>& verdicts, std::string_view key) {
  const auto found = std::find_if(verdicts.begin(), verdicts.end(), [&](const auto& verdict) { return verdict.key.rfind(key, 0) == 0; });
  REQUIRE(found != verdicts.end());
  return *found;
}

}  // namespace

TEST_CASE("a profile without filters shows what the keys show") {
  CHECK(shown({}, at("CT1")));
  CHECK(shown({}, at("MR1", "19990101", "STARTED")));
  CHECK(shown({}, at("")));
}

TEST_CASE("a console that asks for no station gets its own steps when its profile says so") {
  ConsoleProfile own;
  own.ownStation = true;
  CHECK(shown(own, at("CT1")));
  CHECK_FALSE(shown(own, at("CT2")));
  CHECK(shown(own, at("")));
  CHECK(shown(own, at("CT2"), Identifier().step(DCM_ScheduledStationAETitle, "CT2")));
  own.unassigned = false;
  CHECK_FALSE(shown(own, at("")));
}

TEST_CASE("several titles count as a console's own, also when it asks for itself") {
  ConsoleProfile own;
  own.stations = {"SCANNER1", "SCANNER2"};
  CHECK(shown(own, at("SCANNER2"), Identifier().step(DCM_ScheduledStationAETitle, "CT1")));
  CHECK_FALSE(shown(own, at("SCANNER3"), Identifier().step(DCM_ScheduledStationAETitle, "CT1")));
  CHECK_FALSE(shown(own, at("SCANNER2"), Identifier().step(DCM_ScheduledStationAETitle, "CT9")));
  CHECK(shown(own, at("SCANNER3")));
  own.ownStation = true;
  CHECK(shown(own, at("SCANNER1")));
  CHECK_FALSE(shown(own, at("SCANNER3")));
}

TEST_CASE("steps without a station are withheld from a console that shall not have them") {
  ConsoleProfile assigned;
  assigned.unassigned = false;
  CHECK_FALSE(shown(assigned, at("")));
  CHECK_FALSE(shown(assigned, at(""), Identifier().step(DCM_ScheduledStationAETitle, "CT1")));
  CHECK(shown(assigned, at("MR1")));
}

TEST_CASE("hidden statuses are hidden until the console asks for them") {
  ConsoleProfile profile;
  profile.hiddenStatuses = {"started", "SCHEDULED"};
  CHECK_FALSE(shown(profile, at("CT1", kToday, "STARTED")));
  CHECK_FALSE(shown(profile, at("CT1", kToday, "SCHEDULED")));
  CHECK(shown(profile, at("CT1", kToday, "ARRIVED")));
  CHECK(shown(profile, at("CT1", kToday, "STARTED"), Identifier().step(DCM_ScheduledProcedureStepStatus, "STARTED")));
  CHECK_FALSE(shown(profile, at("CT1", kToday, "STARTED"), Identifier().step(DCM_ScheduledProcedureStepStatus, "*")));
}

TEST_CASE("the date window counts days before and after today, over months and leap days") {
  ConsoleProfile profile;
  profile.daysBefore = 1;
  profile.daysAfter = 0;
  CHECK(shown(profile, at("CT1", "20261119")));
  CHECK_FALSE(shown(profile, at("CT1", "20261118")));
  CHECK_FALSE(shown(profile, at("CT1", "20261121")));
  CHECK_FALSE(shown(profile, at("CT1", "20261121"), Identifier().step(DCM_ScheduledProcedureStepStartDate, "20261121")));
  profile.daysAfter = -1;
  CHECK(shown(profile, at("CT1", "20991231")));
  ConsoleProfile wide;
  wide.daysBefore = 1;
  wide.daysAfter = 366;
  const auto leap = underProfile({}, wide, "20280301");
  CHECK(leap.profile.from == "20280229");
  CHECK(leap.profile.until == "20290302");
  CHECK_THROWS_AS(underProfile({}, wide, "2028"), Refusal);
  CHECK_THROWS_AS(underProfile({}, wide, "20281301"), Refusal);
}

TEST_CASE("attributes a profile always returns are asked for once, with their sequence") {
  ConsoleProfile profile;
  profile.alwaysReturned = {0x00100040, 0x00100010, 0x00080060, 0x00321064, 0x00400008, 0x12345678};
  Identifier identifier;
  identifier.with(DCM_PatientName);
  const auto query = asked(identifier, profile);
  CHECK(query.asked.procedure.size() == 2);
  CHECK(query.asked.step.size() == 1);
  CHECK(query.asked.stepSequence);
  CHECK(query.asked.procedureCode.meaning);
  CHECK(query.asked.protocolCode.value);
  CHECK_FALSE(query.unsupportedKeys);
}

TEST_CASE("an explanation names every key with what was asked and found, and says why not") {
  Identifier identifier;
  identifier.with(DCM_PatientName, "NESSI*").step(DCM_Modality, "CT\\MR").step(DCM_ScheduledProcedureStepStartDate, "20261121");
  ConsoleProfile profile;
  profile.ownStation = true;
  profile.hiddenStatuses = {"ARRIVED"};
  profile.daysBefore = 0;
  const auto verdicts = explain(asked(identifier, profile), at("MR1", kToday, "ARRIVED"));
  REQUIRE(verdicts.size() == 6);
  const auto& name = verdictOn(verdicts, "(0010,0010) Patient's Name");
  CHECK(name.asked == "NESSI*");
  CHECK(name.found == "PAT-TROIS^DOMINIQUE");
  CHECK_FALSE(name.matched);
  CHECK(name.why.find("NESSI*") != std::string::npos);
  CHECK(verdictOn(verdicts, "(0008,0060) Modality").matched);
  const auto& start = verdictOn(verdicts, "(0040,0002)");
  CHECK(start.asked == "20261121");
  CHECK(start.found == "20261120 103000");
  CHECK_FALSE(start.matched);
  const auto& station = verdictOn(verdicts, "profile: station");
  CHECK(station.asked == "CT1");
  CHECK(station.found == "MR1");
  CHECK_FALSE(station.matched);
  CHECK_FALSE(verdictOn(verdicts, "profile: status").matched);
  CHECK(verdictOn(verdicts, "profile: days").matched);
}

TEST_CASE("an explanation of a step without station says that every console is offered it") {
  Identifier identifier;
  identifier.step(DCM_ScheduledStationAETitle, "CT1");
  const auto verdicts = explain(asked(identifier, {}), at(""));
  REQUIRE(verdicts.size() == 1);
  CHECK(verdicts[0].matched);
  CHECK_FALSE(verdicts[0].why.empty());
}

TEST_CASE("the explanation and the list are one rule, whatever the query, the entry and the profile") {
  std::mt19937 random(20261120);
  const auto pick = [&](const std::vector<std::string>& values) { return values[random() % values.size()]; };
  const auto chance = [&] { return random() % 3 == 0; };
  int shownCount = 0, hiddenCount = 0;
  for (int round = 0; round < 5000; ++round) {
    Identifier identifier;
    if (chance()) identifier.with(DCM_PatientName, pick({"PAT*", "pat-trois^d*", "NOM", "*", "?AT*", "=\xE5\xB1\xB1"}));
    if (chance()) identifier.with(DCM_PatientID, pick({"IPP0001", "IPP*", "X"}));
    if (chance()) identifier.with(DCM_PatientSex, pick({"F", "M", "F\\M"}));
    if (chance()) identifier.with(DCM_PatientBirthDate, pick({"19790328", "19700101-", "-19700101"}));
    if (chance()) identifier.step(DCM_Modality, pick({"CT", "MR", "MR\\CT", "C?"}));
    if (chance()) identifier.step(DCM_ScheduledStationAETitle, pick({"CT1", "CT2", "CT*"}));
    if (chance()) identifier.step(DCM_ScheduledProcedureStepStartDate, pick({"20261120", "20261101-20261119", "20261120-"}));
    if (chance()) identifier.step(DCM_ScheduledProcedureStepStartTime, pick({"10", "1100-", "-1030"}));
    if (chance()) identifier.step(DCM_ScheduledProcedureStepStatus, pick({"SCHEDULED", "STARTED\\ARRIVED"}));
    ConsoleProfile profile;
    profile.ownStation = chance();
    profile.unassigned = !chance();
    if (chance()) profile.stations = {"CT1", "CT3"};
    if (chance()) profile.hiddenStatuses = {pick({"STARTED", "scheduled"})};
    if (chance()) profile.daysBefore = static_cast<int>(random() % 3);
    if (chance()) profile.daysAfter = static_cast<int>(random() % 3);
    auto entry = at(pick({"CT1", "CT2", "CT3", ""}).c_str(), pick({"20261118", "20261119", "20261120", "20261121"}).c_str(),
                    pick({"SCHEDULED", "ARRIVED", "STARTED"}).c_str());
    entry.sex = pick({"F", "M", ""});
    const auto query = asked(identifier, profile);
    const auto verdicts = explain(query, entry);
    const bool explained = std::all_of(verdicts.begin(), verdicts.end(), [](const auto& verdict) { return verdict.matched; });
    REQUIRE(explained == matches(query, entry));
    for (const auto& verdict : verdicts) REQUIRE((verdict.matched || !verdict.why.empty()));
    ++(explained ? shownCount : hiddenCount);
  }
  CHECK(shownCount > 100);
  CHECK(hiddenCount > 100);
}
