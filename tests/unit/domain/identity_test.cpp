// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/identity.h"

#include <doctest/doctest.h>

#include <string>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

// P provisional, R recovered, V validated, Q qualified, D provisional and doubtful, F provisional and fictitious; ! refused.
constexpr std::string_view kStates = "PRVQDF";

struct Line {
  IdentityCommand command;
  std::string_view after;      ///< for each of kStates
  std::string_view asHomonym;  ///< the same when the identity is also marked homonym, which F cannot be (.)
};

using C = IdentityCommand;
constexpr Line kTable[] = {
    {C::takeFromInsi, "RRQQ!!", "RRQQ!."},     {C::takeOthersFromInsi, "RRRR!!", "RRRR!."}, {C::prove, "VQVQ!!", "VQVQ!."},
    {C::withdrawProof, "!!PR!!", "!!PR!."},    {C::changeStrictTrait, "PPPVDF", "PPPVD."},  {C::downgrade, "!PPV!!", "!PPV!."},
    {C::verifiedKo, "!P!V!!", "!P!V!."},       {C::removeIns, "PPVVDF", "PPVVD."},          {C::markDoubtful, "DDDDD!", "DDDDD."},
    {C::clearDoubtful, "PRVQPF", "PRVQP."},    {C::markFictitious, "FFFF!F", "!!!!!."},     {C::clearFictitious, "PRVQDP", "PRVQD."},
    {C::receiveQualified, "QQQQ!!", "QQQQ!."}, {C::receiveValidated, "VVVV!!", "VVVV!."},   {C::receiveProvisional, "PPPPDF", "PPPPD."},
    {C::markHomonym, "PRVQD!", "PRVQD."},      {C::clearHomonym, "PRVQDF", "PRVQD."},
};

IdentityState state(char letter, bool homonym) {
  IdentityState value;
  value.homonym = homonym;
  value.doubtful = letter == 'D';
  value.fictitious = letter == 'F';
  value.status = letter == 'R'   ? IdentityStatus::recovered
                 : letter == 'V' ? IdentityStatus::validated
                 : letter == 'Q' ? IdentityStatus::qualified
                                 : IdentityStatus::provisional;
  value.ins = letter == 'R' || letter == 'Q';
  return value;
}

bool homonymAfter(IdentityCommand command, bool before) { return command == C::markHomonym || (before && command != C::clearHomonym); }

TEST_CASE(
    "every status, with every attribute, answers every command as the table says, and the INS goes with what came from INSi "
    "[RIS.INS.22] [RIS.INS.23] [RIS.INS.24] [RIS.INS.25] [RIS.INS.27] [RIS.INS.28] [RIS.INS.32] [RIS.INS.33] [RIS.INS.35] [RIS.INS.43]") {
  std::size_t lines = 0;
  for (const auto& line : kTable) {
    ++lines;
    for (const bool homonym : {false, true}) {
      const auto expected = homonym ? line.asHomonym : line.after;
      REQUIRE(expected.size() == kStates.size());
      for (std::size_t i = 0; i < kStates.size(); ++i) {
        if (expected[i] == '.') continue;
        const std::string named = std::string(toText(line.command)) + " on " + kStates[i] + (homonym ? " homonym" : "");
        INFO(named);
        const auto before = state(kStates[i], homonym);
        if (expected[i] == '!') {
          CHECK_THROWS_AS(apply(before, line.command), Refusal);
        } else {
          const auto after = apply(before, line.command);
          CHECK(after == state(expected[i], homonymAfter(line.command, homonym)));
          CHECK(legal(after));
        }
      }
    }
  }
  CHECK(lines == std::size(kIdentityCommands));
}

TEST_CASE("what may not stand together is not legal: fictitious alone, doubtful with homonym at most, both without status or INS [RIS.INS.27]") {
  std::size_t count = 0;
  for (const auto status : {IdentityStatus::provisional, IdentityStatus::recovered, IdentityStatus::validated, IdentityStatus::qualified}) {
    for (int bits = 0; bits < 16; ++bits) {
      const IdentityState one{status, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0};
      if (legal(one)) ++count;
    }
  }
  // Four statuses with and without homonym, doubtful with and without homonym, fictitious.
  CHECK(count == 11);
}

TEST_CASE("only what came from INSi is locked [RIS.INS.29]") {
  CHECK_FALSE(locked(IdentityStatus::provisional));
  CHECK_FALSE(locked(IdentityStatus::validated));
  CHECK(locked(IdentityStatus::recovered));
  CHECK(locked(IdentityStatus::qualified));
}

TEST_CASE(
    "an INS leaves only when the identity is qualified, unmarked, active and of this environment, in every combination [SR-02] [SR-07] "
    "[RIS.INS.37]") {
  std::size_t open = 0;
  for (const auto status : {IdentityStatus::provisional, IdentityStatus::recovered, IdentityStatus::validated, IdentityStatus::qualified}) {
    for (int bits = 0; bits < 16; ++bits) {
      Patient patient;
      patient.ins = Ins::parse("279035121518989", Ins::kNirTest);
      patient.status = status;
      patient.doubtful = (bits & 1) != 0;
      patient.fictitious = (bits & 2) != 0;
      patient.mergedInto = (bits & 4) != 0 ? "another" : "";
      const auto environment = (bits & 8) != 0 ? Environment::production : Environment::test;
      const bool may = status == IdentityStatus::qualified && bits == 0;
      CHECK(insForOutlet(patient, environment).has_value() == may);
      open += may ? 1 : 0;
    }
  }
  CHECK(open == 1);
}

}  // namespace
}  // namespace clairis
