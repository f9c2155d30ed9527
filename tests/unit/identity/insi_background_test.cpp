// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/unit/identity/insi_certificates.h"
#include "tests/unit/identity/insi_house.h"

using namespace clairis;
using namespace clairis::identity::insi;
using namespace clairis::identity::insi::test;

namespace {

/// What runs without anybody: queue and campaign, over one scripted INSi.
struct NightShift : InsiHouse {
  NightShift() {
    options.url = "https://127.0.0.1/lps";
    options.campaignRate = 60;
  }
  Patient foreign(PatientFeed feed = clairis::test::patTrois()) {
    feed.trust = SenderTrust::other;
    const auto patient = receive(feed);
    write([&](UnitOfWork& work) { requestCheck(work, patient.id); });
    return patient;
  }
  std::int64_t waiting() {
    return read([](Reader& reader) { return waitingChecks(reader); });
  }
  /// Makes every waiting check due now, as time does.
  void hurry() {
    write([](UnitOfWork& work) { work.execute("UPDATE identity_insi_check SET next_at = $1", {work.now()}); });
  }
  void night() { worker.run({}); }
  Campaign::Progress step(std::chrono::milliseconds later = std::chrono::seconds(10)) {
    store.clock.advance(later);
    campaign.run({});
    return campaign.progress();
  }
  /// Passes everything on to the scripted transport of the house.
  struct Passing final : webservice::Transport {
    explicit Passing(webservice::Transport& to) : target(to) {}
    webservice::HttpAnswer post(const webservice::HttpPost& request) override { return target.post(request); }
    webservice::Transport& target;
  };

  CertificateFolder folder;
  Credentials credentials{
      {folder.structure("1750803447")}, Environment::test, [this](const webservice::KeyPair&) { return std::make_unique<Passing>(transport); }};
  Standings standings{options, credentials, nullptr, clinic, *store, store.clock};
  CheckWorker worker{edge, standings, verifier, service, store.clock, store.metrics, store.log};
  Campaign campaign{edge, standings, verifier, store.clock, options, store.log};
};

std::string ok() { return result("00", "OK"); }
std::string ko() { return result("01", "KO"); }
webservice::HttpAnswer silence() { return {webservice::Passage::sentWithoutAnswer, "network.timeout", "late", 0, "", ""}; }

}  // namespace

TEST_CASE("an INS of a partner is verified with INSI-AUTO and leaves the queue with the verdict [SR-04] [RIS.INS.46]") {
  NightShift house;
  const auto patient = house.foreign();
  house.transport.says({ok()});
  house.night();
  CHECK(house.waiting() == 0);
  CHECK(house.tasks("ins_verified", patient.id).size() == 1);
  CHECK(house.sql("SELECT mode || '|' || purpose || '|' || code FROM identity_insi_call") == "automatic|partner|OK");
}

TEST_CASE("KO of a partner's INS integrates nothing and waits for a person [RIS.INS.47]") {
  NightShift house;
  const auto patient = house.foreign();
  house.transport.says({ko()});
  house.night();
  CHECK(house.waiting() == 0);
  CHECK(house.tasks("insi_ko", patient.id).size() == 1);
  CHECK_FALSE(house.patient(patient.id).ins);
}

TEST_CASE("while INSi does not answer nothing is lost: it is asked again later, once a round [SR-04] [RIS.INS.46]") {
  NightShift house;
  house.foreign();
  house.foreign(clairis::test::nessi());
  house.transport.says(silence());
  house.night();
  CHECK(house.transport.requests.size() == 1);
  CHECK(house.waiting() == 2);
  house.night();
  CHECK(house.transport.requests.size() == 2);  // the other one; the first waits
  house.hurry();
  house.transport.says({ok()});
  house.night();
  CHECK(house.waiting() == 0);
}

TEST_CASE("a fault about one request lets the others by, and ends with a person after five [RIS.INS.46]") {
  NightShift house;
  const auto first = house.foreign();
  const auto second = house.foreign(clairis::test::nessi());
  house.transport.answers = {ScriptedTransport::http(500, fault("insi_999")), ScriptedTransport::http(200, ok()),
                             ScriptedTransport::http(500, fault("insi_999"))};
  house.night();
  CHECK(house.waiting() == 1);
  CHECK(house.tasks("ins_verified").size() == 1);
  for (int i = 0; i < 4; ++i) {
    house.hurry();
    house.night();
  }
  CHECK(house.waiting() == 0);
  CHECK(house.tasks("insi_unverifiable").size() == 1);
}

TEST_CASE("traits INSi does not take are a person's matter at once, not a call [RIS.INS.46]") {
  NightShift house;
  auto feed = clairis::test::patTrois();
  feed.patient.traits.birthName = "CŒUR";
  const auto patient = house.foreign(feed);
  house.transport.says({ok()});
  house.night();
  CHECK(house.transport.requests.empty());
  CHECK(house.waiting() == 0);
  REQUIRE(house.tasks("insi_unverifiable", patient.id).size() == 1);
  CHECK(house.tasks("insi_unverifiable", patient.id)[0].detail.find("insi.name.character") != std::string::npos);
}

TEST_CASE("without a certificate the queue waits [RIS.INS.46]") {
  NightShift house;
  house.foreign();
  house.options.automaticStructure = "1999999999";
  house.night();
  CHECK(house.waiting() == 1);
  CHECK(house.transport.requests.empty());
  CHECK(house.sql("SELECT last_code FROM identity_insi_check") == "insi.structure.unknown");
}

TEST_CASE("the campaign is off by default, and a person's round goes over everybody once [RIS.INS.42]") {
  NightShift house;
  house.transport.says({ok()});
  const auto first = house.stored(IdentityStatus::qualified);
  house.stored(IdentityStatus::recovered, clairis::test::nessi());
  house.step();
  CHECK(house.transport.requests.empty());
  house.campaign.start(house.officer());
  CHECK(house.campaign.progress().state.running);
  house.step();
  house.step(std::chrono::minutes(1));
  CHECK(house.transport.requests.size() == 2);
  const auto done = house.step(std::chrono::minutes(1));
  CHECK(done.state.ok == 2);
  CHECK(done.remaining == 0);
  CHECK_FALSE(done.state.running);
  CHECK_FALSE(house.patient(first.id).insiCheckedAt.empty());
  house.step(std::chrono::minutes(1));
  CHECK(house.transport.requests.size() == 2);
}

TEST_CASE("the campaign keeps to its rate, goes on where it was and keeps its place while INSi is silent [RIS.INS.42]") {
  NightShift house;
  house.stored(IdentityStatus::qualified);
  house.stored(IdentityStatus::qualified, clairis::test::nessi());
  house.campaign.start(house.officer());
  house.transport.says(silence());
  CHECK(house.step().state.checked == 0);
  CHECK(house.transport.requests.size() == 1);
  CHECK(house.step(std::chrono::milliseconds(999)).state.lastCode == "network.timeout");
  CHECK(house.transport.requests.size() == 1);  // one a second, and it has not passed
  house.transport.says({ko()});
  CHECK(house.step(std::chrono::milliseconds(1)).state.checked == 1);
  CHECK(house.campaign.progress().remaining == 1);
  house.campaign.pause(house.officer());
  CHECK(house.step(std::chrono::minutes(1)).state.checked == 1);
  house.campaign.start(house.officer());
  CHECK(house.step(std::chrono::minutes(1)).state.ko == 2);
}

TEST_CASE("with an interval the campaign runs by itself over what was not checked for so long [RIS.INS.42]") {
  NightShift house;
  house.transport.says({ok()});
  house.options.campaignEvery = std::chrono::hours(24);
  house.stored(IdentityStatus::qualified);
  CHECK(house.step().state.ok == 1);
  house.step(std::chrono::minutes(5));
  CHECK(house.transport.requests.size() == 1);
}

TEST_CASE("somebody whose traits INSi does not take does not stop the campaign [RIS.INS.42]") {
  NightShift house;
  house.transport.says({ok()});
  auto feed = clairis::test::patTrois();
  feed.patient.traits.birthName = "CŒUR";
  house.stored(IdentityStatus::qualified, feed);
  house.stored(IdentityStatus::qualified, clairis::test::nessi());
  house.campaign.start(house.officer());
  house.step();
  const auto done = house.step(std::chrono::minutes(1));
  CHECK(done.state.failed == 1);
  CHECK(done.state.ok == 1);
}
