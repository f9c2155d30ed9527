// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/answer/search_answer.h"

#include <algorithm>
#include <cctype>
#include <pugixml.hpp>
#include <string_view>

#include "core/domain/identifiers.h"
#include "core/domain/refusal.h"
#include "core/webservice/xml/xml_tree.h"

namespace clairis::identity::insi {
namespace {

using webservice::child;
using webservice::children;
using webservice::localName;
using webservice::trimmedText;

constexpr std::size_t kMostHistory = 50;
constexpr std::size_t kLongestText = 200;

[[noreturn]] void malformed(const std::string& what) { throw Refusal("insi.answer.malformed", what); }

bool digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Position 7 is the only one that may be a letter (Corsica).
bool numberForm(std::string_view text) {
  return text.size() == 13 && digits(text.substr(0, 6)) && digits(text.substr(7)) && std::isalnum(static_cast<unsigned char>(text[6])) != 0;
}

std::string text(const pugi::xml_node& parent, std::string_view name) {
  auto value = trimmedText(child(parent, name));
  if (value.size() > kLongestText) malformed("an element of INSi's answer is longer than any identity trait");
  return value;
}

AnsweredIns readIns(const pugi::xml_node& node) {
  const auto id = child(node, "IdIndividu");
  AnsweredIns ins{text(id, "NumIdentifiant"), text(id, "Cle"), text(node, "OID"), text(node, "DateDeb"), text(node, "DateFin")};
  const bool key = ins.key.empty() || (ins.key.size() == 2 && digits(ins.key));
  if (!numberForm(ins.number) || !key) malformed("a number of INSi's answer has not 13 characters, or its key not 2 digits");
  if (!Ins::isInsOid(ins.oid)) malformed("a number of INSi's answer has no INS OID");
  return ins;
}

bool sameNumber(const AnsweredIns& a, const AnsweredIns& b) { return a.number == b.number && a.oid == b.oid; }

std::vector<AnsweredIns> readHistory(const pugi::xml_node& person, const AnsweredIns& active) {
  std::vector<AnsweredIns> out;
  const auto nodes = children(person, "INSHISTO");
  if (nodes.size() > kMostHistory) malformed("INSi's answer has more former numbers than a person can have");
  for (const auto& node : nodes) {
    auto former = readIns(node);
    const bool known = sameNumber(former, active) || std::any_of(out.begin(), out.end(), [&](const auto& i) { return sameNumber(i, former); });
    if (!known) out.push_back(std::move(former));
  }
  return out;
}

AnsweredPerson readPerson(const pugi::xml_node& node) {
  AnsweredPerson person;
  const auto active = children(node, "INSACTIF");
  if (active.size() != 1) malformed("INSi says it found one person, and gives not one active number");
  person.active = readIns(active.front());
  person.history = readHistory(node, person.active);
  const auto traits = child(node, "TIQ");
  person.birthName = text(traits, "NomNaissance");
  person.firstName = text(traits, "Prenom");
  person.birthNames = text(traits, "ListePrenom");
  person.sex = text(traits, "Sexe");
  person.birthDate = text(traits, "DateNaissance");
  person.birthPlace = text(traits, "LieuNaissance");
  return person;
}

}  // namespace

SearchAnswer readSearchAnswer(const pugi::xml_node& payload) {
  if (localName(payload) != "RESULTAT") malformed("expected RESULTAT as INSi's answer to a search");
  const auto report = child(payload, "CR");
  SearchAnswer answer{text(report, "CodeCR"), text(report, "LibelleCR"), std::nullopt};
  if (answer.code != "00" && answer.code != "01" && answer.code != "02") malformed("INSi's answer has none of the codes 00, 01 and 02");
  if (answer.code != "00") return answer;
  const auto persons = children(payload, "INDIVIDU");
  if (persons.size() != 1) malformed("INSi says it found one person, and describes not one");
  answer.person = readPerson(persons.front());
  return answer;
}

}  // namespace clairis::identity::insi
