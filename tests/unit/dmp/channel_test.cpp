// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/channel.h"

#include <doctest/doctest.h>

#include "tests/unit/dmp/scripted_channel.h"

using namespace clairis;
using namespace clairis::dmp;
using namespace clairis::dmp::test;
using K = Outcome::Kind;

namespace {

const std::string kObjectRef = "<ObjectRef id=\"urn:uuid:0190a1b2-0000-4000-8000-000000000001\"/>";
const std::string kDuplicate =
    "<rs:RegistryError errorCode=\"XDSDuplicateUniqueIdInRegistry\" codeContext=\"existe\" severity=\"x:ErrorSeverityType:Error\"/>";

HttpAnswer lost(Passage passage, const std::string& code) { return {passage, code, "words", 0, "", ""}; }
HttpAnswer http(long status, const std::string& type, const std::string& body) { return {Passage::answered, "", "", status, type, body}; }

PlannedDelivery planned(const DocumentView& document, Environment environment = Environment::test) {
  auto configured = options();
  configured.environment = environment;
  const auto deliveries = ScriptedChannel(configured).channel->plan(document);
  REQUIRE(deliveries.size() == 1);
  return deliveries.front();
}

}  // namespace

TEST_CASE("[SR-30][RIS.DMP.03] planning: queued with a qualified INS, held without, final when blocked or opposed") {
  auto document = view();
  document.cda.reset();
  CHECK(planned(document).state == "queued");
  document.ins.reset();
  CHECK(planned(document).state == "held");
  CHECK(planned(document).reason == "identity.not_qualified");
  document.sharing.dmpBlocked = true;
  CHECK(planned(document).state == "final");
  CHECK(planned(document).reason == "report.dmp_blocked");
  document.sharing.dmpBlocked = false;
  document.dmpOpposition = true;
  CHECK(planned(document).state == "final");
  CHECK(planned(document).reason == "patient.opposition");
}

TEST_CASE("[SR-07] an INS of the other environment is neither planned nor sent") {
  CHECK(planned(view(), Environment::production).state == "held");
  auto configured = options();
  configured.environment = Environment::production;
  ScriptedChannel channel(configured);
  const auto outcome = channel.send();
  CHECK(outcome.kind == K::fix);
  CHECK(outcome.code == "environment.mixed");
  CHECK(channel.transport->urls.empty());
}

TEST_CASE("[SR-07] the environment decides the processing code of the existence test") {
  const auto ins = Ins::parse("279035121518989", Ins::kNirTest);
  ScriptedChannel channel;
  channel.answer(existenceAnswer()).answer(feedAnswer());
  REQUIRE(channel.send().kind == K::accepted);
  CHECK(channel.transport->bodies[0].find("<processingCode code=\"D\"/>") != std::string::npos);
  CHECK(channel.transport->bodies[0].find("root=\"" + ins.oid() + "\" extension=\"" + ins.matricule() + "\"") != std::string::npos);
}

TEST_CASE("[RIS.DMP.01] one delivery is the existence test then the feed, each with a message and a VIHF of its own") {
  ScriptedChannel channel;
  channel.answer(existenceAnswer()).answer(feedAnswer());
  const auto outcome = channel.send();
  CHECK(outcome.kind == K::accepted);
  CHECK(outcome.proof.find("RegistryResponse") != std::string::npos);
  REQUIRE(channel.transport->urls.size() == 2);
  CHECK(channel.transport->urls[0].substr(channel.transport->urls[0].rfind('/')) == "/patients");
  CHECK(channel.transport->urls[1].substr(channel.transport->urls[1].rfind('/')) == "/repository");
  const auto assertionId = [](const std::string& body) { return body.substr(body.find(" ID=\"_") + 6, 36); };
  CHECK(assertionId(channel.transport->bodies[0]) != assertionId(channel.transport->bodies[1]));
}

TEST_CASE("[SR-30] the existence test stops the delivery as the table says") {
  const auto after = [](const std::string& body) { return ScriptedChannel().answer(body).send(); };
  CHECK(after(existenceAnswer("AA", "DMPNotFound", "NF")).code == "dmp.absent");
  CHECK(after(existenceAnswer("AA", "DMPNotFound", "NF")).kind == K::later);
  CHECK(after(existenceAnswer("AA", "DMPFound", "OK", "terminated")).code == "dmp.closed");
  CHECK(after(existenceAnswer("AE", "DMPClosed", "AE")).code == "dmp.closed");
  const auto refused = after(existenceAnswer("AE", "DMPInvalidPatientId", "AE"));
  CHECK(refused.kind == K::fix);
  CHECK(refused.message == "DMPInvalidPatientId: mots du DMP");
  CHECK(after("<x/>").kind == K::retry);
  CHECK(after("<h:PRPA_IN201308UV02 xmlns:h=\"urn:hl7-org:v3\"/>").kind == K::retry);
}

TEST_CASE("[SR-30] whatever comes instead of the feed's answer leaves the outcome unknown, never a second feed") {
  const auto after = [](HttpAnswer answer) { return ScriptedChannel().answer(existenceAnswer()).answerRaw(std::move(answer)).send(); };
  const char* kSoap = "application/soap+xml";
  CHECK(after(lost(Passage::sentWithoutAnswer, "network.timeout")).kind == K::unknown);
  CHECK(after(lost(Passage::sentWithoutAnswer, "network.answer_too_large")).kind == K::unknown);
  CHECK(after(http(200, "text/html", "<html>portal</html>")).kind == K::unknown);
  CHECK(after(http(200, kSoap, "")).kind == K::unknown);
  CHECK(after(http(200, kSoap, "<s:Envelope")).kind == K::unknown);
  CHECK(after(http(500, "text/plain", "boom")).kind == K::unknown);
  CHECK(after(http(200, kSoap, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")).code == "dmp.reply.malformed");
  CHECK(ScriptedChannel().answer(existenceAnswer()).answer("<x/>").send().kind == K::unknown);
  CHECK(ScriptedChannel().answer(existenceAnswer()).answer(feedAnswer("")).send().kind != K::accepted);
  auto foreign = http(200, kSoap,
                      "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header><RelatesTo>urn:uuid:other</RelatesTo></s:Header>"
                      "<s:Body>" +
                          feedAnswer() + "</s:Body></s:Envelope>");
  CHECK(after(foreign).code == "dmp.reply.relates_to");
  CHECK(after(foreign).kind == K::unknown);
}

TEST_CASE("[SR-30] what surely did not reach the DMP is retried, what it refuses to hear pauses or waits for a person") {
  const auto after = [](HttpAnswer answer) { return ScriptedChannel().answer(existenceAnswer()).answerRaw(std::move(answer)).send(); };
  for (const auto* code : {"network.refused", "network.name", "tls.handshake"}) CHECK(after(lost(Passage::notSent, code)).kind == K::retry);
  for (const long status : {301L, 404L, 408L, 429L, 502L, 503L, 504L}) CHECK(after(http(status, "text/html", "")).kind == K::retry);
  for (const long status : {401L, 403L}) CHECK(after(http(status, "text/html", "")).kind == K::paused);
  for (const long status : {400L, 413L, 415L}) CHECK(after(http(status, "text/html", "")).kind == K::fix);
  CHECK(after(lost(Passage::certificateRefused, "tls.certificate_refused")).pauseKey == "1750803447");
}

TEST_CASE("[SR-30] a partial success is no acceptance, warnings beside a success are kept") {
  const auto partial = ScriptedChannel().answer(existenceAnswer()).answer(feedAnswer("PartialSuccess")).send();
  CHECK(partial.kind == K::fix);
  const std::string warning =
      "<rs:RegistryError errorCode=\"XDSExtraMetadataNotSaved\" codeContext=\"slot\" "
      "severity=\"urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Warning\"/>";
  const auto warned = ScriptedChannel().answer(existenceAnswer()).answer(feedAnswer("Success", warning)).send();
  CHECK(warned.kind == K::accepted);
  CHECK(warned.message.find("XDSExtraMetadataNotSaved: slot") != std::string::npos);
}

TEST_CASE("[SR-30] a duplicate is believed to be our earlier try only when there was one and the registry knows the document") {
  CHECK(ScriptedChannel().answer(existenceAnswer()).answer(feedAnswer("Failure", kDuplicate)).send(1).kind == K::fix);
  ScriptedChannel known;
  known.answer(existenceAnswer()).answer(feedAnswer("Failure", kDuplicate)).answer(findAnswer(kObjectRef));
  CHECK(known.send(2).kind == K::accepted);
  ScriptedChannel unknown;
  unknown.answer(existenceAnswer()).answer(feedAnswer("Failure", kDuplicate)).answer(findAnswer(""));
  CHECK(unknown.send(2).kind == K::fix);
  ScriptedChannel unasked;
  unasked.answer(existenceAnswer()).answer(feedAnswer("Failure", kDuplicate)).answerRaw(lost(Passage::notSent, "network.refused"));
  CHECK(unasked.send(2).kind == K::unknown);
}

TEST_CASE("[SR-30] a right denied in one record ends this delivery, denied in general it pauses the structure") {
  const auto denied = faultBody("DMPAccessDeniedByRightsService", "droit refusé");
  const auto blocked = ScriptedChannel().answer(existenceAnswer("AA", "DMPFound", "OK", "active", "INTERDIT")).answer(denied, 500).send();
  CHECK(blocked.kind == K::final);
  CHECK(blocked.code == "patient.opposition");
  const auto general = ScriptedChannel().answer(existenceAnswer()).answer(denied, 500).send();
  CHECK(general.kind == K::paused);
  CHECK(general.code == "dmp.right.denied");
}

TEST_CASE("[SR-30] probing accepts what is found, retries what is not, and decides nothing it could not ask") {
  ScriptedChannel found;
  found.answer(findAnswer(kObjectRef));
  const auto accepted = found.probe();
  CHECK(accepted.kind == K::accepted);
  CHECK(accepted.proof.find("ObjectRef") != std::string::npos);
  CHECK(found.transport->bodies[0].find("('1.2.250.1.999.1.1.20261.402.1')") != std::string::npos);
  CHECK(ScriptedChannel().answer(findAnswer("")).probe().kind == K::retry);
  CHECK(ScriptedChannel().answer(findAnswer("", "Failure")).probe().kind == K::unknown);
  CHECK(ScriptedChannel().answer(findAnswer("<ObjectRef id=\"&quot;/><evil\"/>")).probe().kind == K::unknown);
  CHECK(ScriptedChannel().answer("<x/>").probe().kind == K::unknown);
  CHECK(ScriptedChannel().answerRaw(lost(Passage::sentWithoutAnswer, "network.timeout")).probe().kind == K::unknown);
  ScriptedChannel late;
  late.clock.set(late.clock.now() + std::chrono::days(400));
  CHECK(late.probe().kind == K::unknown);
}

TEST_CASE("[RIS.DMP.06][SR-01] a replacement asks for its target first and does not feed when the question fails") {
  auto value = reports::sample::report();
  value.replacesOid = "1.2.250.1.999.1.1.20261.401.1";
  value.versionNumber = 2;
  ScriptedChannel channel;
  channel.answer(existenceAnswer()).answer(findAnswer(kObjectRef)).answer(feedAnswer());
  CHECK(channel.send(channel.task(view(value))).kind == K::accepted);
  CHECK(channel.transport->bodies[2].find("targetObject=\"urn:uuid:0190a1b2-0000-4000-8000-000000000001\"") != std::string::npos);
  ScriptedChannel failing;
  failing.answer(existenceAnswer()).answerRaw(http(503, "text/html", ""));
  CHECK(failing.send(failing.task(view(value))).kind == K::retry);
  CHECK(failing.transport->urls.size() == 2);
}

TEST_CASE("[SR-01] other bytes than those that were signed never leave") {
  ScriptedChannel channel;
  auto task = channel.task();
  task.document.cda = std::make_shared<const std::string>(*task.document.cda + " ");
  CHECK(channel.send(task).code == "dmp.document.mismatch");
  task = channel.task();
  task.document.uniqueId = "1.2.3";
  CHECK(channel.send(task).kind == K::fix);
  task = channel.task();
  task.prepared.resize(task.prepared.size() / 2);
  CHECK(channel.send(task).code == "dmp.prepared.malformed");
  CHECK(channel.transport->urls.empty());
}

TEST_CASE("[SR-30] blocked or opposed since it was planned: nothing leaves") {
  ScriptedChannel channel;
  auto task = channel.task();
  task.document.dmpOpposition = true;
  CHECK(channel.send(task).kind == K::final);
  task.document.dmpOpposition = false;
  task.document.sharing.dmpBlocked = true;
  CHECK(channel.send(task).code == "report.dmp_blocked");
  CHECK(channel.transport->urls.empty());
}

TEST_CASE("[SR-30] while a structure cannot sign nothing is prepared, and what was not prepared is asked for again later") {
  ScriptedChannel channel;
  const auto now = channel.clock.now();
  channel.clock.set(now + std::chrono::days(400));
  auto task = channel.task();
  CHECK(task.prepared.empty());
  const auto outcome = channel.send(task);
  CHECK(outcome.kind == K::paused);
  CHECK(outcome.pauseKey == "1750803447");
  channel.clock.set(now);
  CHECK(channel.send(task).code == "dmp.not_prepared");
  auto unconfigured = options();
  unconfigured.url.clear();
  ScriptedChannel without(unconfigured);
  CHECK(without.send().code == "dmp.not_configured");
}

TEST_CASE("[SR-30] a document that no try can help is for a person at its first try, with the reason") {
  ScriptedChannel channel;
  auto adult = view();
  adult.sharing.hiddenFromRepresentatives = true;
  const auto task = channel.task(adult);
  CHECK(task.prepared.empty());
  const auto outcome = channel.send(task);
  CHECK(outcome.kind == K::fix);
  CHECK(outcome.code == "dmp.visibility.adult");
  auto unnamed = view();
  unnamed.validator.idNat.clear();
  CHECK(channel.send(channel.task(unnamed)).code == "dmp.author.rpps");
  CHECK(channel.transport->urls.empty());
}

TEST_CASE("a positive existence answer is forgotten when the DMP says otherwise") {
  auto configured = options();
  configured.existenceTest = ExistenceTest::cached;
  ScriptedChannel channel(configured);
  const std::string closed = "<rs:RegistryError errorCode=\"DMPClosed\" codeContext=\"ferme\" severity=\"x:ErrorSeverityType:Error\"/>";
  channel.answer(existenceAnswer()).answer(feedAnswer()).answer(feedAnswer("Failure", closed)).answer(existenceAnswer("AA", "DMPNotFound", "NF"));
  CHECK(channel.send().kind == K::accepted);
  CHECK(channel.send().code == "dmp.closed");
  CHECK(channel.send().code == "dmp.absent");
}
