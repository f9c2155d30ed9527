// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_run.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <doctest/doctest.h>

#include <stdexcept>

#include "dicom/dataset_reader.h"
#include "unit/dicom/console.h"
#include "unit/dicom/memory_source.h"

using namespace clairis;
using namespace clairis::dicom;
using tests::Identifier;
using tests::MemorySource;

namespace {

struct Listening final : AnswerSink {
  bool explicitVr() const override { return explicitly; }
  bool cancelled() override { return statuses.size() == cancelAfter; }
  void answer(std::uint16_t pending, const std::string& identifier, const WorklistEntry&) override {
    if (failing) throw std::length_error("the console is gone");
    statuses.push_back(pending);
    answers.push_back(identifier);
  }
  std::string nameIn(std::size_t number) {
    const auto dataset = readDataset(answers.at(number), explicitly);
    REQUIRE(dataset);
    return tests::text(*dataset, DCM_PatientName);
  }

  bool explicitly = true;
  bool failing = false;
  std::size_t cancelAfter = 1000;
  std::vector<std::uint16_t> statuses;
  std::vector<std::string> answers;
};

MemorySource list(std::size_t number) {
  std::vector<WorklistEntry> entries(number, tests::patTrois());
  for (std::size_t i = 0; i < number; ++i) entries[i].accessionNumber = "A" + std::to_string(i);
  return MemorySource(entries);
}

WorklistOutcome run(Identifier& identifier, const ConsoleProfile& profile, WorklistSource& source, AnswerSink& sink) {
  DcmDataset& dataset = identifier;
  return runQuery(&dataset, "CT1", profile, "20261120", source, sink);
}

ConsoleProfile limited(std::size_t answers) {
  ConsoleProfile profile;
  profile.answerLimit = answers;
  return profile;
}

Identifier names() { return Identifier().with(DCM_PatientName).with(DCM_AccessionNumber); }

}  // namespace

TEST_CASE("a list of exactly the limit is whole; one more is cut and ends with 0xA700") {
  auto query = names();
  for (const std::size_t entries : {2U, 3U}) {
    auto source = list(entries);
    Listening console;
    const auto outcome = run(query, limited(2), source, console);
    CHECK(console.answers.size() == 2);
    CHECK(outcome.answers == 2);
    CHECK(outcome.cut == (entries == 3));
    CHECK(outcome.status == (entries == 3 ? 0xA700 : 0x0000));
    CHECK(outcome.accessions == std::vector<std::string>{"A0", "A1"});
  }
}

TEST_CASE("a console that would show an error gets success with the list that is cut, and the cut is still known") {
  auto query = names();
  auto source = list(3);
  auto profile = limited(2);
  profile.cutIsFailure = false;
  Listening console;
  const auto outcome = run(query, profile, source, console);
  CHECK(outcome.status == 0x0000);
  CHECK(outcome.comment.empty());
  CHECK(outcome.cut);
}

TEST_CASE("the profile narrows the query: station, day, status") {
  auto query = names();
  auto source = list(1);
  const auto answersUnder = [&](const ConsoleProfile& profile) {
    Listening console;
    return run(query, profile, source, console).answers;
  };
  ConsoleProfile profile;
  profile.ownStation = true;
  CHECK(answersUnder(profile) == 1);
  profile.stations = {"MR1"};
  CHECK(answersUnder(profile) == 0);
  profile = {};
  profile.hiddenStatuses = {"SCHEDULED"};
  CHECK(answersUnder(profile) == 0);
  profile = {};
  profile.daysAfter = 0;
  CHECK(answersUnder(profile) == 1);
  Listening console;
  DcmDataset& dataset = query;
  CHECK(runQuery(&dataset, "CT1", profile, "20261119", source, console).answers == 0);
}

TEST_CASE("answers are written in the console's character set and transfer syntax, and what had to be spelled out is named once") {
  auto entry = tests::patTrois();
  entry.patientName = "LEC\xC5\x92UR^ZO\xC3\x89";
  MemorySource source({entry, entry});
  auto query = names();
  ConsoleProfile profile;
  profile.characterSet = "ISO_IR 6";
  for (const bool explicitVr : {true, false}) {
    Listening console;
    console.explicitly = explicitVr;
    const auto outcome = run(query, profile, source, console);
    CHECK(console.nameIn(0) == "LECOEUR^ZOE");
    CHECK(outcome.spelledOut == std::vector<std::uint32_t>{0x00100010});
  }
}

TEST_CASE("of a long list the first hundred accession numbers are kept") {
  auto query = names();
  auto source = list(150);
  Listening console;
  const auto outcome = run(query, limited(500), source, console);
  CHECK(outcome.answers == 150);
  CHECK(outcome.accessions.size() == 100);
}

TEST_CASE("what is wrong with the query or the source is a status; what is wrong with the console is its own") {
  auto source = list(3);
  auto query = names();
  Listening console;
  CHECK(runQuery(nullptr, "CT1", {}, "20261120", source, console).status == 0xA900);
  auto malformed = Identifier().step(DCM_ScheduledProcedureStepStartDate, "tomorrow");
  CHECK(run(malformed, {}, source, console).status == 0xA900);
  ConsoleProfile unknownSet;
  unknownSet.characterSet = "ISO_IR 999";
  CHECK(run(query, unknownSet, source, console).status == 0xC001);
  source.beforeNext = [](std::size_t) { throw std::runtime_error("the database is gone"); };
  const auto failed = run(query, {}, source, console);
  CHECK(failed.status == 0xC001);
  CHECK(failed.comment.find("database") == std::string::npos);
  source.beforeNext = nullptr;
  console.failing = true;
  CHECK_THROWS_AS(run(query, {}, source, console), std::length_error);
  console.failing = false;
  console.cancelAfter = 2;
  console.statuses.clear();
  const auto cancelled = run(query, {}, source, console);
  CHECK(cancelled.status == 0xFE00);
  CHECK(cancelled.answers == 2);
}

TEST_CASE("a key that is not matched here makes every answer say so") {
  auto query = names().with(DCM_PatientComments, "x");
  auto source = list(1);
  Listening console;
  run(query, {}, source, console);
  CHECK(console.statuses == std::vector<std::uint16_t>{0xFF01});
}
