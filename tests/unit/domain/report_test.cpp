// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/report.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "core/domain/refusal.h"

using namespace clairis;

namespace {

/// The life of a report as the practice knows it: one line a state, one word a command, "-" where it is refused. Written apart from the product's table.
const std::map<std::string, std::map<std::string, std::string>> kLife{
    //             edit             make provisional  return to draft  validate         amend           replace        announce        withdraw        discard
    {"draft", {{"edit", "draft"}, {"make provisional", "provisional"}, {"validate", "validated"}, {"discard", "discarded"}}},
    {"provisional", {{"edit", "provisional"}, {"return to draft", "draft"}, {"validate", "validated"}, {"discard", "discarded"}}},
    {"validated", {{"amend", "validated"}, {"replace", "replaced"}, {"announce", "validated"}, {"withdraw", "withdrawn"}}},
    {"replaced", {}},
    {"withdrawn", {}},
    {"discarded", {}}};

std::string codeOf(ReportState state, ReportCommand command) {
  try {
    mustFollow(state, command);
    return "";
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
}

}  // namespace

TEST_CASE("every command in every state of a report [RIS.CRR.04]") {
  int refused = 0;
  for (const auto state : kReportStates) {
    const auto& row = kLife.at(std::string(toText(state)));
    for (const auto command : kReportCommands) {
      CAPTURE(std::string(toText(state)));
      CAPTURE(std::string(toText(command)));
      const auto expected = row.find(std::string(toText(command)));
      const auto following = next(state, command);
      CHECK(following.has_value() == (expected != row.end()));
      if (following && expected != row.end()) CHECK(toText(*following) == expected->second);
      CHECK(codeOf(state, command) == (following ? "" : "report.state"));
      refused += following ? 0 : 1;
    }
  }
  CHECK(refused == 6 * 9 - 12);
}

TEST_CASE("words of states, kinds and causes come back as they went, others are refused with what was expected") {
  for (const auto state : kReportStates) CHECK(reportStateFrom(toText(state)) == state);
  for (const auto kind : {ReportKind::initial, ReportKind::amendment, ReportKind::addendum}) CHECK(reportKindFrom(toText(kind)) == kind);
  for (const auto cause : {WithdrawalCause::error, WithdrawalCause::wrongPatient, WithdrawalCause::patientRequest, WithdrawalCause::other}) {
    CHECK(withdrawalCauseFrom(toText(cause)) == cause);
  }
  CHECK_THROWS_AS(reportStateFrom("final"), Refusal);
  CHECK_THROWS_AS(reportKindFrom(""), Refusal);
  CHECK_THROWS_AS(withdrawalCauseFrom("WRONG_PATIENT"), Refusal);
}

TEST_CASE("what receivers are told: hidden until announced, and from the representatives of a minor as long; a person's word about them stays [SR-20]") {
  for (const bool needed : {false, true}) {
    for (const bool byHand : {false, true}) {
      for (const bool minor : {false, true}) {
        for (const bool announced : {false, true}) {
          Report report;
          report.sharing = {true, true, needed, byHand};
          report.announcementHidesFromRepresentatives = minor;
          if (announced) report.announcedAt = "2026-11-20T10:00:00.000Z";
          const auto now = presentSharing(report);
          CHECK(now.dmpBlocked);
          CHECK(now.maskedFromProfessionals);
          CHECK(now.announcementNeeded == (needed && !announced));
          CHECK(now.hiddenFromRepresentatives == (byHand || (needed && minor && !announced)));
        }
      }
    }
  }
}

TEST_CASE("a minor until the day of his majority; a birth date that is not whole counts for its whole year [SR-20]") {
  CHECK(minorOn("2008-11-21", "2026-11-20", 18));
  CHECK_FALSE(minorOn("2008-11-20", "2026-11-20", 18));
  CHECK_FALSE(minorOn("2008-11-19", "2026-11-20T08:00:00.000Z", 18));
  CHECK(minorOn("2008-12-01", "2026-11-20", 18));
  CHECK(minorOn("2009-01-01", "2026-11-20", 18));
  CHECK_FALSE(minorOn("2007-12-31", "2026-11-20", 18));
  CHECK(minorOn("2008-00-00", "2026-11-20", 18));
  CHECK(minorOn("2008-01-00", "2026-11-20", 18));
  CHECK(minorOn("2008", "2026-11-20", 18));
  CHECK_FALSE(minorOn("2007", "2026-11-20", 18));
  CHECK_FALSE(minorOn("", "2026-11-20", 18));
  CHECK_FALSE(minorOn("inconnue", "2026-11-20", 18));
  CHECK(minorOn("2010-11-20", "2026-11-20", 17));
  CHECK_FALSE(minorOn("2009-11-20", "2026-11-20", 17));
}
