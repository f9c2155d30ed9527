// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/xds/hl7_text.h"

#include "reports/cda/oids.h"
#include "reports/cda/value_sets.h"
#include "reports/xds/metadata.h"

namespace clairis::reports {

std::string hl7Component(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '|':
        out += "\\F\\";
        break;
      case '^':
        out += "\\S\\";
        break;
      case '&':
        out += "\\T\\";
        break;
      case '~':
        out += "\\R\\";
        break;
      case '\\':
        out += "\\E\\";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string cx(std::string_view id, std::string_view root, std::string_view type) {
  return hl7Component(id) + "^^^&" + std::string(root) + "&ISO^" + std::string(type);
}

std::string xcn(const Practitioner& practitioner) {
  const bool internal = practitioner.idNat.find('/') != std::string::npos;
  return hl7Component(practitioner.idNat) + "^" + hl7Component(practitioner.familyName) + "^" + hl7Component(practitioner.givenName) + "^^^^^^&" +
         std::string(oid::kProfessionals) + "&ISO^D^^^" + (internal ? "EI" : "IDNPS");
}

std::string xon(std::string_view name, std::string_view structureId) {
  return hl7Component(name) + "^^^^^&" + std::string(oid::kStructures) + "&ISO^IDNST^^^" + hl7Component(structureId);
}

std::string specialtyText(const Code& specialty) {
  const auto& system = specialty.system;
  return hl7Component(specialty.code) + "^" + hl7Component(specialty.display) + "^" + (system.empty() ? std::string(oid::kSpecialty) : system);
}

XdsCode contentTypeCode(std::string_view patientClass) {
  const char* code = "07";
  if (patientClass == "I") code = "03";
  if (patientClass == "R") code = "19";
  if (patientClass == "N") code = "97";
  return {code, std::string(activityTypes().words(code)), std::string(activityTypes().system)};
}

}  // namespace clairis::reports
