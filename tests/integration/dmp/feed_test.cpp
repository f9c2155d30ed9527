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
  CHECK((sandbox().kept(document.uniqueId, "document") == *document.cda));
  CHECK(live.metrics.value("clairis_dmp_transaction_seconds{transaction=TD0.2}") == 1);
  CHECK(live.metrics.value("clairis_dmp_transaction_seconds{transaction=TD2.1}") == 1);
  CHECK(live.metrics.value("clairis_dmp_outcomes_total{outcome=accepted}") == 1);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[RIS.DMP.06] a new version replaces the old one by the entry UUID that the DMP gave it") {
  LiveChannel live;
  auto first = freshReport();
  REQUIRE(live.deliver(view(first)).kind == Outcome::Kind::accepted);
  auto second = first;
  second.documentOid = freshReport().documentOid;
  second.versionNumber = 2;
  second.replacesOid = first.documentOid;
  const auto outcome = live.deliver(view(second));
  CHECK_MESSAGE(outcome.kind == Outcome::Kind::accepted, outcome.code << ": " << outcome.message);
  CHECK(sandbox().kept(second.documentOid, "envelope").find("AssociationType:RPLC") != std::string::npos);
  CHECK(live.metrics.value("clairis_dmp_transaction_seconds{transaction=TD3.1b}") == 1);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[RIS.DMP.06] a third version of a document already replaced is for a person: its target is deprecated") {
  LiveChannel live;
  auto first = freshReport();
  REQUIRE(live.deliver(view(first)).kind == Outcome::Kind::accepted);
  auto second = first;
  second.documentOid = freshReport().documentOid;
  second.versionNumber = 2;
  second.replacesOid = first.documentOid;
  REQUIRE(live.deliver(view(second)).kind == Outcome::Kind::accepted);
  second.documentOid = freshReport().documentOid;
  second.versionNumber = 3;
  const auto outcome = live.deliver(view(second));
  CHECK(outcome.kind == Outcome::Kind::fix);
  CHECK(outcome.code == "dmp.replace.refused");
  CHECK(outcome.message.find("XDSRegistryDeprecatedDocumentError") != std::string::npos);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-01] a version whose parent never reached the DMP is fed without RPLC") {
  LiveChannel live;
  auto value = freshReport();
  value.versionNumber = 2;
  value.replacesOid = freshReport().documentOid;
  const auto outcome = live.deliver(view(value));
  CHECK_MESSAGE(outcome.kind == Outcome::Kind::accepted, outcome.code << ": " << outcome.message);
  CHECK(sandbox().kept(value.documentOid, "envelope").find("AssociationType:RPLC") == std::string::npos);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-20][RIS.DMP.07] a report awaiting its announcement reaches the DMP invisible to the patient") {
  LiveChannel live;
  auto document = view(freshReport());
  document.sharing.announcementNeeded = true;
  document.sharing.maskedFromProfessionals = true;
  CHECK(live.deliver(document).kind == Outcome::Kind::accepted);
  const auto envelope = sandbox().kept(document.uniqueId, "envelope");
  const auto entry = envelope.substr(envelope.find("id=\"Document01\""), envelope.find("id=\"Signature01\"") - envelope.find("id=\"Document01\""));
  CHECK(entry.find("nodeRepresentation=\"INVISIBLE_PATIENT\"") != std::string::npos);
  CHECK(entry.find("nodeRepresentation=\"MASQUE_PS\"") != std::string::npos);
  CHECK(entry.find("INVISIBLE_REPRESENTANTS_LEGAUX") == std::string::npos);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-33] the DMP reads in the VIHF the radiologist who validated, whatever the try") {
  LiveChannel live;
  const auto document = view(freshReport());
  REQUIRE(live.deliver(document).kind == Outcome::Kind::accepted);
  std::string fed;
  for (const auto& line : sandbox().journal()) {
    if (line.find(document.uniqueId) != std::string::npos) fed = line;
  }
  CHECK(fed.find("\"nameId\": \"801234560801\"") != std::string::npos);
  CHECK(fed.find("\"structure\": \"1750803447\"") != std::string::npos);
  CHECK(fed.find("\"role\": \"10\"") != std::string::npos);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[RIS.DMP.01] a submission prepared once is the same at each try, only MessageID and VIHF are fresh") {
  LiveChannel live;
  const auto task = live.task(view(freshReport()));
  sandbox().behave("repository", "http", 1, R"(,"status":503)");
  CHECK(live.send(task).kind == Outcome::Kind::retry);
  CHECK(live.send(task).kind == Outcome::Kind::accepted);
  const auto submission = decodeSubmission(task.prepared);
  CHECK(sandbox().kept(task.document.uniqueId, "signature") == submission.signature);
  CHECK(sandbox().kept(task.document.uniqueId, "envelope").find(submission.submissionSetId) != std::string::npos);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[RIS.DMP.01] an answer that comes as a multipart package is read like any other") {
  LiveChannel live;
  sandbox().behave("*", "multipart_reply", 2);
  const auto outcome = live.deliver(view(freshReport()));
  CHECK(outcome.kind == Outcome::Kind::accepted);
  CHECK(outcome.proof.find("--uuid") == std::string::npos);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[RIS.DMP.01] a report of several megabytes is fed unchanged") {
  LiveChannel live;
  const auto document = view(freshReport(), 9'000'000);
  REQUIRE(document.cda->size() > 12'000'000);
  const auto outcome = live.deliver(document);
  CHECK_MESSAGE(outcome.kind == Outcome::Kind::accepted, outcome.code << ": " << outcome.message.substr(0, 400));
  CHECK((sandbox().kept(document.uniqueId, "document") == *document.cda));
}

TEST_CASE_FIXTURE(EmptyRegistry, "[RIS.DMP.01] a positive existence answer is believed for a while only when configured so") {
  auto configured = options();
  configured.existenceTest = ExistenceTest::cached;
  LiveChannel live(configured);
  REQUIRE(live.deliver(view(freshReport())).kind == Outcome::Kind::accepted);
  REQUIRE(live.deliver(view(freshReport())).kind == Outcome::Kind::accepted);
  CHECK(live.metrics.value("clairis_dmp_transaction_seconds{transaction=TD0.2}") == 1);
  configured.existenceTest = ExistenceTest::never;
  LiveChannel silent(configured);
  REQUIRE(silent.deliver(view(freshReport())).kind == Outcome::Kind::accepted);
  CHECK(silent.metrics.value("clairis_dmp_transaction_seconds{transaction=TD0.2}") == 0);
}
