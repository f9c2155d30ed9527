// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <thread>

#include "tests/integration/identity/insi_sandbox.h"
#include "tests/unit/identity/insi_house.h"
#include "core/webservice/transport/curl_transport.h"

using namespace clairis;
using namespace clairis::identity::insi;
using namespace clairis::identity::insi::test;

namespace {

using Verdict = Verification::Verdict;
constexpr const char* kInstance = "b3549edd-4ae9-472a-b26f-fd2fb4ef397f";

/// The real client over real mutual TLS against the stand-in, and the real life cycle behind it.
struct LiveInsi : InsiHouse {
  explicit LiveInsi(const std::string& variant = "", const std::string& caFile = insiSandbox().caFile(), const char* idam = "CLAIRIS-SANDBOX",
                    std::chrono::milliseconds timeout = std::chrono::seconds(20))
      : live{{{idam, "Clairis", "0.1.0", kInstance}, insiSandbox().url(), insiSandbox().cardUrl(), timeout}, system, store.metrics} {
    insiSandbox().reset();
    webservice::CurlTransport::initialise();
    const auto files = insiSandbox().pair("insi-manu", variant);
    webservice::TransportSettings settings;
    settings.caFile = caFile;
    curl = std::make_unique<webservice::CurlTransport>(settings, webservice::readKeyPair(files + ".crt", files + ".key"));
    standing.transport = curl.get();
  }
  /// Code of the last call of a search.
  std::string codeOf(const PatientFeed& feed) {
    const auto patient = stored(IdentityStatus::provisional, feed);
    last = asking.byTraits({caller, "", "", ""}, standing, patient.id, stop.get_token());
    return last.steps.back().code;
  }

  SystemClock system;
  Client live;
  TracedCalls traced{*store, vault, live, store.metrics, store.log, kInstance};
  Searches asking{edge, clinic, service, traced, store.clock, options};
  Verifier checking{edge, clinic, service, traced, store.clock, options};
  std::unique_ptr<webservice::CurlTransport> curl;
  std::stop_source stop;
  SearchResult last;
};

PatientFeed person(const char* name, const char* first, const char* list, const char* date, Sex sex, const char* place = "") {
  return feedOf({name, first, list, "", "", date, sex, place}, name);
}

}  // namespace

TEST_CASE("people of the published cases are found: number, nature, history, traits [RIS.INS.41] [RIS.INS.50]") {
  LiveInsi insi;
  CHECK(insi.codeOf(adrunFeed()) == "00");
  CHECK(insi.last.found->active.number == "2751263220749");
  CHECK(insi.codeOf(person("CORSE", "ANTHONY", "", "1980-03-02", Sex::male)) == "00");
  CHECK(insi.last.found->active.number == "180032B020401");
  CHECK(insi.last.found->history.empty());
  CHECK(insi.codeOf(person("ECETINSI", "PIERRE-ALAIN", "", "2009-07-14", Sex::male)) == "00");
  CHECK(insi.last.found->history.size() == 2);
  CHECK(insi.codeOf(person("PROVISOIRE", "MATRICULE", "", "2009-07-01", Sex::male)) == "00");
  CHECK(insi.last.found->active.oid == Ins::kNia);
  CHECK(insi.codeOf(person("HERMANN", "GATIEN", "", "1981-03-24", Sex::male)) == "00");
  CHECK(insi.codeOf(person("d’Artagnan de l’Hérault", "Pierre-Alain", "", "2001-06-17", Sex::male)) == "00");
}

TEST_CASE("a name that finds nobody is followed by the others, and the search ends at the first answer 00 [RIS.INS.50]") {
  LiveInsi insi;
  CHECK(insi.codeOf(person("TCHITCHI", "OLA", "OLA CATARINA BELLA", "1936-06-21", Sex::female)) == "00");
  CHECK(insi.last.steps.size() == 2);
  CHECK(insi.codeOf(houillesFeed()) == "01");
  CHECK(insi.last.steps.size() == 4);
  CHECK(insi.codeOf(person("DE VINCI", "LEONARDO", "", "2014-02-01", Sex::male)) == "02");
  CHECK(insi.last.steps.size() == 1);
  CHECK(insi.last.end == SearchEnd::several);
}

TEST_CASE("what INSi answered is accepted and makes the identity recovered [RIS.INS.13]") {
  LiveInsi insi;
  const auto patient = insi.adrun();
  const auto result = insi.asking.byTraits({insi.caller, "", "", ""}, insi.standing, patient.id, {});
  CHECK(insi.asking.accept(insi.caller, {patient.id, result.steps.back().callId, patient.version, "ZOE"}).status == IdentityStatus::recovered);
}

TEST_CASE("a child is found by the card of the insured [RIS.INS.50]") {
  LiveInsi insi;
  const auto patient = insi.stored(IdentityStatus::provisional, person("NESSI", "MICHELANGELO", "", "2010-08-07", Sex::male));
  CardReading reading;
  reading.cover = {"01", "631", "0000", "2751263220749", "74", "", "", "2010-08-07", "1"};
  const auto result = insi.asking.byCard({insi.caller, "", "", ""}, insi.standing, patient.id, reading, {});
  REQUIRE(result.found);
  CHECK(result.found->active.number == "1100863220830");
}

TEST_CASE("a stored INS is verified over the wire, OK and KO [RIS.INS.42] [RIS.INS.48]") {
  LiveInsi insi;
  const auto patient = insi.stored(IdentityStatus::qualified);
  const auto verify = [&] {
    return insi.checking.verify(insi.caller, insi.standing, patient.id, Verifier::Which::own, "operator", Lane::interactive, {});
  };
  const auto first = verify();
  CHECK_MESSAGE(first.verdict == Verdict::ok, first.code);
  insiSandbox().verdict("2790351215189", "KO");
  CHECK(verify().verdict == Verdict::ko);
  CHECK(insi.patient(patient.id).status == IdentityStatus::validated);
}

TEST_CASE("faults keep their code: unknown software, wrong certificate name, trouble of INSi [RIS.INS.41]") {
  CHECK(LiveInsi("", insiSandbox().caFile(), "UNKNOWN").codeOf(adrunFeed()) == "desir_550");
  CHECK(LiveInsi("other-name").codeOf(adrunFeed()) == "desir_560");
  LiveInsi insi;
  insiSandbox().behave("fault");
  CHECK(insi.codeOf(houillesFeed()) == "insi_102");
  CHECK(insi.last.steps.size() == 1);
}

TEST_CASE("dropped connections, gateways and garbage end the search with a code, and nothing is asked twice [RIS.INS.41]") {
  LiveInsi insi;
  auto feed = adrunFeed();
  for (const auto& [action, code] : {std::pair{"drop_before", "network.broken"},
                                     {"drop_after", "network.broken"},
                                     {"garbage", "insi.answer.malformed"},
                                     {"http", "insi.http.503"},
                                     {"truncated", "network."}}) {
    CAPTURE(action);
    insiSandbox().reset();
    insiSandbox().behave(action);
    feed.patient.localIds[0].value = action;
    CHECK_MESSAGE(insi.codeOf(feed).find(code) == 0, insi.last.steps.back().code);
    CHECK(insi.last.end == SearchEnd::fault);
    CHECK(insi.last.steps.size() == 1);
    CHECK(insi.sql("SELECT code FROM identity_insi_call WHERE id = $1", {insi.last.steps[0].callId}) == insi.last.steps[0].code);
  }
  feed.patient.localIds[0].value = "after";
  CHECK(insi.codeOf(feed) == "00");
}

TEST_CASE("a slow INSi ends at the deadline [RIS.INS.41]") {
  LiveInsi insi("", insiSandbox().caFile(), "CLAIRIS-SANDBOX", std::chrono::milliseconds(300));
  insiSandbox().behave("delay", 1, R"(,"ms":3000)");
  CHECK(insi.codeOf(adrunFeed()) == "network.timeout");
}

TEST_CASE("a certificate that INSi does not trust, and a server that we do not, are told apart [RIS.INS.49]") {
  LiveInsi foreign("other-ca");
  // Under TLS 1.3 the alert races with the closing of the connection.
  auto feed = adrunFeed();
  auto code = foreign.codeOf(feed);
  for (int i = 0; i < 20 && code != "tls.certificate_refused"; ++i) {
    feed.patient.localIds[0].value = "again" + std::to_string(i);
    code = foreign.codeOf(feed);
  }
  CHECK(code == "tls.certificate_refused");
  LiveInsi stranger("", insiSandbox().pair("insi-manu", "other-ca") + ".crt");
  CHECK(stranger.codeOf(adrunFeed()) == "tls.server_not_trusted");
  CHECK(stranger.last.steps[0].french.empty() == false);
}

TEST_CASE("every call has identifiers of its own, and the certificate of its structure speaks [RIS.AUTH.02]") {
  LiveInsi insi;
  const auto files = insiSandbox().pair("insi-manu", "", "499700366240007");
  webservice::TransportSettings settings;
  settings.caFile = insiSandbox().caFile();
  webservice::CurlTransport rang(settings, webservice::readKeyPair(files + ".crt", files + ".key"));
  insi.standing.transport = &rang;
  insi.standing.structure = "499700366240007";
  CHECK(insi.codeOf(adrunFeed()) == "00");
  const auto line = insiSandbox().journal().back();
  CHECK(line.find("\"structure\": \"499700366240007\"") != std::string::npos);
  CHECK(line.find("\"commonName\": \"INSI-MANU\"") != std::string::npos);
}
