// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/report.h"

#include <array>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

using S = ReportState;
using C = ReportCommand;

struct Row {
  S from;
  C command;
  S to;
};

constexpr std::array kTable{
    Row{S::draft, C::edit, S::draft},
    Row{S::draft, C::makeProvisional, S::provisional},
    Row{S::draft, C::validate, S::validated},
    Row{S::draft, C::discard, S::discarded},
    Row{S::provisional, C::edit, S::provisional},
    Row{S::provisional, C::returnToDraft, S::draft},
    Row{S::provisional, C::validate, S::validated},
    Row{S::provisional, C::discard, S::discarded},
    Row{S::validated, C::amend, S::validated},
    Row{S::validated, C::replace, S::replaced},
    Row{S::validated, C::announce, S::validated},
    Row{S::validated, C::withdraw, S::withdrawn},
};

/// What to do instead, in the state that refuses.
std::string_view advice(S state) noexcept {
  switch (state) {
    case S::draft:
      return "validate it first, or discard it";
    case S::provisional:
      return "validate it or return it to draft first";
    case S::validated:
      return "amend it or add to it: what was validated is not written again";
    case S::replaced:
      return "work on the version that replaced it";
    case S::withdrawn:
      return "open a new report of the exam";
    case S::discarded:
      return "open a new draft of the exam";
  }
  return "";
}

int number(std::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

bool digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

template <class Word, std::size_t N>
Word wordFrom(const std::array<Word, N>& words, std::string_view text, const char* code) {
  std::string expected;
  for (const auto word : words) {
    if (text == toText(word)) return word;
    expected += (expected.empty() ? "" : ", ") + std::string(toText(word));
  }
  throw Refusal(code, "expected one of " + expected + ", found \"" + std::string(text.substr(0, 32)) + "\"");
}

}  // namespace

std::optional<ReportState> next(ReportState state, ReportCommand command) noexcept {
  for (const auto& row : kTable) {
    if (row.from == state && row.command == command) return row.to;
  }
  return std::nullopt;
}

ReportState mustFollow(ReportState state, ReportCommand command) {
  if (const auto following = next(state, command)) return *following;
  throw Refusal("report.state",
                "cannot " + std::string(toText(command)) + " a report that is " + std::string(toText(state)) + ": " + std::string(advice(state)));
}

std::string_view toText(ReportState state) noexcept {
  switch (state) {
    case S::draft:
      return "draft";
    case S::provisional:
      return "provisional";
    case S::validated:
      return "validated";
    case S::replaced:
      return "replaced";
    case S::withdrawn:
      return "withdrawn";
    case S::discarded:
      return "discarded";
  }
  return "draft";
}

ReportState reportStateFrom(std::string_view text) { return wordFrom(std::to_array(kReportStates), text, "report_state.unknown"); }

std::string_view toText(ReportCommand command) noexcept {
  switch (command) {
    case C::edit:
      return "edit";
    case C::makeProvisional:
      return "make provisional";
    case C::returnToDraft:
      return "return to draft";
    case C::validate:
      return "validate";
    case C::amend:
      return "amend";
    case C::replace:
      return "replace";
    case C::announce:
      return "announce";
    case C::withdraw:
      return "withdraw";
    case C::discard:
      return "discard";
  }
  return "edit";
}

std::string_view toText(ReportKind kind) noexcept {
  switch (kind) {
    case ReportKind::initial:
      return "initial";
    case ReportKind::amendment:
      return "amendment";
    case ReportKind::addendum:
      return "addendum";
  }
  return "initial";
}

ReportKind reportKindFrom(std::string_view text) {
  return wordFrom(std::array{ReportKind::initial, ReportKind::amendment, ReportKind::addendum}, text, "report.kind.unknown");
}

std::string_view toText(WithdrawalCause cause) noexcept {
  switch (cause) {
    case WithdrawalCause::error:
      return "error";
    case WithdrawalCause::wrongPatient:
      return "wrong_patient";
    case WithdrawalCause::patientRequest:
      return "patient_request";
    case WithdrawalCause::other:
      return "other";
  }
  return "other";
}

WithdrawalCause withdrawalCauseFrom(std::string_view text) {
  return wordFrom(std::array{WithdrawalCause::error, WithdrawalCause::wrongPatient, WithdrawalCause::patientRequest, WithdrawalCause::other}, text,
                  "report.withdrawal.cause");
}

ReportSharing presentSharing(const Report& report) {
  auto sharing = report.sharing;
  sharing.announcementNeeded = report.sharing.announcementNeeded && report.announcedAt.empty();
  sharing.hiddenFromRepresentatives =
      report.sharing.hiddenFromRepresentatives || (sharing.announcementNeeded && report.announcementHidesFromRepresentatives);
  return sharing;
}

bool minorOn(std::string_view birthDate, std::string_view day, int majorityAge) {
  constexpr std::size_t kYear = 4;
  if (birthDate.size() < kYear || day.size() < kYear || !digits(birthDate.substr(0, kYear)) || !digits(day.substr(0, kYear))) return false;
  const int years = number(day.substr(0, kYear)) - number(birthDate.substr(0, kYear));
  if (years != majorityAge) return years < majorityAge;
  // In the year of his majority he is a minor until the day; of a birth date without month or day nothing is known, so that he still is one.
  return birthDate.size() < 10 || day.size() < 10 || birthDate.substr(5, 5) > day.substr(5, 5) || birthDate.substr(5, 2) == "00" ||
         birthDate.substr(8, 2) == "00";
}

}  // namespace clairis
