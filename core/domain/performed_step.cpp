// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/performed_step.h"

#include <algorithm>
#include <array>

#include "core/domain/refusal.h"
#include "core/domain/search_key.h"

namespace clairis {
namespace {

using S = StepState;
using C = StepCommand;

struct Row {
  S from;
  C command;
  S to;
};
constexpr std::array kTable{
    Row{S::inProgress, C::update, S::inProgress},
    Row{S::inProgress, C::complete, S::completed},
    Row{S::inProgress, C::discontinue, S::discontinued},
};

struct Word {
  ReconcileReason reason;
  std::string_view text;
};
constexpr std::array kReasons{
    Word{ReconcileReason::unscheduled, "unscheduled"},           Word{ReconcileReason::wrongPatient, "wrong_patient"},
    Word{ReconcileReason::cancelledExam, "cancelled_exam"},      Word{ReconcileReason::fictitiousIdentity, "fictitious_identity"},
    Word{ReconcileReason::laterality, "laterality"},             Word{ReconcileReason::orphan, "orphan"},
};

std::string component(const std::string& name, std::size_t wanted) {
  std::size_t start = 0;
  const auto end = std::min(name.find('='), name.size());
  for (std::size_t at = 0; at < wanted; ++at) {
    start = name.find('^', start);
    if (start == std::string::npos || start >= end) return {};
    ++start;
  }
  return searchKey(name.substr(start, std::min(name.find('^', start), end) - start));
}

// Consoles cut long names, and drop what they cannot show: one may be the beginning of the other.
bool sameBeginning(const std::string& one, const std::string& other) {
  if (one.empty() || other.empty()) return false;
  return one.starts_with(other) || other.starts_with(one);
}

bool familyAgrees(const SentPatient& sent, const Traits& traits) {
  const auto family = component(sent.name, 0);
  return sameBeginning(family, searchKey(traits.birthName)) || sameBeginning(family, searchKey(traits.usedName));
}

bool givenAgrees(const SentPatient& sent, const Traits& traits) {
  const auto given = component(sent.name, 1);
  return given.empty() || sameBeginning(given, searchKey(traits.firstBirthName)) || sameBeginning(given, searchKey(traits.usedFirstName)) ||
         sameBeginning(given, searchKey(traits.birthNames));
}

}  // namespace

std::optional<StepState> next(StepState state, StepCommand command) noexcept {
  for (const auto& row : kTable) {
    if (row.from == state && row.command == command) return row.to;
  }
  return std::nullopt;
}

std::string_view toText(StepState state) noexcept {
  switch (state) {
    case S::inProgress: return "IN PROGRESS";
    case S::completed: return "COMPLETED";
    case S::discontinued: return "DISCONTINUED";
  }
  return "IN PROGRESS";
}

std::optional<StepState> stepStateFrom(std::string_view text) noexcept {
  for (const auto state : {S::inProgress, S::completed, S::discontinued}) {
    if (toText(state) == text) return state;
  }
  return std::nullopt;
}

std::string_view toText(ReconcileReason reason) noexcept {
  for (const auto& word : kReasons) {
    if (word.reason == reason) return word.text;
  }
  return "unscheduled";
}

ReconcileReason reconcileReasonFrom(std::string_view text) {
  for (const auto& word : kReasons) {
    if (word.text == text) return word.reason;
  }
  throw Refusal("reconcile.reason", "expected unscheduled, wrong_patient, cancelled_exam, fictitious_identity, laterality or orphan");
}

bool contradicts(const SentPatient& sent, const Patient& patient) {
  const bool idGiven = !sent.id.empty();
  const bool idKnown =
      idGiven && std::any_of(patient.localIds.begin(), patient.localIds.end(), [&](const LocalId& known) { return known.value == sent.id; });
  const bool nameGiven = !component(sent.name, 0).empty();
  const bool nameAgrees = nameGiven && familyAgrees(sent, patient.traits) && givenAgrees(sent, patient.traits);
  const bool birthGiven = !sent.birthDate.empty() && !patient.traits.birthDate.empty();
  const bool birthAgrees = birthGiven && sent.birthDate == patient.traits.birthDate;
  if (idKnown) return nameGiven && !nameAgrees && birthGiven && !birthAgrees;
  if (idGiven) return !(nameAgrees && birthAgrees);
  return (nameGiven && !nameAgrees) || (birthGiven && !birthAgrees);
}

std::optional<ExamFromSteps> examFrom(const std::vector<PerformedStep>& steps) {
  if (steps.empty()) return std::nullopt;
  ExamFromSteps exam;
  const auto any = [&](S state) { return std::any_of(steps.begin(), steps.end(), [&](const PerformedStep& step) { return step.state == state; }); };
  if (!any(S::inProgress)) exam.command = any(S::completed) ? ExamCommand::complete : ExamCommand::discontinue;
  for (const auto& step : steps) {
    if (!step.startedAt.empty() && (exam.startedAt.empty() || step.startedAt < exam.startedAt)) exam.startedAt = step.startedAt;
    if (exam.command != ExamCommand::start) exam.endedAt = std::max(exam.endedAt, step.endedAt);
  }
  return exam;
}

}  // namespace clairis
