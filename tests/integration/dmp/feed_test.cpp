// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/integration/dmp/live_channel.h"

using namespace clairis;
using namespace clairis::dmp;
using namespace clairis::dmp::test;

namespace {

/// Each case finds an empty registry with open records.
struct EmptyRegistry {
  EmptyRegistry() { sandbox().reset(); }
};

}  // namespace

TEST_CASE_FIXTURE(EmptyRegistry,
                  "[RIS.DMP.01] a report with qualified INS reaches the DMP over mutual TLS and its acknowledgement is kept as proof") {
  LiveChannel live;
  const auto document = view(freshReport());
  const auto outcome = live.deliver(document);
  CHECK_MESSAGE(outcome.kind == Outcome::Kind::accepted, outcome.code << ": " << outcome.message);
  CHECK(outcome.code == "dmp.accepted");
  CHECK(outcome.proof.find("ResponseStatusType:Success") != std::string::npos);
  CHECK(sandbox().statistics().find(document.uniqueId) != std::string::npos);
  CHECK(sandbox().latest("document") == *document.cda);
  CHECK(live.metrics.value("clairis_dmp_transaction_seconds{transaction=TD0.2}") == 1);
  CHECK(live.metrics.value("clairis_dmp_transaction_seconds{transaction=TD2.1}") == 1);
  CHECK(live.metrics.value("clairis_dmp_outcomes_total{outcome=accepted}") == 1);
}
