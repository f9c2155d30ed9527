// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "plugins/identity/insi/search_by_card/request.h"
#include "plugins/identity/insi/search_by_traits/request.h"
#include "plugins/identity/insi/verify/request.h"

using namespace clairis;
using namespace clairis::identity::insi;

namespace {

const Software kSoftware{"CLAIRIS-0001", "Clairis", "0.1.0", "b3549edd-4ae9-472a-b26f-fd2fb4ef397f"};
const Stamp kStamp{"uuid:4994d193-31fb-4dd9-8b64-90004c072f68", "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222",
                   fromIso("2026-11-25T10:17:00.123Z"), "10B0152872"};

Traits houilles() { return {"Houilles", "Pierre", "Pierre Paul Jacques", "", "", "1993-01-27", Sex::male, "78311"}; }

CardReading nessi() {
  CardReading reading;
  reading.cover = {"01", "631", "0000", "2751263220749", "74", "", "", "2010-08-07", "1"};
  reading.birthName = "Nessi";
  return reading;
}

std::string cardCode(const CardReading& reading) {
  try {
    checkedCard(reading);
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
  return "accepted";
}

constexpr const char* kToday = "2026-11-25";

}  // namespace

TEST_CASE("a search by traits, byte by byte: headers in order, an empty cover, no Security without a card [RIS.INS.50]") {
  const auto traits = searchTraits(houilles(), kToday);
  const SearchBounds bounds{3, true, 10};
  const auto operation = searchByTraits(traits, {}, bounds);
  CHECK(
      envelope(kSoftware, kStamp, {}, "", operation) ==
      R"(<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Header>)"
      R"(<ctxlps:ContexteLPS xmlns:ctxlps="urn:siram:lps:ctxlps" Nature="CTXLPS" Version="01_00">)"
      R"(<ctxlps:Id>11111111-1111-4111-8111-111111111111</ctxlps:Id><ctxlps:Temps>2026-11-25T10:17:00.123Z</ctxlps:Temps>)"
      R"(<ctxlps:Emetteur>10B0152872</ctxlps:Emetteur><ctxlps:LPS><ctxlps:IDAM R="4">CLAIRIS-0001</ctxlps:IDAM>)"
      R"(<ctxlps:Version>0.1.0</ctxlps:Version><ctxlps:Instance>b3549edd-4ae9-472a-b26f-fd2fb4ef397f</ctxlps:Instance>)"
      R"(<ctxlps:Nom>urn:lps:Clairis:0.1.0</ctxlps:Nom></ctxlps:LPS></ctxlps:ContexteLPS>)"
      R"(<wsa:Action xmlns:wsa="http://www.w3.org/2005/08/addressing">urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite</wsa:Action>)"
      R"(<wsa:MessageID xmlns:wsa="http://www.w3.org/2005/08/addressing">uuid:4994d193-31fb-4dd9-8b64-90004c072f68</wsa:MessageID>)"
      R"(<ctxbam:ContexteBAM xmlns:ctxbam="urn:siram:bam:ctxbam" Nature="CTXBAM" Version="01_02">)"
      R"(<ctxbam:Id>22222222-2222-4222-8222-222222222222</ctxbam:Id><ctxbam:Temps>2026-11-25T10:17:00.123Z</ctxbam:Temps>)"
      R"(<ctxbam:Emetteur>10B0152872</ctxbam:Emetteur><ctxbam:COUVERTURE></ctxbam:COUVERTURE></ctxbam:ContexteBAM></soap:Header><soap:Body>)"
      R"(<RECSANSVITALE xmlns="http://www.cnamts.fr/INSiRecSans"><NomNaissance>HOUILLES</NomNaissance><Prenom>PIERRE</Prenom><Sexe>M</Sexe>)"
      R"(<DateNaissance>1993-01-27</DateNaissance></RECSANSVITALE></soap:Body></soap:Envelope>)");
  CHECK(contentType(operation.action) ==
        "application/soap+xml; charset=utf-8; action=\"urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite\"");
}

TEST_CASE("later calls name more first names, each in an element of its own, then the place [RIS.INS.50]") {
  const auto traits = searchTraits(houilles(), kToday);
  const SearchBounds bounds{3, true, 10};
  const auto all = searchByTraits(traits, {SearchPhase::all, 0, 2}, bounds).body;
  CHECK(all.find("<Prenom>PIERRE</Prenom><Prenom>PAUL</Prenom><Prenom>JACQUES</Prenom><Sexe>") != std::string::npos);
  CHECK(all.find("LieuNaissance") == std::string::npos);
  const auto place = searchByTraits(traits, {SearchPhase::place, 1, 1}, bounds).body;
  CHECK(place.find("<Prenom>PAUL</Prenom><Prenom>PIERRE</Prenom><Sexe>M</Sexe><DateNaissance>1993-01-27</DateNaissance>"
                   "<LieuNaissance>78311</LieuNaissance></RECSANSVITALE>") != std::string::npos);
}

TEST_CASE("a search by Vitale card: the cover in ContexteBAM, the key in RECVITALE [RIS.INS.50]") {
  const auto reading = checkedCard(nessi());
  CHECK(searchByCard(reading).body ==
        R"(<RECVITALE xmlns="http://www.cnamts.fr/INSiRecVit"><MatriculeOD><NumIdentifiant>2751263220749</NumIdentifiant><Cle>74</Cle></MatriculeOD>)"
        R"(<NomNaissance>NESSI</NomNaissance><DateNaissance>2010-08-07</DateNaissance><RangNaissance>1</RangNaissance></RECVITALE>)");
  const auto context = bamContext(kSoftware, kStamp, reading.cover);
  CHECK(context.find("<ctxbam:COUVERTURE><ctxbam:GrandRegime>01</ctxbam:GrandRegime><ctxbam:Organisme>631</ctxbam:Organisme>"
                     "<ctxbam:CodeCentre>0000</ctxbam:CodeCentre><ctxbam:ASSURE><ctxbam:Id><ctxbam:Num>2751263220749</ctxbam:Num>"
                     "<ctxbam:Cle>74</ctxbam:Cle></ctxbam:Id></ctxbam:ASSURE><ctxbam:BENEFICIAIRE><ctxbam:DateNai>2010-08-07</ctxbam:DateNai>"
                     "<ctxbam:Rang>1</ctxbam:Rang></ctxbam:BENEFICIAIRE></ctxbam:COUVERTURE>") != std::string::npos);
  auto own = nessi();
  own.cover.beneficiaryNumber = "1100863220830";
  own.cover.beneficiaryKey = "60";
  CHECK(searchByCard(checkedCard(own))
            .body.find("<RECVITALE xmlns=\"http://www.cnamts.fr/INSiRecVit\"><MatriculeIndividu>"
                       "<NumIdentifiant>1100863220830</NumIdentifiant><Cle>60</Cle></MatriculeIndividu><MatriculeOD>") == 0);
}

TEST_CASE("a card that was not read well calls nobody [RIS.INS.50]") {
  CHECK(cardCode(nessi()) == "accepted");
  const auto with = [](auto change) {
    auto reading = nessi();
    change(reading);
    return cardCode(reading);
  };
  CHECK(with([](auto& r) { r.cover.insuredNumber = "275126322074"; }) == "insi.card.number");
  CHECK(with([](auto& r) { r.cover.insuredKey = ""; }) == "insi.card.number");
  CHECK(with([](auto& r) { r.cover.insuredNumber = r.cover.insuredKey = ""; }) == "insi.card.number");
  CHECK(with([](auto& r) { r.cover.insuredNumber = "2751263C20749"; }) == "insi.card.number");
  CHECK(with([](auto& r) { r.cover.scheme = ""; }) == "insi.card.cover");
  CHECK(with([](auto& r) { r.cover.fund = "6<1"; }) == "insi.card.cover");
  CHECK(with([](auto& r) { r.cover.centre = "x"; }) == "insi.card.cover");
  CHECK(with([](auto& r) { r.cover.birthDate = ""; }) == "insi.card.birth_date");
  CHECK(with([](auto& r) { r.cover.birthDate = "07/08/2010"; }) == "insi.card.birth_date");
  CHECK(with([](auto& r) { r.cover.birthDate = "2010-00-00"; }) == "accepted");
  CHECK(with([](auto& r) { r.cover.birthRank = "123"; }) == "insi.card.rank");
  CHECK(with([](auto& r) { r.birthName = "CŒUR"; }) == "insi.name.character");
}

TEST_CASE("a unit verification carries the stored INS and traits; its names on the wire are configurable [RIS.INS.48]") {
  const Traits traits{"Pat-Trois", "Dominique", "Dominique Marie-Louise", "", "", "1979-03-28", Sex::female, "51215"};
  const auto ins = Ins::parse("279035121518989", Ins::kNirTest);
  const auto operation = verification({}, ins, traits, kToday);
  CHECK(operation.action == "urn:ServiceIdentiteCertifiee:1.0.0:verifierInsUnitaire");
  CHECK(operation.body ==
        R"(<REQUNITAIRE xmlns="http://www.cnamts.fr/INSiLot2/REQUnitaire"><IndividuVerifie><INSFourni><IdIndividu>)"
        R"(<NumIdentifiant>2790351215189</NumIdentifiant><Cle>89</Cle></IdIndividu><OID>1.2.250.1.213.1.4.10</OID></INSFourni>)"
        R"(<TraitsIdentiteIndividu><NomNaissance>PAT-TROIS</NomNaissance><ListePrenom>DOMINIQUE MARIE-LOUISE</ListePrenom><Sexe>F</Sexe>)"
        R"(<DateNaissance>1979-03-28</DateNaissance><LieuNaissance>51215</LieuNaissance></TraitsIdentiteIndividu></IndividuVerifie></REQUNITAIRE>)");
  const auto other = verification({"verifier", "DEMANDE", "urn:autre"}, ins, traits, kToday);
  CHECK(other.action == "urn:ServiceIdentiteCertifiee:1.0.0:verifier");
  CHECK(other.body.find("<DEMANDE xmlns=\"urn:autre\">") == 0);
  auto alone = traits;
  alone.birthNames = alone.birthPlaceCode = "";
  const auto short_ = verification({}, ins, alone, kToday).body;
  CHECK(short_.find("<Prenom>DOMINIQUE</Prenom><Sexe>") != std::string::npos);
  CHECK(short_.find("LieuNaissance") == std::string::npos);
}

TEST_CASE("an assertion of a card is taken over byte for byte [RIS.INS.49]") {
  const std::string assertion = "<a:Assertion xmlns:a=\"x\" ID='_1' >\n é</a:Assertion>";
  CHECK(envelope(kSoftware, kStamp, {}, assertion, {"urn:x", "<b/>"})
            .find("<soap:Header><wsse:Security xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\">" +
                  assertion + "</wsse:Security><ctxlps:ContexteLPS") != std::string::npos);
}

TEST_CASE("configured words cannot break out of their element") {
  auto software = kSoftware;
  software.authorisation = "</IDAM>&\"<";
  CHECK(lpsContext(software, kStamp).find("<ctxlps:IDAM R=\"4\">&lt;/IDAM&gt;&amp;&quot;&lt;</ctxlps:IDAM>") != std::string::npos);
}
