// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/patient.h"
#include "core/plugin/identities.h"
#include "plugins/identity/insi/answer/search_answer.h"

namespace clairis::identity::insi {

/// One strict trait, side by side for the operator.
struct ComparedTrait {
  std::string field;  ///< as in the REST form of traits: birthName, firstBirthName …
  std::string local;
  std::string insi;
  bool same = false;   ///< letter by letter
  bool alike = false;  ///< but for case, accents, hyphens and apostrophes
};

/// Birth name, first birth name, list of birth names, sex, birth date, birthplace. INSi knows no first birth name: there its own Prenom stands
/// when it came, else the local one when the list begins with it, else nothing.
std::vector<ComparedTrait> compared(const Traits& local, const AnsweredPerson& found);

/// RIS.INS.14: the list begins with this first name; hyphen, apostrophe and space are one.
bool beginsList(std::string_view firstName, std::string_view birthNames);

/// Why this answer cannot be taken as it is: identity.insi.zero_date (RIS.INS.15), identity.insi.empty_trait (RIS.INS.16), insi.answer.no_key.
std::vector<std::string> obstacles(const AnsweredPerson& found);

/// What the life cycle takes: the strict traits of INSi and the first birth name that the operator confirmed. A missing key is computed only when
/// `keyConfirmed`: Refusal "insi.answer.no_key" otherwise. `testOid`: the production OID of a NIR becomes the test one.
InsiIdentity taken(const AnsweredPerson& found, const std::string& firstBirthName, bool keyConfirmed, bool testOid);

}  // namespace clairis::identity::insi
