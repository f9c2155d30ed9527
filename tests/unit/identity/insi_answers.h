// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

/// Answers of INSi as the published CNDA cases describe them (people of the public test set), in the prefixes of the real service.
namespace clairis::identity::insi::test {

inline std::string soap(const std::string& body, const std::string& header = "") {
  return R"(<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope">)" +
         (header.empty() ? "" : "<soap:Header>" + header + "</soap:Header>") + R"(<env:Body xmlns:env="http://www.w3.org/2003/05/soap-envelope">)" +
         body + "</env:Body></soap:Envelope>";
}

inline std::string result(const std::string& code, const std::string& label, const std::string& person = "") {
  return soap(R"(<RESULTAT xmlns="http://www.cnamts.fr/INSiResultat"><CR><CodeCR>)" + code + "</CodeCR><LibelleCR>" + label + "</LibelleCR></CR>" +
              person + "</RESULTAT>");
}

inline std::string ins(const char* tag, const std::string& number, const std::string& key, const std::string& oid, const std::string& from = "",
                       const std::string& until = "") {
  const std::string name(tag);
  return "<" + name + "><IdIndividu><NumIdentifiant>" + number + "</NumIdentifiant>" + (key.empty() ? "" : "<Cle>" + key + "</Cle>") +
         "</IdIndividu><OID>" + oid + "</OID>" + (from.empty() ? "" : "<DateDeb>" + from + "</DateDeb>") +
         (until.empty() ? "" : "<DateFin>" + until + "</DateFin>") + "</" + name + ">";
}

inline std::string traits(const std::string& name, const std::string& list, const std::string& sex, const std::string& date,
                          const std::string& place) {
  return "<TIQ><NomNaissance>" + name + "</NomNaissance><ListePrenom>" + list + "</ListePrenom><Sexe>" + sex + "</Sexe><DateNaissance>" + date +
         "</DateNaissance><LieuNaissance>" + place + "</LieuNaissance></TIQ>";
}

inline std::string person(const std::string& numbers, const std::string& tiq) { return "<INDIVIDU>" + numbers + tiq + "</INDIVIDU>"; }

inline constexpr const char* kNirTest = "1.2.250.1.213.1.4.10";
inline constexpr const char* kNia = "1.2.250.1.213.1.4.9";

inline std::string adrun() {
  return result("00", "OK", person(ins("INSACTIF", "2751263220749", "74", kNirTest), traits("ADRUN", "ZOE", "F", "1975-12-31", "63220")));
}
/// The former number is the active one (TEST_2.08), which is Corsican.
inline std::string corse() {
  return result("00", "OK",
                person(ins("INSACTIF", "180032B020401", "23", kNirTest) + ins("INSHISTO", "180032B020401", "23", kNirTest),
                       traits("CORSE", "ANTHONY", "M", "1980-03-02", "2B020")));
}
/// Two former numbers; the first ends before it begins (TEST_2.04).
inline std::string ecetinsi() {
  return result(
      "00", "OK",
      person(ins("INSACTIF", "1090763220834", "89", kNirTest) + ins("INSHISTO", "2090763220834", "39", kNirTest, "2019-03-01", "2019-02-28") +
                 ins("INSHISTO", "2090663220123", "55", kNirTest),
             traits("ECETINSI", "PIERRE-ALAIN MURIEL FLORIANT", "M", "2009-07-14", "63220")));
}
/// A NIA (TEST_2.05).
inline std::string provisoire() {
  return result("00", "OK",
                person(ins("INSACTIF", "1090763220888", "35", kNia),
                       "<TIQ><NomNaissance>PROVISOIRE</NomNaissance><Prenom>MATRICULE</Prenom><ListePrenom>MATRICULE</ListePrenom><Sexe>M</Sexe>"
                       "<DateNaissance>2009-07-01</DateNaissance><LieuNaissance>63220</LieuNaissance></TIQ>"));
}
/// Keys that do not fit their numbers, as published.
inline std::string hermann() {
  return result("00", "OK",
                person(ins("INSACTIF", "1810363220456", "60", kNirTest) + ins("INSHISTO", "2810363220456", "10", kNirTest),
                       traits("HERMANN", "GATIEN", "M", "1981-03-24", "63220")));
}
inline std::string nobody() { return result("01", "Aucune identite trouvee"); }
inline std::string several() { return result("02", "Plusieurs identites trouvees"); }

inline std::string fault(const std::string& code, const std::string& side = "Sender", const std::string& subcode = "siram_100",
                         const std::string& messageId = "", const std::string& text = "Numéro d'autorisation du logiciel inconnu.") {
  return soap("<soap:Fault><soap:Code><soap:Value>soap:" + side + "</soap:Value><soap:Subcode><soap:Value>siram:" + subcode +
              "</soap:Value></soap:Subcode></soap:Code><soap:Reason><soap:Text xml:lang=\"fr\">L'accès n'est pas autorisé.</soap:Text></soap:Reason>"
              "<soap:Detail><siram:Erreur xmlns:siram=\"urn:siram\" code=\"" +
              code + "\"" + (messageId.empty() ? "" : " messageID=\"" + messageId + "\"") + " severite=\"fatale\">" + text +
              "</siram:Erreur></soap:Detail></soap:Fault>");
}

}  // namespace clairis::identity::insi::test
