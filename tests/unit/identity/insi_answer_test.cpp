// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <pugixml.hpp>

#include "core/domain/refusal.h"
#include "plugins/identity/insi/answer/search_answer.h"
#include "plugins/identity/insi/faults/fault_table.h"
#include "plugins/identity/insi/soap/reply.h"
#include "plugins/identity/insi/verify/answer.h"
#include "tests/unit/identity/insi_answers.h"

using namespace clairis;
using namespace clairis::identity::insi;

namespace {

constexpr const char* kCall = "uuid:4994d193-31fb-4dd9-8b64-90004c072f68";

SearchAnswer read(const std::string& bytes) { return readSearchAnswer(readReply(bytes, kCall).payload()); }

std::string codeOf(const std::string& bytes) {
  try {
    read(bytes);
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
  return "accepted";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

Fault faultOf(const std::string& bytes) { return readReply(bytes, kCall).fault.value(); }

}  // namespace

TEST_CASE("an answer 00 carries number, OID and strict traits as INSi wrote them; the first name may lack [RIS.INS.41]") {
  const auto answer = read(test::adrun());
  CHECK(answer.code == "00");
  REQUIRE(answer.person);
  CHECK(answer.person->active == AnsweredIns{"2751263220749", "74", test::kNirTest, "", ""});
  CHECK(answer.person->history.empty());
  CHECK(answer.person->birthName == "ADRUN");
  CHECK(answer.person->firstName.empty());
  CHECK(answer.person->birthNames == "ZOE");
  CHECK(answer.person->sex == "F");
  CHECK(answer.person->birthDate == "1975-12-31");
  CHECK(answer.person->birthPlace == "63220");
}

TEST_CASE("former numbers are read tolerantly: one like the active is none, dates in any order, keys as given [RIS.INS.41]") {
  CHECK(read(test::corse()).person->history.empty());
  const auto person = *read(test::ecetinsi()).person;
  REQUIRE(person.history.size() == 2);
  CHECK(person.history[0] == AnsweredIns{"2090763220834", "39", test::kNirTest, "2019-03-01", "2019-02-28"});
  CHECK(person.history[1] == AnsweredIns{"2090663220123", "55", test::kNirTest, "", ""});
  CHECK(read(test::hermann()).person->active.key == "60");
  CHECK(read(replaced(test::adrun(), "<Cle>74</Cle>", "")).person->active.key.empty());
}

TEST_CASE("a NIA keeps the OID that says so, and a first name that came is kept [RIS.INS.41]") {
  const auto person = *read(test::provisoire()).person;
  CHECK(person.active.oid == test::kNia);
  CHECK(person.firstName == "MATRICULE");
}

TEST_CASE("answers 01 and 02 carry nobody, not even when a person slips in [RIS.INS.41]") {
  CHECK(read(test::nobody()).code == "01");
  CHECK(read(test::several()).code == "02");
  CHECK_FALSE(read(test::nobody()).person);
  CHECK_FALSE(read(replaced(test::adrun(), "<CodeCR>00", "<CodeCR>02")).person);
}

TEST_CASE("unknown elements, prefixes and white space do not matter [RIS.INS.41]") {
  auto bytes = replaced(test::adrun(), "<TIQ>", "<AUTRE><X/></AUTRE><TIQ>\n  ");
  bytes = replaced(bytes, "<NomNaissance>ADRUN", "<!-- c --><NomNaissance>\n ADRUN ");
  CHECK(read(bytes).person->birthName == "ADRUN");
  CHECK(read(test::soap("<n:RESULTAT xmlns:n=\"x\"><n:CR><n:CodeCR> 01 </n:CodeCR></n:CR></n:RESULTAT>")).code == "01");
}

TEST_CASE("an empty trait stays empty for whoever takes it [RIS.INS.16]") {
  CHECK(read(replaced(test::adrun(), "<Sexe>F</Sexe>", "<Sexe/>")).person->sex.empty());
  CHECK(read(replaced(test::adrun(), "<ListePrenom>ZOE</ListePrenom>", "")).person->birthNames.empty());
}

TEST_CASE("hostile and broken answers are refused, at every length [RIS.INS.41]") {
  const auto whole = test::ecetinsi();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK(codeOf(whole.substr(0, length)) == "insi.answer.malformed");
  }
  CHECK(codeOf("<!DOCTYPE x [<!ENTITY a \"b\">]>" + whole.substr(38)) == "insi.answer.malformed");
  CHECK(codeOf("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>") == "insi.answer.malformed");
  CHECK(codeOf("<html><body>Maintenance</body></html>") == "insi.answer.malformed");
  CHECK(codeOf(std::string("\x00\xff\x00", 3)) == "insi.answer.malformed");
  CHECK(codeOf(test::soap("")) == "insi.answer.malformed");
  CHECK(codeOf(test::soap("<OTHER/>")) == "insi.answer.malformed");
  CHECK(codeOf(R"(<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><RESULTAT/></Body></Envelope>)") == "insi.answer.malformed");
  for (const auto* code : {"", "03", "0", "OK", "000"})
    CHECK(codeOf(replaced(test::adrun(), "<CodeCR>00", std::string("<CodeCR>") + code)) == "insi.answer.malformed");
  for (const auto* number : {"", "275126322074", "27512632207490", "2751263220A49", "2751263 20749"}) {
    CHECK(codeOf(replaced(test::adrun(), "2751263220749", number)) == "insi.answer.malformed");
  }
  for (const auto* key : {"7", "745", "7A"}) CHECK(codeOf(replaced(test::adrun(), "<Cle>74", std::string("<Cle>") + key)) == "insi.answer.malformed");
  CHECK(codeOf(replaced(test::adrun(), test::kNirTest, "1.2.3")) == "insi.answer.malformed");
  CHECK(codeOf(replaced(test::adrun(), ">ADRUN<", ">" + std::string(201, 'A') + "<")) == "insi.answer.malformed");
  CHECK(codeOf(test::result("00", "OK")) == "insi.answer.malformed");
  const auto one = test::person(test::ins("INSACTIF", "2751263220749", "74", test::kNirTest), "");
  CHECK(codeOf(test::result("00", "OK", one + one)) == "insi.answer.malformed");
  std::string history;
  for (int i = 0; i < 51; ++i) history += test::ins("INSHISTO", "2751263220749", "74", test::kNirTest);
  CHECK(codeOf(test::result("00", "OK", test::person(test::ins("INSACTIF", "2751263220749", "74", test::kNirTest) + history, ""))) ==
        "insi.answer.malformed");
}

TEST_CASE("nesting without end exhausts nothing") {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  CHECK(codeOf(test::soap(deep)) == "insi.answer.malformed");
  std::string closed;
  for (int i = 0; i < 100'000; ++i) closed += "</a>";
  CHECK(codeOf(test::soap(deep + closed)) == "insi.answer.malformed");
}

TEST_CASE("an answer that relates to another call is not taken for this one's [RIS.INS.41]") {
  const auto body = R"(<RESULTAT><CR><CodeCR>01</CodeCR></CR></RESULTAT>)";
  CHECK(codeOf(test::soap(body, std::string("<RelatesTo>") + kCall + "</RelatesTo>")) == "accepted");
  CHECK(codeOf(test::soap(body, "<RelatesTo>uuid:other</RelatesTo>")) == "insi.answer.other_call");
  CHECK_THROWS_AS(faultOf(test::fault("desir_550", "Sender", "siram_100", "uuid:other")), Refusal);
}

TEST_CASE("a fault is read by its siram:Erreur, in either spelling, and says what to do [RIS.INS.48]") {
  const auto unknown = faultOf(test::fault("desir_550", "Sender", "siram_100", kCall));
  CHECK(unknown.code == "desir_550");
  CHECK(unknown.severity == "fatale");
  CHECK(unknown.text == "Numéro d'autorisation du logiciel inconnu.");
  CHECK(faultRow(unknown).remedy == Remedy::configuration);
  const auto rights = faultOf(test::fault("DESIR_560"));
  CHECK(rights.code == "desir_560");
  CHECK(faultRow(rights).remedy == Remedy::configuration);
  CHECK(faultRow(rights).french.find("INSI-MANU") != std::string_view::npos);
  CHECK(faultRow(faultOf(test::fault("siram_40", "Receiver"))).remedy == Remedy::later);
  CHECK(faultRow(faultOf(test::fault("insi_999", "Receiver"))).remedy == Remedy::later);
  CHECK(faultRow(faultOf(test::fault("insi_999", "Sender"))).remedy == Remedy::request);
}

TEST_CASE("a fault without siram:Erreur is read by its subcode and reason") {
  const auto fault =
      faultOf(test::soap("<soap:Fault><soap:Code><soap:Value>soap:Receiver</soap:Value><soap:Subcode><soap:Value>s:siram_40</soap:Value>"
                         "</soap:Subcode></soap:Code><soap:Reason><soap:Text>Indisponible</soap:Text></soap:Reason></soap:Fault>"));
  CHECK(fault.code == "siram_40");
  CHECK(fault.receiver);
  CHECK(fault.text == "Indisponible");
  CHECK(faultOf(test::soap("<soap:Fault/>")).code == "fault");
}

TEST_CASE("a verification says OK or KO, and nothing else is a verdict [RIS.INS.42] [RIS.INS.48]") {
  const auto verdict = [](const std::string& code, const std::string& label) -> std::string {
    try {
      return readVerdict(readReply(test::result(code, label), kCall).payload()) ? "OK" : "KO";
    } catch (const Refusal& refusal) {
      return refusal.code();
    }
  };
  CHECK(verdict("00", "OK") == "OK");
  CHECK(verdict("00", "Identité vérifiée") == "OK");
  CHECK(verdict("01", "KO") == "KO");
  CHECK(verdict("01", "Aucune identite trouvee") == "KO");
  CHECK(verdict("", "OK") == "OK");
  CHECK(verdict("", "KO") == "KO");
  for (const auto& [code, label] : {std::pair{"", ""}, {"00", "KO"}, {"01", "OK"}, {"02", "KO"}, {"99", "KO"}, {"", "peut-être"}}) {
    CAPTURE(code);
    CAPTURE(label);
    CHECK(verdict(code, label) == "insi.answer.malformed");
  }
}
