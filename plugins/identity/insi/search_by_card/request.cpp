// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/search_by_card/request.h"

#include <algorithm>
#include <cctype>

#include "core/domain/refusal.h"
#include "plugins/identity/insi/traits/character_profile.h"
#include "core/webservice/xml/xml_text.h"

namespace clairis::identity::insi {
namespace {

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Six digits, a digit or the A or B of Corsica, six digits.
bool numberForm(std::string_view text) {
  return text.size() == 13 && digits(text.substr(0, 6)) && digits(text.substr(7)) && (digits(text.substr(6, 1)) || text[6] == 'A' || text[6] == 'B');
}

void checkNumber(const std::string& number, const std::string& key, const char* field) {
  if (number.empty() && key.empty()) return;
  if (!numberForm(number) || key.size() != 2 || !digits(key)) {
    throw Refusal("insi.card.number", "expected 13 characters and a key of 2 digits, as the card has them: nothing was sent", field);
  }
}

void checkDate(const std::string& date) {
  if (date.empty()) return;
  const bool form =
      date.size() == 10 && date[4] == '-' && date[7] == '-' && digits(date.substr(0, 4)) && digits(date.substr(5, 2)) && digits(date.substr(8, 2));
  if (!form) throw Refusal("insi.card.birth_date", "expected AAAA-MM-JJ: nothing was sent", "/card/birthDate");
}

std::string matricule(const char* name, const std::string& number, const std::string& key) {
  if (number.empty()) return {};
  using webservice::escaped;
  return std::string("<") + name + "><NumIdentifiant>" + escaped(number) + "</NumIdentifiant><Cle>" + escaped(key) + "</Cle></" + name + ">";
}

std::string element(const char* name, const std::string& text) {
  return text.empty() ? std::string() : std::string("<") + name + ">" + webservice::escaped(text) + "</" + name + ">";
}

}  // namespace

CardReading checkedCard(const CardReading& reading) {
  auto out = reading;
  const auto& cover = reading.cover;
  checkNumber(cover.insuredNumber, cover.insuredKey, "/card/insuredNumber");
  checkNumber(cover.beneficiaryNumber, cover.beneficiaryKey, "/card/beneficiaryNumber");
  if (cover.insuredNumber.empty())
    throw Refusal("insi.card.number", "the insured person's number is needed: nothing was sent", "/card/insuredNumber");
  if (!digits(cover.scheme) || !digits(cover.fund) || (!cover.centre.empty() && !digits(cover.centre))) {
    throw Refusal("insi.card.cover", "expected scheme and fund (and centre) in digits, as the card has them: nothing was sent", "/card/scheme");
  }
  checkDate(cover.birthDate);
  if (cover.beneficiaryNumber.empty() && cover.birthDate.empty()) {
    throw Refusal("insi.card.birth_date", "a beneficiary without a number of his own is found by his birth date: nothing was sent",
                  "/card/birthDate");
  }
  if (!cover.birthRank.empty() && (!digits(cover.birthRank) || cover.birthRank.size() > 2)) {
    throw Refusal("insi.card.rank", "expected a rank of birth of 1 or 2 digits: nothing was sent", "/card/birthRank");
  }
  if (!reading.birthName.empty()) out.birthName = insiBirthName(reading.birthName, "/card/birthName");
  return out;
}

Operation searchByCard(const CardReading& reading) {
  const auto& cover = reading.cover;
  return {"urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecCarteVitale",
          R"(<RECVITALE xmlns="http://www.cnamts.fr/INSiRecVit">)" + matricule("MatriculeIndividu", cover.beneficiaryNumber, cover.beneficiaryKey) +
              matricule("MatriculeOD", cover.insuredNumber, cover.insuredKey) + element("NomNaissance", reading.birthName) +
              element("DateNaissance", cover.birthDate) + element("RangNaissance", cover.birthRank) + "</RECVITALE>"};
}

}  // namespace clairis::identity::insi
