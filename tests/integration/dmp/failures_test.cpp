// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "tests/integration/dmp/live_channel.h"

using namespace clairis;
using namespace clairis::dmp;
using namespace clairis::dmp::test;

namespace {

struct EmptyRegistry {
  EmptyRegistry() { sandbox().reset(); }
};

std::size_t acceptedCopies(const std::string& uniqueId) {
  const auto statistics = sandbox().statistics();
  const auto list = statistics.substr(statistics.find("\"accepted\": ["));
  std::size_t found = 0;
  for (auto at = list.find(uniqueId); at != std::string::npos; at = list.find(uniqueId, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] an absent DMP holds the delivery and nothing is fed") {
  LiveChannel live;
  sandbox().recordState(kMatricule, "absent");
  const auto outcome = live.deliver(view(freshReport()));
  CHECK(outcome.kind == Outcome::Kind::later);
  CHECK(outcome.code == "dmp.absent");
  CHECK(outcome.notBefore.has_value());
  CHECK(live.metrics.value("clairis_dmp_transaction_seconds{transaction=TD2.1}") == 0);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] a closed DMP holds the delivery with the DMP's reason, with and without the existence test") {
  sandbox().recordState(kMatricule, "closed");
  LiveChannel live;
  const auto tested = live.deliver(view(freshReport()));
  CHECK(tested.kind == Outcome::Kind::later);
  CHECK(tested.code == "dmp.closed");
  CHECK(tested.message.find("Fermeture demandee par le patient") != std::string::npos);
  auto configured = options();
  configured.existenceTest = ExistenceTest::never;
  const auto fed = LiveChannel(configured).deliver(view(freshReport()));
  CHECK(fed.kind == Outcome::Kind::later);
  CHECK(fed.code == "dmp.closed");
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] a patient who blocked the structure in his DMP ends this delivery and pauses nothing") {
  sandbox().recordState(kMatricule, "opposed");
  LiveChannel live;
  const auto outcome = live.deliver(view(freshReport()));
  CHECK(outcome.kind == Outcome::Kind::final);
  CHECK(outcome.code == "patient.opposition");
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] feeding goes on when only consultation is forbidden") {
  sandbox().recordState(kMatricule, "blocked");
  LiveChannel live;
  CHECK(live.deliver(view(freshReport())).kind == Outcome::Kind::accepted);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] an answer lost after acceptance is unknown, and asking the DMP finds it: in effect once") {
  LiveChannel live;
  const auto task = live.task(view(freshReport()));
  sandbox().behave("repository", "drop_after_accept");
  const auto sent = live.send(task);
  CHECK(sent.kind == Outcome::Kind::unknown);
  const auto probed = live.probe(task);
  CHECK(probed.kind == Outcome::Kind::accepted);
  CHECK(probed.proof.find("ObjectRef") != std::string::npos);
  CHECK(acceptedCopies(task.document.uniqueId) == 1);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] on a kept connection too, nothing repeats a feed whose answer was lost") {
  LiveChannel live;
  REQUIRE(live.deliver(view(freshReport())).kind == Outcome::Kind::accepted);
  const auto task = live.task(view(freshReport()));
  sandbox().behave("repository", "drop_after_accept");
  CHECK(live.send(task).kind == Outcome::Kind::unknown);
  const auto lines = sandbox().journal();
  CHECK(std::count_if(lines.begin(), lines.end(), [&](const std::string& line) { return line.find(task.document.uniqueId) != std::string::npos; }) ==
        1);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] a feed cut off while it was sent is unknown, and asking the DMP releases it to be sent again") {
  LiveChannel live;
  auto task = live.task(view(freshReport()));
  sandbox().behave("repository", "drop_before");
  const auto sent = live.send(task);
  CHECK(sent.kind == Outcome::Kind::unknown);
  const auto probed = live.probe(task);
  CHECK(probed.kind == Outcome::Kind::retry);
  CHECK(probed.code == "dmp.not_found");
  task.attempt = 2;
  CHECK(live.send(task).kind == Outcome::Kind::accepted);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] a probe that cannot be asked leaves the delivery undecided") {
  LiveChannel live;
  const auto task = live.task(view(freshReport()));
  sandbox().behave("registry", "http", 1, R"(,"status":503)");
  CHECK(live.probe(task).kind == Outcome::Kind::unknown);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] a duplicate at a later try is accepted after asking, at the first try it is for a person") {
  LiveChannel live;
  auto task = live.task(view(freshReport()));
  REQUIRE(live.send(task).kind == Outcome::Kind::accepted);
  const auto first = live.send(task);
  CHECK(first.kind == Outcome::Kind::fix);
  CHECK(first.code == "dmp.duplicate");
  task.attempt = 2;
  const auto second = live.send(task);
  CHECK(second.kind == Outcome::Kind::accepted);
  CHECK(second.code == "dmp.accepted_earlier");
  CHECK(acceptedCopies(task.document.uniqueId) == 1);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] a busy registry, a tired gateway and a receiver's fault are retried") {
  LiveChannel live;
  sandbox().behave("repository", "error", 1, R"(,"code":"XDSRepositoryBusy","text":"Service occupe")");
  const auto busy = live.deliver(view(freshReport()));
  CHECK(busy.kind == Outcome::Kind::retry);
  CHECK(busy.code == "dmp.busy");
  CHECK(busy.message == "XDSRepositoryBusy: Service occupe");
  for (const auto* status : {"502", "503", "504"}) {
    sandbox().behave("*", "http", 1, std::string(R"(,"status":)") + status);
    const auto outcome = live.deliver(view(freshReport()));
    CHECK(outcome.kind == Outcome::Kind::retry);
    CHECK(outcome.code == std::string("dmp.http.") + status);
  }
  sandbox().behave("repository", "fault");
  CHECK(live.deliver(view(freshReport())).kind == Outcome::Kind::retry);
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] a fault about our certificate or rights pauses the structure in the DMP's own words") {
  LiveChannel live;
  sandbox().behave("repository", "fault", 1, R"(,"code":"DMPInvalidCertificate","text":"Not a valid signature certificate")");
  const auto outcome = live.deliver(view(freshReport()));
  CHECK(outcome.kind == Outcome::Kind::paused);
  CHECK(outcome.pauseKey == "1750803447");
  CHECK(outcome.message == "DMPInvalidCertificate: Not a valid signature certificate");
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] an existence test that times out was only a question: retry") {
  LiveChannel live;
  const auto task = live.task(view(freshReport()));
  sandbox().behave("patients", "delay", 1, R"(,"ms":3000)");
  const auto outcome = live.send(task, std::chrono::milliseconds(300));
  CHECK(outcome.kind == Outcome::Kind::retry);
  CHECK(outcome.code == "network.timeout");
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] a feed without answer before the deadline is unknown") {
  auto configured = options();
  configured.existenceTest = ExistenceTest::never;
  LiveChannel live(configured);
  const auto task = live.task(view(freshReport()));
  sandbox().behave("repository", "delay", 1, R"(,"ms":3000)");
  const auto outcome = live.send(task, std::chrono::milliseconds(500));
  CHECK(outcome.kind == Outcome::Kind::unknown);
  CHECK(outcome.code == "network.timeout");
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] stopping the host ends a waiting request at once") {
  LiveChannel live;
  const auto task = live.task(view(freshReport()));
  sandbox().behave("patients", "delay", 1, R"(,"ms":2000)");
  std::stop_source source;
  const auto started = std::chrono::steady_clock::now();
  std::jthread stopper([&] {
    // The request is on its way when the sandbox has counted its rule as applied.
    while (sandbox().statistics().find("\"applied\": 1") == std::string::npos) std::this_thread::yield();
    source.request_stop();
  });
  const auto outcome = live.channel->send(task, started + std::chrono::seconds(60), source.get_token());
  CHECK(outcome.kind == Outcome::Kind::retry);
  CHECK(outcome.code == "network.stopped");
}

TEST_CASE_FIXTURE(EmptyRegistry, "[SR-30] an expired certificate pauses before anything leaves, one of another authority when the DMP refuses it") {
  LiveChannel expired(options(), sandbox().structure("expired"));
  const auto task = expired.task(view(freshReport()));
  CHECK(task.prepared.empty());
  const auto stale = expired.send(task);
  CHECK(stale.kind == Outcome::Kind::paused);
  CHECK(stale.code == "certificate.expired");
  LiveChannel foreign(options(), sandbox().structure("other-ca"));
  // Under TLS 1.3 the alert races with the closing of the connection: when it is lost the question is merely repeated.
  auto refused = foreign.deliver(view(freshReport()));
  for (int again = 0; again < 20 && refused.kind == Outcome::Kind::retry; ++again) refused = foreign.deliver(view(freshReport()));
  CHECK_MESSAGE(refused.kind == Outcome::Kind::paused, refused.code << ": " << refused.message);
  CHECK(refused.code == "tls.certificate_refused");
  CHECK(refused.pauseKey == "1750803447");
}

TEST_CASE_FIXTURE(EmptyRegistry, "[RIS.DMP.01] a server whose certificate is not trusted gets nothing: even a feed is sure not to have left") {
  auto configured = options();
  configured.existenceTest = ExistenceTest::never;
  LiveChannel live(configured, sandbox().structure(), sandbox().structure("other-ca").authCertificate);
  const auto outcome = live.deliver(view(freshReport()));
  CHECK(outcome.kind == Outcome::Kind::retry);
  CHECK(outcome.code == "tls.server_not_trusted");
}

TEST_CASE_FIXTURE(EmptyRegistry, "[RIS.DMP.01] several workers feed at the same time over connections of their own") {
  LiveChannel live;
  constexpr int kWorkers = 4;
  constexpr int kEach = 5;
  std::atomic<int> accepted{0};
  {
    std::vector<std::jthread> workers;
    for (int w = 0; w < kWorkers; ++w) {
      workers.emplace_back([&] {
        for (int i = 0; i < kEach; ++i) accepted += live.deliver(view(freshReport())).kind == Outcome::Kind::accepted ? 1 : 0;
      });
    }
  }
  CHECK(accepted == kWorkers * kEach);
}

TEST_CASE_FIXTURE(EmptyRegistry, "no log line carries the patient's traits, INS or the DMP's words") {
  LiveChannel live;
  sandbox().recordState(kMatricule, "closed");
  live.deliver(view(freshReport()));
  sandbox().recordState(kMatricule, "active");
  live.deliver(view(freshReport()));
  const auto text = live.log.text();
  CHECK(text.find("dmp.sent") != std::string::npos);
  for (const auto* secret : {kMatricule, "PAT-TROIS", "DOMINIQUE", "19790328", "Fermeture"}) CHECK(text.find(secret) == std::string::npos);
}
