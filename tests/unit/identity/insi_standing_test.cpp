// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "plugins/identity/insi/assertion/assertion_source.h"
#include "plugins/identity/insi/options/endpoint.h"
#include "plugins/identity/insi/service/standing.h"
#include "tests/unit/identity/insi_certificates.h"
#include "tests/unit/identity/insi_house.h"

using namespace clairis;
using namespace clairis::identity::insi;
using namespace clairis::identity::insi::test;
using clairis::test::refusalOf;

namespace {

/// Remembers which certificate it was made for.
struct NamedTransport final : webservice::Transport {
  explicit NamedTransport(std::string text) : owner(std::move(text)) {}
  webservice::HttpAnswer post(const webservice::HttpPost&) override { return {}; }
  std::string owner;
};

Credentials credentialsOf(const std::vector<StructureFiles>& files, Environment environment = Environment::test) {
  return Credentials(files, environment, [](const webservice::KeyPair& pair) {
    return std::make_unique<NamedTransport>(pair.facts.structure + " " + pair.facts.commonName);
  });
}

std::string ownerOf(webservice::Transport& transport) { return dynamic_cast<NamedTransport&>(transport).owner; }

/// An SCM: two radiologists at the site, each a practice of his own.
struct Scm : InsiHouse {
  Scm() {
    options.url = "https://127.0.0.1/lps";
    options.pool.add("main", "01234560801", "499700366240007");
    options.pool.add("main", "99700367909", "499700367909006");
  }
  Caller radiologistHere() const {
    auto who = radiologist();
    who.roles = {"radiologist"};
    return who;
  }
  Caller secretaryHere() const {
    auto who = secretary();
    who.siteIds = {main.id};
    return who;
  }
  Standing manual(const Caller& who, const std::string& practitioner = "", const std::string& site = "", const std::string& assertion = "") {
    return standings.manual({who, site, practitioner, assertion});
  }
  CertificateFolder folder;
  Credentials credentials = credentialsOf({folder.structure("499700366240007"), folder.structure("499700367909006"), folder.structure("1970100228")});
  NamedTransport card{"card"};
  Standings standings{options, credentials, &card, clinic, *store, store.clock};
};

std::string assertion(const std::string& until, const std::string& inside = "<Issuer>CN=899700366240</Issuer><Signature/>") {
  return R"(<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" Version="2.0">)" + inside +
         R"(<Conditions NotBefore="2026-11-20T10:00:00Z" NotOnOrAfter=")" + until + R"("/></Assertion>)";
}

const Instant kNow = fromIso("2026-11-20T10:17:00.000Z");
constexpr const char* kLater = "2026-11-20T11:00:00Z";

std::string assertionCode(const std::string& xml) {
  return refusalOf([&] { HandedAssertion(xml, kNow); });
}

}  // namespace

TEST_CASE("in an SCM a radiologist calls under his own RPPS-rang, with the certificate of that structure [RIS.AUTH.02] [SR-32]") {
  Scm scm;
  const auto standing = scm.manual(scm.radiologistHere());
  CHECK(standing.structure == "499700366240007");
  CHECK(standing.mode == "manual");
  CHECK(standing.siteId == scm.main.id);
  CHECK(ownerOf(*standing.transport) == "499700366240007 INSI-MANU");
}

TEST_CASE("a secretary of an SCM says for which radiologist she calls; without it there is no structure common to all [RIS.AUTH.02] [SR-32]") {
  Scm scm;
  CHECK(refusalOf([&] { scm.manual(scm.secretaryHere()); }) == "insi.structure.radiologist");
  CHECK(scm.manual(scm.secretaryHere(), scm.radiologistId).structure == "499700366240007");
  CHECK(refusalOf([&] { scm.manual(scm.secretaryHere(), "nobody"); }) == "practitioner.unknown");
}

TEST_CASE("the same radiologist at another site calls under that site's structure [SR-32]") {
  Scm scm;
  auto both = scm.radiologistHere();
  both.siteIds = {scm.main.id, scm.island.id};
  CHECK(scm.manual(both, "", scm.island.id).structure == "1970100228");
  CHECK(scm.manual(both, "", scm.main.id).structure == "499700366240007");
}

TEST_CASE("who has no right to call INSi at the site gets no certificate [RIS.INS.06]") {
  Scm scm;
  for (const char* role : {"technologist", "resident", "auditor", "administrator", "delivery_operator"}) {
    auto who = scm.person({role});
    who.siteIds = {scm.main.id};
    CAPTURE(role);
    CHECK(refusalOf([&] { scm.manual(who, scm.radiologistId); }) == "site.right");
  }
  CHECK(refusalOf([&] { scm.manual(scm.radiologistHere(), "", scm.island.id); }) == "site.right");
}

TEST_CASE("what nobody triggers leaves with INSI-AUTO, under the configured structure or that of the default site [RIS.AUTH.02]") {
  Scm scm;
  CHECK(refusalOf([&] { scm.standings.automatic(); }) == "insi.structure.unknown");
  scm.options.automaticStructure = "499700367909006";
  const auto standing = scm.standings.automatic();
  CHECK(standing.mode == "automatic");
  CHECK(ownerOf(*standing.transport) == "499700367909006 INSI-AUTO");
}

TEST_CASE("without an address nobody is called") {
  Scm scm;
  scm.options.url = "";
  CHECK(refusalOf([&] { scm.manual(scm.radiologistHere()); }) == "insi.not_configured");
  CHECK(refusalOf([&] { scm.standings.automatic(); }) == "insi.not_configured");
}

TEST_CASE("a certificate serves INSi only with exactly its name, its structure, its purpose and in its time [RIS.INS.49]") {
  CertificateFolder folder;
  const auto now = SystemClock().now();
  const auto problem = [&](const CertificateRequest& request, Usage usage = Usage::manual) {
    const auto path = folder.issue("one", request);
    StructureFiles files{"1750803447", "", path, folder.keyFile(), path, folder.keyFile()};
    const auto credentials = credentialsOf({files});
    return refusalOf([&] { credentials.require("1750803447", usage, now); });
  };
  CHECK(problem({}).empty());
  CHECK(problem({"INSI-AUTO"}, Usage::automatic).empty());
  for (const char* name : {"INSI_MANU", "insi-manu", "INSI-MANU ", "INSI-AUTO", "AUTH_CLI"}) CHECK(problem({name}) == "certificate.insi_name");
  CHECK(problem({"INSI-MANU"}, Usage::automatic) == "certificate.insi_name");
  CHECK(problem({"INSI-MANU", "1750803448"}) == "certificate.structure");
  CHECK(problem({"INSI-MANU", "1750803447", "TEST AC", "emailProtection"}) == "certificate.usage");
  CHECK(problem({"INSI-MANU", "1750803447", "TEST AC", "clientAuth", -1}) == "certificate.expired");
  const auto missing = credentialsOf({{"1750803447", "", "/nowhere", "/nowhere", "", ""}});
  CHECK(refusalOf([&] { missing.require("1750803447", Usage::manual, now); }) == "certificate.missing");
  CHECK(refusalOf([&] { missing.require("1750803447", Usage::automatic, now); }) == "insi.structure.unknown");
}

TEST_CASE("a certificate of the other environment refuses the start, wherever it stands [SR-07]") {
  CertificateFolder folder;
  CHECK(refusalOf([&] { credentialsOf({folder.structure("1750803447")}, Environment::production); }) == "environment.mixed");
  CertificateRequest real;
  real.issuer = "AC IGC-SANTE ELEMENTAIRE ORGANISATIONS";
  const auto path = folder.issue("real", real);
  CHECK(refusalOf([&] { credentialsOf({{"1750803447", "", path, folder.keyFile(), "", ""}}); }) == "environment.mixed");
  CHECK(refusalOf([&] { credentialsOf({{"1750803447", "", path, folder.keyFile(), "", ""}}, Environment::production); }).empty());
}

TEST_CASE("an address of the other environment refuses the start [SR-07]") {
  const auto code = [](const std::string& url, Environment environment) { return refusalOf([&] { checkEndpoint(url, environment, "o"); }); };
  for (const char* url :
       {"https://services-ps.ameli.fr/lps", "https://services-ps-tlsm.ameli.fr:443/lps", "https://SERVICES-PS-TLSM.AMELI.FR./lps"}) {
    CHECK(code(url, Environment::test) == "environment.mixed");
    CHECK(code(url, Environment::production).empty());
  }
  for (const char* url : {"https://qualiflps.services-ps.ameli.fr:443/lps", "https://qualiflps-services-ps-tlsm.ameli.fr/lps",
                          "https://127.0.0.1:8443/lps", "https://localhost/lps", "https://[::1]/lps"}) {
    CHECK(code(url, Environment::production) == "environment.mixed");
    CHECK(code(url, Environment::test).empty());
  }
  for (const char* url : {"http://services-ps.ameli.fr/lps", "services-ps.ameli.fr", "https://", "https://user@services-ps.ameli.fr/", "ftp://x"}) {
    CHECK(code(url, Environment::production) == "insi.url.malformed");
  }
}

TEST_CASE("an RPPS-rang is 4 and 14 digits with a right key; another structure needs none [RIS.AUTH.02]") {
  const auto code = [](const std::string& id, Environment environment) { return refusalOf([&] { checkStructureId(id, environment); }); };
  CHECK(code("499700366240007", Environment::production).empty());
  CHECK(code("499700367909006", Environment::production).empty());
  CHECK(code("499700366240008", Environment::production) == "structure_id.malformed");
  CHECK(code("499700366240008", Environment::test).empty());
  CHECK(code("49970036624000", Environment::test) == "structure_id.malformed");
  CHECK(code("10B0152872", Environment::production).empty());
}

TEST_CASE("the end of a certificate is announced 60, 30 and 7 days ahead, the last time as urgent") {
  CertificateFolder folder;
  CertificateRequest request;
  request.validToDays = 50;
  const auto path = folder.issue("short", request);
  const auto credentials = credentialsOf({{"1750803447", "", path, folder.keyFile(), "", ""}});
  const auto today = SystemClock().now();
  const auto in = [&](int days) { return credentials.notices(today + std::chrono::days(days)); };
  CHECK(credentials.notices(today - std::chrono::days(20)).empty());
  REQUIRE(in(0).size() == 1);
  CHECK(in(0)[0].text.find("60 days") != std::string::npos);
  CHECK_FALSE(in(0)[0].urgent);
  CHECK(in(25)[0].text.find("30 days") != std::string::npos);
  CHECK(in(45)[0].text.find("7 days") != std::string::npos);
  CHECK(in(45)[0].urgent);
  CHECK(in(51)[0].text.find("certificate.expired") != std::string::npos);
  CHECK(in(51)[0].urgent);
}

TEST_CASE("a workstation's agent hands over the card's assertion: taken as it is when it can be one [RIS.INS.49]") {
  Scm scm;
  const auto standing = scm.manual(scm.radiologistHere(), "", "", "<?xml version=\"1.0\"?>\n" + assertion(kLater) + "\n");
  CHECK(standing.mode == "card");
  CHECK(standing.assertion == assertion(kLater));
  CHECK(ownerOf(*standing.transport) == "card");
  Standings without(scm.options, scm.credentials, nullptr, scm.clinic, *scm.store, scm.store.clock);
  CHECK(refusalOf([&] { without.manual({scm.radiologistHere(), "", "", assertion(kLater)}); }) == "insi.not_configured");
}

TEST_CASE("what cannot be a card's assertion is refused before anything leaves [RIS.INS.49]") {
  CHECK(assertionCode(assertion(kLater)).empty());
  CHECK(assertionCode(assertion("2026-11-20T10:17:00Z")) == "insi.assertion.expired");
  CHECK(assertionCode(assertion("soon")) == "insi.assertion.malformed");
  CHECK(assertionCode(assertion(kLater, "<Issuer/><Signature/>")) == "insi.assertion.malformed");
  CHECK(assertionCode(assertion(kLater, "<Issuer>x</Issuer>")) == "insi.assertion.malformed");
  CHECK(assertionCode(assertion(kLater) + "<Evil/>") == "insi.assertion.malformed");
  CHECK(assertionCode(assertion(kLater) + "</wsse:Security>") == "insi.assertion.malformed");
  CHECK(assertionCode("<!DOCTYPE a [<!ENTITY b 'c'>]>" + assertion(kLater)) == "insi.assertion.malformed");
  CHECK(assertionCode("") == "insi.assertion.malformed");
  CHECK(assertionCode("<Assertion/>") == "insi.assertion.malformed");
  CHECK(assertionCode("eyJhbGciOi") == "insi.assertion.malformed");
  CHECK(assertionCode(assertion(kLater, "<Issuer>x</Issuer><Signature/>" + std::string(65536, ' '))) == "insi.assertion.size");
  auto early = assertion(kLater);
  early.replace(early.find("2026-11-20T10:00:00Z"), 20, "2026-11-20T10:30:00Z");
  CHECK(assertionCode(early) == "insi.assertion.expired");
}

TEST_CASE("a card's assertion without Conditions serves an hour from its issue [RIS.INS.49]") {
  const auto issued = [](const std::string& instant) {
    return assertionCode(R"(<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" IssueInstant=")" + instant +
                         R"(" Version="2.0"><Issuer>CN=899700366240</Issuer><Signature/></Assertion>)");
  };
  CHECK(issued("2026-11-20T10:17:00Z").empty());
  CHECK(issued("2026-11-20T09:17:01Z").empty());
  CHECK(issued("2026-11-20T09:17:00Z") == "insi.assertion.expired");
  CHECK(issued("2026-11-20T10:22:00Z").empty());
  CHECK(issued("2026-11-20T10:22:01Z") == "insi.assertion.expired");
  CHECK(issued("today") == "insi.assertion.malformed");
  CHECK(issued("") == "insi.assertion.malformed");
}
