// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/performed_step.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "core/domain/safety_question.h"

using namespace clairis;

namespace {

Patient patTrois() {
  Patient patient;
  patient.traits = {"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "DUPONT", "DOM", "1979-03-28", Sex::female, "51215"};
  patient.localIds = {{"IPP0001", "CIM-TEST", ""}, {"OLD7", "GAM", ""}};
  return patient;
}

PerformedStep step(StepState state, const char* started, const char* ended) {
  PerformedStep performed;
  performed.state = state;
  performed.startedAt = started;
  performed.endedAt = ended;
  return performed;
}

}  // namespace

TEST_CASE("a performed step leaves IN PROGRESS once, and a final state never") {
  for (const auto state : {StepState::inProgress, StepState::completed, StepState::discontinued}) {
    for (const auto command : {StepCommand::update, StepCommand::complete, StepCommand::discontinue}) {
      const auto after = next(state, command);
      CHECK(after.has_value() == (state == StepState::inProgress));
    }
    CHECK(stepStateFrom(toText(state)) == state);
  }
  CHECK(next(StepState::inProgress, StepCommand::update) == StepState::inProgress);
  CHECK(next(StepState::inProgress, StepCommand::complete) == StepState::completed);
  CHECK(next(StepState::inProgress, StepCommand::discontinue) == StepState::discontinued);
  CHECK_FALSE(stepStateFrom("completed"));
}

TEST_CASE("what a console says of the patient contradicts him or not") {
  const auto patient = patTrois();
  struct Case {
    SentPatient sent;
    bool wrong;
    const char* why;
  };
  const Case cases[] = {
      {{}, false, "nothing said"},
      {{"IPP0001", "", "PAT-TROIS^DOMINIQUE", "1979-03-28", "F"}, false, "all agrees"},
      {{"OLD7", "", "", "", ""}, false, "an id he has elsewhere"},
      {{"IPP0001", "", "Pat Trois^Dominique", "", ""}, false, "other spelling"},
      {{"IPP0001", "", "DUPONT^DOM", "1979-03-28", "F"}, false, "the name in use"},
      {{"IPP0001", "", "PAT-TRO", "", ""}, false, "a name cut short"},
      {{"IPP0001", "", "NESSI^RUTH", "1979-03-28", ""}, false, "name mistyped, id and birth date agree"},
      {{"IPP0001", "", "NESSI^RUTH", "1977-07-14", ""}, true, "his id, another person's name and birth date"},
      {{"IPP0002", "", "NESSI^RUTH", "1977-07-14", ""}, true, "another person"},
      {{"IPP0002", "", "", "", ""}, true, "another id and nothing else"},
      {{"IPP0002", "", "PAT-TROIS^DOMINIQUE", "", ""}, true, "another id, same name, no birth date"},
      {{"X", "", "PAT-TROIS^DOMINIQUE", "1979-03-28", ""}, false, "another id, same name and birth date"},
      {{"", "", "NESSI^RUTH", "", ""}, true, "another name alone"},
      {{"", "", "PAT-TROIS^JEANNE", "", ""}, true, "another first name alone"},
      {{"", "", "PAT-TROIS", "1980-01-01", ""}, true, "another birth date"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.why);
    CHECK(contradicts(one.sent, patient) == one.wrong);
  }
}

TEST_CASE("steps of one exam make it started, completed or discontinued together, from first start to last end") {
  CHECK_FALSE(examFrom({}));
  const auto running = step(StepState::inProgress, "2026-11-20T09:30:00.000Z", "");
  const auto made = step(StepState::completed, "2026-11-20T09:00:00.000Z", "2026-11-20T09:20:00.000Z");
  const auto broken = step(StepState::discontinued, "2026-11-20T08:50:00.000Z", "2026-11-20T09:40:00.000Z");
  CHECK(examFrom({running, made})->command == ExamCommand::start);
  CHECK(examFrom({running, made})->endedAt.empty());
  CHECK(examFrom({made, broken})->command == ExamCommand::complete);
  CHECK(examFrom({made, broken})->startedAt == "2026-11-20T08:50:00.000Z");
  CHECK(examFrom({made, broken})->endedAt == "2026-11-20T09:40:00.000Z");
  CHECK(examFrom({broken})->command == ExamCommand::discontinue);
}

TEST_CASE("reasons to reconcile are read as they are written") {
  for (const auto reason : {ReconcileReason::unscheduled, ReconcileReason::wrongPatient, ReconcileReason::cancelledExam,
                            ReconcileReason::fictitiousIdentity, ReconcileReason::laterality, ReconcileReason::orphan}) {
    CHECK(reconcileReasonFrom(toText(reason)) == reason);
  }
  CHECK_THROWS_AS(reconcileReasonFrom("other"), Refusal);
}

TEST_CASE("safety questions follow the modality, the side is asked where one was ordered") {
  const auto asked = [](const char* modality, const char* side) {
    std::string codes;
    for (const auto& question : questionsFor(modality, side)) codes += std::string(question.code) + " ";
    return codes;
  };
  CHECK(asked("MR", "").find("mri_pacemaker") != std::string::npos);
  CHECK(asked("MR", "").find("laterality") == std::string::npos);
  CHECK(asked("MR", "R").find("laterality") != std::string::npos);
  CHECK(asked("DX", "").find("pregnancy") != std::string::npos);
  CHECK(asked("US", "") == "anticoagulant ");
  CHECK_NOTHROW(check(SafetyAnswer{"mri_implant", "yes", "hanche 2019", "", "", ""}));
  CHECK_THROWS_AS(check(SafetyAnswer{"mri_implant", "maybe", "", "", "", ""}), Refusal);
  CHECK_THROWS_AS(check(SafetyAnswer{"mri_implant", "", "", "", "", ""}), Refusal);
  CHECK_THROWS_AS(check(SafetyAnswer{"shoe_size", "42", "", "", "", ""}), Refusal);
  CHECK_THROWS_AS(check(SafetyAnswer{"mri_implant", "no", std::string(1001, 'x'), "", "", ""}), Refusal);
}
