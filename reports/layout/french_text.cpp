// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/layout/french_text.h"

#include <fmt/format.h>

#include "core/time/zone.h"
#include "reports/pdf/unicode.h"

namespace clairis::reports {

namespace {

std::string courtesy(const Practitioner& practitioner) {
  if (practitioner.title == "DR") return "Dr ";
  if (practitioner.title == "PR") return "Pr ";
  if (!practitioner.title.empty()) return practitioner.title + " ";
  if (practitioner.civility == "M") return "M. ";
  if (practitioner.civility == "MME") return "Mme ";
  return "";
}

}  // namespace

std::string spacedMatricule(const std::string& m) {
  if (m.size() != 15) return m;
  return fmt::format("{} {} {} {} {} {} {}", m.substr(0, 1), m.substr(1, 2), m.substr(3, 2), m.substr(5, 2), m.substr(7, 3), m.substr(10, 3),
                     m.substr(13));
}

std::string insLine(const Ins& ins) { return fmt::format("INS : {} ({})", spacedMatricule(ins.matricule()), ins.nature()); }

std::string frenchDate(const std::string& d) {
  if (d.empty()) return "inconnue";
  if (d.size() != 10 || d[4] != '-' || d[7] != '-') return d;
  return fmt::format("{}/{}/{}", d.substr(8, 2), d.substr(5, 2), d.substr(0, 4));
}

std::string sexWord(Sex sex) {
  switch (sex) {
    case Sex::female:
      return "Féminin";
    case Sex::male:
      return "Masculin";
    case Sex::unknown:
      return "Indéterminé";
  }
  return "Indéterminé";
}

std::string practitionerName(const Practitioner& practitioner) {
  if (practitioner.givenName.empty()) return courtesy(practitioner) + practitioner.familyName;  // a ward or a centre keeps its case
  return courtesy(practitioner) + practitioner.givenName + " " + upperCase(practitioner.familyName);
}

std::string practitionerWithRpps(const Practitioner& practitioner) {
  const auto& id = practitioner.idNat;  // a correspondent known from an order only may carry any text here
  const bool rpps = id.size() == 12 && id.front() == '8' && id.find_first_not_of("0123456789") == std::string::npos;
  return practitionerName(practitioner) + (rpps ? " – RPPS " + id.substr(1) : "");
}

std::string structureLine(const std::string& structureId) {
  if (structureId.size() < 2) return "";
  constexpr const char* kKinds[] = {"ADELI", "FINESS", "SIREN", "SIRET", "RPPS-rang"};
  const int kind = structureId[0] - '0';
  return kind >= 0 && kind <= 4 ? fmt::format("{} {}", kKinds[kind], structureId.substr(1)) : structureId;
}

std::string addressLine(const Address& address) {
  std::string city = address.postalCode;
  if (!city.empty() && !address.city.empty()) city += " ";
  city += address.city;
  std::string line = address.line;
  if (!line.empty() && !city.empty()) line += ", ";
  return line + city;
}

std::string validationLine(const ReportValue& value) {
  return fmt::format("Validé le {} par {}", Zone(value.site.zone).french(value.validatedAt), practitionerWithRpps(value.validator));
}

std::string replacementLine(const ReportValue& value) {
  std::string line;
  if (const auto& before = value.replaced) {
    line = fmt::format("{} le compte rendu validé le {} par {}.", value.addendum ? "Complète" : "Annule et remplace",
                       Zone(value.site.zone).french(before->validatedAt), practitionerName(before->validator));
    if (!before->reason.empty()) line += " Motif : " + before->reason;
    if (!value.replacesOid.empty()) line += fmt::format("\nDocument remplacé : {} – version {}", value.replacesOid, value.versionNumber);
  } else if (!value.replacesOid.empty()) {
    line = fmt::format("Annule et remplace le document {} – version {}", value.replacesOid, value.versionNumber);
  }
  return line;
}

std::string addendumLine(const AddendumValue& addendum, const std::string& zone) {
  return fmt::format("Complément du {} — {}", Zone(zone).french(addendum.at), practitionerWithRpps(addendum.practitioner));
}

std::string authorLine(const ReportValue& value) {
  const auto& structure = value.authorStructure;
  const bool remote = !structure.id.empty();
  const bool other = practitionerWithRpps(value.author) != practitionerWithRpps(value.validator);
  if (value.author.familyName.empty() || (!remote && !other)) return "";
  auto line = "Rédigé par " + practitionerWithRpps(value.author);
  if (remote) line += " – " + (structure.name.empty() ? "" : structure.name + ", ") + structureLine(structure.id);
  return line;
}

std::string firstReadingLine(const ReportValue& value) {
  if (value.firstReader.familyName.empty()) return "";
  return fmt::format("Première lecture le {} par {}", Zone(value.site.zone).french(value.firstReadAt), practitionerWithRpps(value.firstReader));
}

std::string reportTitle(const ReportValue& value) {
  if (!value.text.title.empty()) return value.text.title;
  if (!value.acts.empty()) {
    const auto& act = value.acts.front();
    for (const auto* code : {&act.procedure, &act.ccam, &act.modality})
      if (!code->display.empty()) return code->display;
  }
  return "Examen d’imagerie";
}

std::string patientName(const Traits& traits) {
  auto name = traits.birthName;
  if (!name.empty() && !traits.firstBirthName.empty()) name += " ";
  return name + traits.firstBirthName;
}

}  // namespace clairis::reports
