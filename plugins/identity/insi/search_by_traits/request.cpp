// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/search_by_traits/request.h"

#include "core/webservice/xml/xml_text.h"

namespace clairis::identity::insi {

Operation searchByTraits(const SearchTraits& traits, const SearchState& state, const SearchBounds& bounds) {
  using webservice::escaped;
  std::string body = R"(<RECSANSVITALE xmlns="http://www.cnamts.fr/INSiRecSans"><NomNaissance>)" + escaped(traits.birthName) + "</NomNaissance>";
  for (const auto index : firstNamesOf(state, bounds)) body += "<Prenom>" + escaped(traits.firstNames.at(index)) + "</Prenom>";
  body += "<Sexe>" + escaped(traits.sex) + "</Sexe><DateNaissance>" + escaped(traits.birthDate) + "</DateNaissance>";
  if (state.phase == SearchPhase::place) body += "<LieuNaissance>" + escaped(traits.birthPlace) + "</LieuNaissance>";
  return {"urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite", body + "</RECSANSVITALE>"};
}

}  // namespace clairis::identity::insi
