// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/datamatrix/scan.h"

#include "core/domain/search_key.h"

namespace clairis::identity::datamatrix {
namespace {

ComparedField byKey(const char* field, const std::string& stored, const std::string& scanned) {
  return {field, stored, scanned, stored == scanned, searchKey(stored) == searchKey(scanned)};
}

ComparedField byValue(const char* field, const std::string& stored, const std::string& scanned) {
  return {field, stored, scanned, stored == scanned, stored == scanned};
}

bool beginsList(const std::string& firstName, const std::string& list) {
  const auto first = searchKey(firstName);
  return !first.empty() && (searchKey(list) + " ").rfind(first + " ", 0) == 0;
}

}  // namespace

std::vector<ComparedField> compared(const Traits& stored, const Traits& scanned) {
  std::vector<ComparedField> fields{byKey("birthName", stored.birthName, scanned.birthName),
                                    byKey("birthNames", stored.birthNames, scanned.birthNames),
                                    {"firstBirthName", stored.firstBirthName, scanned.birthNames, false, false},
                                    byValue("birthDate", stored.birthDate, scanned.birthDate),
                                    byValue("sex", std::string(toText(stored.sex)), std::string(toText(scanned.sex))),
                                    byValue("birthPlaceCode", stored.birthPlaceCode, scanned.birthPlaceCode)};
  fields[2].same = stored.firstBirthName == scanned.birthNames;
  fields[2].alike = beginsList(stored.firstBirthName, scanned.birthNames);
  fields[5].alike = fields[5].same || scanned.birthPlaceCode.empty();
  return fields;
}

}  // namespace clairis::identity::datamatrix
