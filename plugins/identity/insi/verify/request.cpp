// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/verify/request.h"

#include "plugins/identity/insi/traits/character_profile.h"
#include "plugins/identity/insi/traits/search_traits.h"
#include "core/webservice/xml/xml_text.h"

namespace clairis::identity::insi {
namespace {

constexpr std::size_t kNumberLength = 13;

std::string firstNames(const Traits& traits) {
  if (traits.birthNames.empty()) return "<Prenom>" + insiFirstName(traits.firstBirthName, "/traits/firstBirthName") + "</Prenom>";
  return "<ListePrenom>" + insiFirstName(traits.birthNames, "/traits/birthNames") + "</ListePrenom>";
}

}  // namespace

Operation verification(const VerifyNames& names, const Ins& ins, const Traits& traits, std::string_view today, std::string_view oidAtInsi) {
  using webservice::escaped;
  const auto checked = searchTraits(traits, today);
  std::string body = "<" + names.element + " xmlns=\"" + escaped(names.nameSpace) + "\"><IndividuVerifie><INSFourni><IdIndividu><NumIdentifiant>" +
                     escaped(ins.matricule().substr(0, kNumberLength)) + "</NumIdentifiant><Cle>" + escaped(ins.matricule().substr(kNumberLength)) +
                     "</Cle></IdIndividu><OID>" + escaped(oidAtInsi.empty() ? std::string_view(ins.oid()) : oidAtInsi) +
                     "</OID></INSFourni><TraitsIdentiteIndividu><NomNaissance>" + escaped(checked.birthName) + "</NomNaissance>" +
                     firstNames(traits) + "<Sexe>" + escaped(checked.sex) + "</Sexe><DateNaissance>" + escaped(checked.birthDate) +
                     "</DateNaissance>";
  if (!checked.birthPlace.empty()) body += "<LieuNaissance>" + escaped(checked.birthPlace) + "</LieuNaissance>";
  body += "</TraitsIdentiteIndividu></IndividuVerifie></" + names.element + ">";
  return {"urn:ServiceIdentiteCertifiee:1.0.0:" + names.operation, body};
}

}  // namespace clairis::identity::insi
