// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/comparison/comparison.h"

#include "core/domain/search_key.h"

namespace clairis::identity::insi {
namespace {

std::string firstNameOf(const Traits& local, const AnsweredPerson& found) {
  if (!found.firstName.empty()) return found.firstName;
  return beginsList(local.firstBirthName, found.birthNames) ? local.firstBirthName : std::string();
}

ComparedTrait trait(const char* field, const std::string& local, const std::string& insi) {
  return {field, local, insi, local == insi, searchKey(local) == searchKey(insi)};
}

Sex sexOf(const std::string& text) {
  if (text == "M") return Sex::male;
  return text == "F" ? Sex::female : Sex::unknown;
}

/// 97 − (N mod 97), two digits; only ever called with a person's word.
std::string computedKey(const std::string& number) {
  for (int key = 1; key <= 97; ++key) {
    auto text = std::to_string(key);
    if (text.size() == 1) text.insert(0, 1, '0');
    if (Ins::keyMatches(number + text)) return text;
  }
  throw Refusal("insi.answer.malformed", "no key fits the number that INSi gave");
}

std::string oidOf(const std::string& oid, bool testOid) { return testOid && oid == Ins::kNir ? std::string(Ins::kNirTest) : oid; }

bool zeroDate(const std::string& date) { return date.size() == 10 && (date.substr(5, 2) == "00" || date.substr(8, 2) == "00"); }

}  // namespace

std::vector<ComparedTrait> compared(const Traits& local, const AnsweredPerson& found) {
  return {trait("birthName", local.birthName, found.birthName),    trait("firstBirthName", local.firstBirthName, firstNameOf(local, found)),
          trait("birthNames", local.birthNames, found.birthNames), trait("sex", std::string(toText(local.sex)), found.sex),
          trait("birthDate", local.birthDate, found.birthDate),    trait("birthPlaceCode", local.birthPlaceCode, found.birthPlace)};
}

bool beginsList(std::string_view firstName, std::string_view birthNames) {
  const auto first = searchKey(firstName), list = searchKey(birthNames);
  return !first.empty() && list.substr(0, first.size()) == first && (list.size() == first.size() || list[first.size()] == ' ');
}

std::vector<std::string> obstacles(const AnsweredPerson& found) {
  std::vector<std::string> out;
  if (found.birthName.empty() || found.birthNames.empty() || sexOf(found.sex) == Sex::unknown) out.emplace_back("identity.insi.empty_trait");
  if (zeroDate(found.birthDate) || found.birthDate.empty()) out.emplace_back("identity.insi.zero_date");
  if (found.active.key.empty()) out.emplace_back("insi.answer.no_key");
  return out;
}

InsiIdentity taken(const AnsweredPerson& found, const std::string& firstBirthName, bool keyConfirmed, bool testOid) {
  auto key = found.active.key;
  if (key.empty() && !keyConfirmed) {
    throw Refusal("insi.answer.no_key", "INSi gave the number without its key: confirm that it is computed (keyConfirmed), or ask again",
                  "/keyConfirmed");
  }
  if (key.empty()) key = computedKey(found.active.number);
  InsiIdentity out{Ins::parse(found.active.number + key, oidOf(found.active.oid, testOid)), {}, {}};
  out.traits.birthName = found.birthName;
  out.traits.firstBirthName = firstBirthName;
  out.traits.birthNames = found.birthNames;
  out.traits.birthDate = found.birthDate;
  out.traits.sex = sexOf(found.sex);
  out.traits.birthPlaceCode = found.birthPlace;
  for (const auto& former : found.history) out.history.push_back({former.number + former.key, oidOf(former.oid, testOid), former.from, former.until});
  return out;
}

}  // namespace clairis::identity::insi
