// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/status/person_fields.h"

#include "plugins/hl7/message/escape.h"
#include "plugins/hl7/status/segment_writer.h"

namespace clairis::hl7 {
namespace {

/// name&oid&ISO, or the name alone.
std::string authority(const std::string& name, const std::string& oid) {
  const auto plain = escape(name, Delimiters());
  return oid.empty() ? plain : plain + "&" + oid + "&ISO";
}

}  // namespace

std::string localIdField(const LocalId& id) { return escape(id.value, Delimiters()) + "^^^" + authority(id.authority, id.authorityOid) + "^PI"; }

std::string insField(std::string_view matricule, std::string_view oid) {
  const std::string nature = oid == Ins::kNia ? "NIA" : "NIR";
  return std::string(matricule) + "^^^ASIP-SANTE-INS-" + nature + "&" + std::string(oid) + "&ISO^INS";
}

std::string insField(const Ins& ins) { return insField(ins.matricule(), ins.oid()); }

std::string nameField(const Traits& traits) {
  auto all = joinedComponents({traits.birthName, traits.firstBirthName, traits.birthNames, "", "", "", "L"});
  if (!traits.usedName.empty() || !traits.usedFirstName.empty()) {
    all += "~" + joinedComponents({traits.usedName, traits.usedFirstName, "", "", "", "", "D"});
  }
  return all;
}

std::string dayDigits(std::string_view date) {
  std::string digits;
  for (const char c : date.substr(0, 10)) {
    if (c != '-') digits += c;
  }
  return digits;
}

bool givenBy(const LocalId& id, std::string_view authority) {
  return !authority.empty() && (id.authority == authority || id.authorityOid == authority);
}

}  // namespace clairis::hl7
