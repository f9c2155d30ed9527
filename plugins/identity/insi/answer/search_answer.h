// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace pugi {
class xml_node;
}

namespace clairis::identity::insi {

/// An INS as INSi wrote it. Nothing is computed here: a missing key stays missing.
struct AnsweredIns {
  std::string number;  ///< NumIdentifiant, 13 characters
  std::string key;     ///< may be empty
  std::string oid;
  std::string from;   ///< DateDeb, may be empty, or after `until`
  std::string until;  ///< DateFin
  bool operator==(const AnsweredIns&) const = default;
};

struct AnsweredPerson {
  AnsweredIns active;
  std::vector<AnsweredIns> history;  ///< in INSi's order, without those that repeat the active one or each other
  std::string birthName;
  std::string firstName;  ///< TIQ/Prenom: real answers leave it out
  std::string birthNames;
  std::string sex;  ///< M or F; any other text as it came
  std::string birthDate;
  std::string birthPlace;
};

struct SearchAnswer {
  std::string code;                      ///< 00 one, 01 none, 02 several
  std::string label;                     ///< INSi's words
  std::optional<AnsweredPerson> person;  ///< with code 00 alone
};

/// Reads RESULTAT of both searches. Tolerant: optional elements may lack, unknown ones are skipped, dates may be in any order; a trait that is
/// empty is left empty for whoever takes it (RIS.INS.15, 16). Refusal "insi.answer.malformed": another element, another code, 00 without a
/// number and OID of the right form, more than one INDIVIDU.
SearchAnswer readSearchAnswer(const pugi::xml_node& payload);

}  // namespace clairis::identity::insi
