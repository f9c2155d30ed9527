// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/unit/identity/insi_house.h"

using namespace clairis;
using namespace clairis::identity::insi;
using namespace clairis::identity::insi::test;

namespace {

std::string acceptCode(InsiHouse& house, const Searches::Acceptance& acceptance) {
  return clairis::test::refusalOf([&] { house.searches.accept(house.caller, acceptance); });
}

bool asked(const webservice::HttpPost& request, const std::string& part) { return request.body.find(part) != std::string::npos; }

}  // namespace

TEST_CASE(
    "a search finds one person: every call is traced with who, when, mode, structure and code, its answer sealed [RIS.INS.04] [RIS.INS.40] "
    "[RIS.INS.41]") {
  InsiHouse house;
  house.transport.says({adrun()});
  const auto patient = house.adrun();
  const auto result = house.search(patient.id);
  CHECK(result.end == SearchEnd::found);
  REQUIRE(result.steps.size() == 1);
  REQUIRE(result.found);
  const auto call = house.call(result.steps[0].callId);
  CHECK(call.patientId == patient.id);
  CHECK(call.operation == "traits");
  CHECK(call.purpose == "operator");
  CHECK(call.mode == "manual");
  CHECK(call.structure == "1750803447");
  CHECK(call.startedBy == "account:secretary");
  CHECK(call.code == "00");
  CHECK_FALSE(call.startedAt.empty());
  CHECK_FALSE(call.endedAt.empty());
  CHECK(call.criteriaHash.size() == 64);
  CHECK(asked(house.transport.requests[0], ">" + call.messageId + "<"));
  CHECK(call.content.find("ADRUN") == std::string::npos);
  CHECK(call.content.find("2751263220749") == std::string::npos);
  const auto content = house.calls.content(call);
  CHECK(content.answer == adrun());
  CHECK(content.criteria.find("ADRUN") != std::string::npos);
  CHECK(house.audited("insi.traits") == "00");
}

TEST_CASE("nothing of a person stands in clear in the trace or the audit trail [RIS.INS.41]") {
  InsiHouse house;
  house.transport.says({adrun()});
  house.search(house.adrun().id);
  const auto columns = house.sql(
      "SELECT id || search_id || operation || purpose || mode || structure || started_by || criteria_hash || message_id || code || reason FROM "
      "identity_insi_call");
  const auto audit = house.sql("SELECT action || object || outcome || detail FROM audit_entry WHERE action = 'insi.traits'");
  for (const auto* secret : {"ADRUN", "ZOE", "1975-12-31", "2751263220749", "63220"}) {
    CHECK(columns.find(secret) == std::string::npos);
    CHECK(audit.find(secret) == std::string::npos);
  }
}

TEST_CASE("the row is there before the call leaves, so that a cut shows [RIS.INS.40]") {
  InsiHouse house;
  house.transport.says({adrun()});
  std::string seen;
  house.transport.onPost = [&] { seen = house.sql("SELECT code || '|' || ended_at || '|' || operation FROM identity_insi_call"); };
  house.search(house.adrun().id);
  CHECK(seen == "||traits");
}

TEST_CASE("nobody found: the first names one by one, then all, each a call of the same search [RIS.INS.41] [RIS.INS.50]") {
  InsiHouse house;
  house.transport.says({nobody()});
  const auto patient = house.stored(IdentityStatus::provisional, houillesFeed());
  const auto result = house.search(patient.id);
  CHECK(result.end == SearchEnd::none);
  CHECK_FALSE(result.found);
  REQUIRE(house.transport.requests.size() == 4);
  CHECK(asked(house.transport.requests[1], "<Prenom>PAUL</Prenom><Sexe>"));
  CHECK(asked(house.transport.requests[3], "<Prenom>PIERRE</Prenom><Prenom>PAUL</Prenom><Prenom>JACQUES</Prenom><Sexe>"));
  CHECK(house.count("SELECT COUNT(DISTINCT search_id) FROM identity_insi_call WHERE code = '01'") == 1);
  CHECK(house.count("SELECT COUNT(DISTINCT message_id) FROM identity_insi_call") == 4);
  CHECK(house.count("SELECT MAX(number) FROM identity_insi_call") == 4);
}

TEST_CASE("a fault stops the search and gives the operator a sentence [RIS.INS.41]") {
  InsiHouse house;
  const auto patient = house.stored(IdentityStatus::provisional, houillesFeed());
  house.transport.says(ScriptedTransport::http(500, fault("desir_550")));
  const auto result = house.search(patient.id);
  CHECK(result.end == SearchEnd::fault);
  REQUIRE(result.steps.size() == 1);
  CHECK(result.steps[0].code == "desir_550");
  CHECK(result.steps[0].french.find("numéro d'autorisation") != std::string::npos);
  CHECK(house.call(result.steps[0].callId).code == "desir_550");
}

TEST_CASE("network trouble, a gateway's page and garbage end in the trace with a code of their own [RIS.INS.41]") {
  InsiHouse house;
  const auto patient = house.adrun();
  const auto codeAfter = [&](const webservice::HttpAnswer& answer) {
    house.transport.says(answer);
    const auto result = house.search(patient.id);
    CHECK(result.end == SearchEnd::fault);
    CHECK_FALSE(result.steps[0].french.empty());
    return house.call(result.steps[0].callId).code;
  };
  using webservice::Passage;
  CHECK(codeAfter({Passage::notSent, "network.refused", "no", 0, "", ""}) == "network.refused");
  CHECK(codeAfter({Passage::sentWithoutAnswer, "network.timeout", "late", 0, "", ""}) == "network.timeout");
  CHECK(codeAfter({Passage::certificateRefused, "tls.certificate_refused", "no", 0, "", ""}) == "tls.certificate_refused");
  CHECK(codeAfter(ScriptedTransport::http(503, "<html/>")) == "insi.http.503");
  CHECK(codeAfter(ScriptedTransport::http(302, "")) == "insi.http.302");
  CHECK(codeAfter(ScriptedTransport::http(500, "<html/>")) == "insi.http.500");
  CHECK(codeAfter(ScriptedTransport::http(200, std::string("\xff\x00garbage", 9))) == "insi.answer.malformed");
  CHECK(codeAfter(ScriptedTransport::http(200, result("07", "?"))) == "insi.answer.malformed");
}

TEST_CASE("a doubtful or fictitious identity, or a name INSi does not take, leaves no call and no trace of one [RIS.INS.28]") {
  InsiHouse house;
  house.transport.says({adrun()});
  const auto doubtful = house.stored(IdentityState{IdentityStatus::provisional, true, false, false, false}, adrunFeed());
  CHECK(clairis::test::refusalOf([&] { house.search(doubtful.id); }) == "insi.identity.doubtful");
  auto feed = adrunFeed();
  feed.patient.localIds[0].value = "IPP3";
  const auto fictitious = house.stored(IdentityState{IdentityStatus::provisional, false, true, false, false}, feed);
  CHECK(clairis::test::refusalOf([&] { house.search(fictitious.id); }) == "insi.identity.fictitious");
  feed.patient.localIds[0].value = "IPP4";
  feed.patient.traits.birthName = "D’ÆION";
  feed.patient.traits.firstBirthName = "CŒUR";
  const auto ligature = house.stored(IdentityStatus::provisional, feed);
  CHECK(clairis::test::refusalOf([&] { house.search(ligature.id); }) == "insi.name.character");
  CHECK(house.transport.requests.empty());
  CHECK(house.count("SELECT COUNT(*) FROM identity_insi_call") == 0);
}

TEST_CASE("accepting takes over INSi's traits and number, once, for that patient [RIS.INS.13]") {
  InsiHouse house;
  house.transport.says({adrun()});
  const auto patient = house.adrun();
  const auto callId = house.search(patient.id).steps[0].callId;
  const auto other = house.stored(IdentityStatus::provisional, houillesFeed());
  CHECK(acceptCode(house, {other.id, callId, other.version, "ZOE"}) == "insi.call.patient");
  CHECK(acceptCode(house, {patient.id, "nowhere", patient.version, "ZOE"}) == "insi.call.unknown");
  CHECK(acceptCode(house, {patient.id, callId, patient.version, ""}) == "insi.accept.first_name");
  CHECK(acceptCode(house, {patient.id, callId, patient.version + 7, "ZOE"}) == "patient.version");
  CHECK(house.call(callId).decision.empty());
  const auto taken = house.searches.accept(house.caller, {patient.id, callId, patient.version, "ZOE"});
  CHECK(taken.status == IdentityStatus::recovered);
  CHECK(taken.traits.birthName == "ADRUN");
  CHECK(taken.traits.birthNames == "ZOE");
  CHECK(taken.traits.birthPlaceCode == "63220");
  CHECK(taken.ins == Ins::parse("275126322074974", Ins::kNirTest));
  CHECK(house.call(callId).decision == "accepted");
  CHECK(house.call(callId).decidedBy == "account:secretary");
  CHECK(acceptCode(house, {patient.id, callId, taken.version, "ZOE"}) == "insi.call.decided");
}

TEST_CASE("an answer is good for an hour [RIS.INS.13]") {
  InsiHouse house;
  house.transport.says({adrun()});
  const auto patient = house.adrun();
  const auto callId = house.search(patient.id).steps[0].callId;
  // Longer than the answer lives: the first of the two bounds is the database's clock, the other the host's.
  house.write([&](UnitOfWork& work) {
    work.execute("UPDATE identity_insi_call SET ended_at = $1 WHERE id = $2", {toIso(house.store.clock.now() - std::chrono::minutes(61)), callId});
  });
  CHECK(acceptCode(house, {patient.id, callId, patient.version, "ZOE"}) == "insi.call.late");
}

TEST_CASE("former numbers follow, a repeated one does not [RIS.INS.13]") {
  InsiHouse house;
  house.transport.says({ecetinsi()});
  const auto patient =
      house.stored(IdentityStatus::provisional, feedOf({"ECETINSI", "PIERRE-ALAIN", "", "", "", "2009-07-14", Sex::male, ""}, "IPP5"));
  const auto callId = house.search(patient.id).steps[0].callId;
  house.searches.accept(house.caller, {patient.id, callId, patient.version, "PIERRE-ALAIN"});
  const auto former = house.read([&](Reader& reader) { return house.service.formerIns(reader, patient.id); });
  CHECK(former.size() == 2);
}

TEST_CASE("a first name that does not begin the list becomes a task, and no silent change [RIS.INS.14]") {
  InsiHouse house;
  house.transport.says({adrun()});
  const auto patient = house.adrun();
  const auto callId = house.search(patient.id).steps[0].callId;
  const auto taken = house.searches.accept(house.caller, {patient.id, callId, patient.version, "MARIE"});
  CHECK(taken.traits.firstBirthName == "MARIE");
  CHECK(house.tasks("first_name", patient.id).size() == 1);
}

TEST_CASE("an answer with 00 as day of birth is not taken, and stays undecided [RIS.INS.15]") {
  InsiHouse house;
  auto answer = adrun();
  answer.replace(answer.find("1975-12-31"), 10, "1975-12-00");
  house.transport.says({answer});
  const auto patient = house.adrun();
  const auto result = house.search(patient.id);
  CHECK(acceptCode(house, {patient.id, result.steps[0].callId, patient.version, "ZOE"}) == "identity.insi.zero_date");
  CHECK(house.patient(patient.id).status == IdentityStatus::provisional);
  CHECK(house.call(result.steps[0].callId).decision.empty());
}

TEST_CASE("an answer without sex is not taken [RIS.INS.16]") {
  InsiHouse house;
  auto answer = adrun();
  answer.replace(answer.find("<Sexe>F"), 7, "<Sexe>");
  house.transport.says({answer});
  const auto patient = house.adrun();
  CHECK(acceptCode(house, {patient.id, house.search(patient.id).steps[0].callId, patient.version, "ZOE"}) == "identity.insi.empty_trait");
}

TEST_CASE("a missing key is computed when the operator says so, never silently [RIS.INS.13]") {
  InsiHouse house;
  auto answer = adrun();
  answer.replace(answer.find("<Cle>74</Cle>"), 13, "");
  house.transport.says({answer});
  const auto patient = house.adrun();
  const auto callId = house.search(patient.id).steps[0].callId;
  CHECK(acceptCode(house, {patient.id, callId, patient.version, "ZOE", false}) == "insi.answer.no_key");
  CHECK(house.searches.accept(house.caller, {patient.id, callId, patient.version, "ZOE", true}).ins->matricule() == "275126322074974");
}

TEST_CASE("a number of the other environment is not taken [SR-07]") {
  InsiHouse house;
  auto answer = adrun();
  answer.replace(answer.find(kNirTest), std::string(kNirTest).size(), "1.2.250.1.213.1.4.8");
  house.transport.says({answer});
  const auto patient = house.adrun();
  const auto callId = house.search(patient.id).steps[0].callId;
  CHECK(acceptCode(house, {patient.id, callId, patient.version, "ZOE"}) == "patient.ins.environment");
  house.options.testOid = true;
  CHECK(house.searches.accept(house.caller, {patient.id, callId, patient.version, "ZOE"}).ins->oid() == Ins::kNirTest);
}

TEST_CASE("refusing changes nothing of the patient, keeps who and why, and is final [RIS.INS.41]") {
  InsiHouse house;
  house.transport.says({adrun()});
  const auto patient = house.adrun();
  const auto callId = house.search(patient.id).steps[0].callId;
  CHECK(clairis::test::refusalOf([&] { house.searches.refuse(house.caller, patient.id, callId, ""); }) == "insi.refuse.reason");
  house.searches.refuse(house.caller, patient.id, callId, "autre personne");
  CHECK(house.call(callId).decision == "refused");
  CHECK(house.call(callId).reason == "autre personne");
  CHECK(house.patient(patient.id).version == patient.version);
  CHECK(acceptCode(house, {patient.id, callId, patient.version, "ZOE"}) == "insi.call.decided");
}

TEST_CASE("an answer 01 or 02 cannot be accepted [RIS.INS.13]") {
  InsiHouse house;
  house.transport.says({several()});
  const auto patient = house.adrun();
  const auto callId = house.search(patient.id).steps.back().callId;
  CHECK(acceptCode(house, {patient.id, callId, patient.version, "ZOE"}) == "insi.call.code");
}

TEST_CASE("a search by card is one call, and its answer is accepted like any other [RIS.INS.50]") {
  InsiHouse house;
  house.transport.says({adrun()});
  const auto patient = house.adrun();
  CardReading reading;
  reading.cover = {"01", "631", "0000", "2751263220749", "74", "2751263220749", "74", "1975-12-31", "1"};
  const auto result = house.searches.byCard({house.caller, "", "", ""}, house.standing, patient.id, reading, {});
  CHECK(result.end == SearchEnd::found);
  CHECK(house.call(result.steps[0].callId).operation == "card");
  CHECK(asked(house.transport.requests[0], "<ctxbam:GrandRegime>01</ctxbam:GrandRegime>"));
  CHECK(house.searches.accept(house.caller, {patient.id, result.steps[0].callId, patient.version, "ZOE"}).status == IdentityStatus::recovered);
}

TEST_CASE("the trace goes after its time, in portions [RIS.INS.40]") {
  InsiHouse house;
  house.transport.says({nobody()});
  house.search(house.stored(IdentityStatus::provisional, houillesFeed()).id);
  const auto later = house.write([](UnitOfWork& work) { return work.now(); }) + std::chrono::hours(1);
  CHECK(house.write([&](UnitOfWork& work) { return purgeCalls(work, later - std::chrono::hours(2), 3); }) == 0);
  CHECK(house.write([&](UnitOfWork& work) { return purgeCalls(work, later, 3); }) == 3);
  CHECK(house.write([&](UnitOfWork& work) { return purgeCalls(work, later, 3); }) == 1);
}

TEST_CASE("calls are counted by operation and code [RIS.INS.04]") {
  InsiHouse house;
  house.transport.says({adrun()});
  house.search(house.adrun().id);
  CHECK(house.store.metrics.value("clairis_insi_calls_total|operation=traits|code=00") == 1);
  CHECK(house.store.metrics.value("clairis_insi_call_seconds|operation=traits") == 1);
}

TEST_CASE("who decides about an answer holds insi.call where the call was made: a right at another site is not enough [RIS.INS.06]") {
  InsiHouse house;
  house.transport.says({adrun()});
  const auto patient = house.adrun();
  const auto callId = house.search(patient.id).steps[0].callId;
  auto elsewhere = house.caller;
  elsewhere.allSites = false;
  elsewhere.siteIds = {house.main.id, "elsewhere"};
  elsewhere.grants = {{"secretary", "elsewhere"}, {"technologist", house.main.id}};
  CHECK(allowed(elsewhere, "insi.call"));
  const Searches::Acceptance acceptance{patient.id, callId, patient.version, "ZOE"};
  CHECK(clairis::test::refusalOf([&] { house.searches.accept(elsewhere, acceptance); }) == "site.right");
  CHECK(clairis::test::refusalOf([&] { house.searches.refuse(elsewhere, patient.id, callId, "autre personne"); }) == "site.right");
  CHECK(house.call(callId).decision.empty());
  CHECK(house.patient(patient.id).version == patient.version);
  elsewhere.grants = {{"secretary", house.main.id}};
  CHECK(house.searches.accept(elsewhere, acceptance).status == IdentityStatus::recovered);
}
