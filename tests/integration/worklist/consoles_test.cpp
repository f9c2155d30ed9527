// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <cstdio>

#include "dicom/association_server.h"
#include "dicom/worklist_service.h"
#include "plugins/worklist/store_source.h"
#include "unit/store/store_fixture.h"
#include "unit/worklist/practice.h"

using namespace clairis;
using test::Practice;
using test::TestStore;

namespace {

struct Outcome {
  int exitCode = -1;
  std::string output;
};

/// Runs one of DCMTK's tools to its end. Arguments are constants of these tests.
Outcome run(const std::string& command) {
  Outcome outcome;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) outcome.output.append(buffer.data(), got);
  outcome.exitCode = pclose(pipe);
  return outcome;
}

std::size_t countOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

struct Department {
  Department()
      : practice(*store),
        server({},
               {std::make_shared<dicom::EchoService>(),
                std::make_shared<dicom::WorklistService>(
                    std::make_shared<worklist::StoreWorklistSource>(*store, worklist::Disclosure{}),
                    [](const std::string&) { return dicom::ConsoleProfile{}; }, [](const dicom::AssociationNote&) {})},
               [](const dicom::AssociationNote&) {}) {}
  std::string port() const { return " 127.0.0.1 " + std::to_string(server.port()); }
  Outcome find(const std::string& keys) { return run("findscu -v -W -aet CT1 -aec CLAIRIS " + keys + port()); }

  TestStore store;
  Practice practice;
  dicom::AssociationServer server;
};

const std::string kAsked =
    "-k PatientName -k PatientID -k AccessionNumber -k StudyInstanceUID -k ReferringPhysicianName"
    " -k 'ScheduledProcedureStepSequence[0].Modality' -k 'ScheduledProcedureStepSequence[0].ScheduledStationAETitle' ";

}  // namespace

TEST_CASE("echoscu is answered") {
  Department department;
  const auto outcome = run("echoscu -v -aet CT1 -aec CLAIRIS" + department.port());
  INFO(outcome.output);
  CHECK(outcome.exitCode == 0);
  CHECK(outcome.output.find("Received Echo Response (Success)") != std::string::npos);
}

TEST_CASE("findscu sees an order as soon as it is committed, and no longer once the exam is done") {
  Department department;
  CHECK(countOf(department.find(kAsked).output, "PAT-TROIS") == 0);
  const auto exam = department.practice.schedule(Practice::patTrois(), {"CLA1"});
  const auto listed = department.find(kAsked);
  INFO(listed.output);
  CHECK(listed.exitCode == 0);
  CHECK(countOf(listed.output, "PAT-TROIS^DOMINIQUE") == 1);
  CHECK(listed.output.find("CLA1") != std::string::npos);
  CHECK(listed.output.find(exam.studyInstanceUid) != std::string::npos);
  CHECK(listed.output.find("Received Final Find Response (Success)") != std::string::npos);
  department.practice.change(exam, ExamState::completed);
  CHECK(countOf(department.find(kAsked).output, "PAT-TROIS") == 0);
}

TEST_CASE("findscu matches by name, date and station") {
  Department department;
  department.practice.schedule(Practice::patTrois(), {"CLA1"});
  department.practice.schedule(Practice::invented(1), {"CLA2", "20261121080000", "MR1", "MR"});
  CHECK(countOf(department.find(kAsked + "-k 'PatientName=pat*'").output, "PAT-TROIS") == 1);
  const std::string step = "-k 'ScheduledProcedureStepSequence[0].";
  CHECK(countOf(department.find(kAsked + step + "ScheduledStationAETitle=MR1'").output, "NOM1^PRENOM") == 1);
  CHECK(countOf(department.find(kAsked + step + "ScheduledStationAETitle=MR1'").output, "PAT-TROIS") == 0);
  CHECK(countOf(department.find(kAsked + step + "ScheduledProcedureStepStartDate=20261120'").output, "PAT-TROIS") == 1);
  CHECK(countOf(department.find(kAsked + step + "ScheduledProcedureStepStartDate=20261122-'").output, "Pending") == 0);
}

TEST_CASE("findscu without accents or with them in UTF-8 and Latin-1 finds the same") {
  Department department;
  auto patient = Practice::invented(7);
  patient.traits.birthName = "NO\xC3\x8BL";
  department.practice.schedule(patient, {"CLA7"});
  CHECK(countOf(department.find(kAsked + "-k 'PatientName=NOEL*'").output, "CLA7") == 1);
  CHECK(countOf(department.find(kAsked + "-k 'SpecificCharacterSet=ISO_IR 192' -k 'PatientName=No\xC3\xABl*'").output, "CLA7") == 1);
  CHECK(countOf(department.find(kAsked + "-k 'SpecificCharacterSet=ISO_IR 100' -k 'PatientName=No\xEBl*'").output, "CLA7") == 1);
  CHECK(department.find(kAsked).output.find("ISO_IR 100") != std::string::npos);
}

TEST_CASE("findscu gets 0xA900 and the reason for a malformed date") {
  Department department;
  const auto outcome = department.find(kAsked + "-k 'ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartDate=2026'");
  INFO(outcome.output);
  CHECK(outcome.output.find("Error: DataSetDoesNotMatchSOPClass") != std::string::npos);
}

TEST_CASE("the INS of a qualified patient does not appear in any answer [SR-02]") {
  Department department;
  department.practice.schedule(Practice::patTrois(), {"CLA1"});
  const auto outcome = department.find(kAsked + "-k '(0010,1000)' -k '(0010,1002)'");
  CHECK(countOf(outcome.output, "PAT-TROIS") == 1);
  CHECK(outcome.output.find("279035121518989") == std::string::npos);
}
