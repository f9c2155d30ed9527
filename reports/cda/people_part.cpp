// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "reports/cda/header_parts.h"
#include "reports/cda/oids.h"
#include "reports/cda/value_sets.h"
#include "reports/cda/xml_text.h"

namespace clairis::reports::cda {
namespace {

// PS_IdNat; for somebody without national number (a resident) the identifier inside the structure: 3 FINESS, 4 SIREN, 5 SIRET,
// 6 RPPS practice, 1 ADELI practice, then "/" and the id here.
std::string professionalId(const Practitioner& practitioner, const std::string& structure, const std::string& field) {
  if (!practitioner.idNat.empty()) return requiredText(practitioner.idNat, field + ".idNat");
  if (practitioner.id.empty() || structure.empty()) missing(field + ".idNat", "a national identifier (8 and the RPPS)");
  constexpr std::string_view from = "12340", to = "34561";
  const auto kind = from.find(structure.front());
  if (kind == std::string_view::npos) missing(field + ".idNat", "a national identifier (8 and the RPPS)");
  return to[kind] + structure.substr(1) + "/" + practitioner.id;
}

// In teleradiology who writes works elsewhere than at the exam's site.
bool writtenElsewhere(const ReportValue& value) { return !value.authorStructure.id.empty() && value.authorStructure.id != value.site.structureId; }

bool samePerson(const Practitioner& a, const Practitioner& b) { return a.idNat.empty() ? b.idNat.empty() && a.id == b.id : a.idNat == b.idNat; }

bool hasFirstReader(const ReportValue& value) { return !value.firstReader.familyName.empty() && !samePerson(value.firstReader, value.validator); }

std::optional<Code> knownSpecialty(const Practitioner& practitioner, const std::string& field) {
  if (practitioner.specialty.empty()) return std::nullopt;
  const std::string official(specialties().words(practitioner.specialty.code));
  const auto words = official.empty() ? requiredText(practitioner.specialty.display, field + ".specialty.display") : official;
  const auto& system = practitioner.specialty.system;
  return Code{requiredText(practitioner.specialty.code, field + ".specialty"), words,
              system.empty() ? std::string(oid::kSpecialty) : requiredOid(system, field + ".specialty.system")};
}

Code requiredSpecialty(const Practitioner& practitioner, const std::string& field) {
  auto code = knownSpecialty(practitioner, field);
  if (!code) missing(field + ".specialty", "profession and specialty, e.g. G15_10/SM44 (JDV_J01)");
  return *std::move(code);
}

std::string structureId(const Site& site) {
  if (site.structureId.empty()) missing("site.structureId", "the structure's national identifier, e.g. 1 and the FINESS");
  return StructureId::parse(site.structureId).text();
}

void addSetting(Node organization, const Site& site) {
  if (site.practiceSetting.empty()) missing("site.practiceSetting", "a practice setting, e.g. AMBULATOIRE (JDV_J04)");
  const auto words = practiceSettings().words(site.practiceSetting.code);
  if (words.empty()) invalid("site.practiceSetting", "a code of JDV_J04, e.g. AMBULATOIRE or ETABLISSEMENT");
  addCode(organization, "standardIndustryClassCode", {site.practiceSetting.code, std::string(words), std::string(oid::kPracticeSetting)});
}

void addOrganization(Node parent, const char* element, const Site& site, bool withPlace, bool withSetting) {
  auto organization = add(parent, element);
  addId(organization, oid::kStructures, structureId(site));
  addText(organization, "name", requiredText(site.name, "site.name"));
  if (withPlace) addPhone(organization, site.phone, "site.phone");
  if (withPlace) addAddress(organization, site.address, "site.address");
  if (withSetting) addSetting(organization, site);
}

// Of another structure than the site nothing but number and name is known: no telephone, address or setting of the site under its name.
void addOtherStructure(Node parent, const AuthorStructure& structure) {
  auto organization = add(parent, "representedOrganization");
  addId(organization, oid::kStructures, StructureId::parse(structure.id).text());
  addText(organization, "name", requiredText(structure.name, "authorStructure.name"));
}

struct Author {
  const Practitioner& person;
  std::string field;
  Instant at;
  std::string atField;
  bool elsewhere = false;  ///< at the author's structure instead of the site
};

void addAuthor(Node document, const Rendering& rendering, const Author& author) {
  const auto& value = rendering.value;
  auto node = add(document, "author");
  // The DMP wants the role of a physician; ATTPHYS is what imaging reports of the national examples use.
  addCode(node, "functionCode",
          {"ATTPHYS", "Référent - Responsable du patient dans la structure de soins", std::string(oid::kParticipationFunction)});
  addTime(node, "time", rendering.time(author.at, author.atField));
  auto assigned = add(node, "assignedAuthor");
  addId(assigned, oid::kProfessionals,
        professionalId(author.person, author.elsewhere ? value.authorStructure.id : value.site.structureId, author.field));
  addCode(assigned, "code", requiredSpecialty(author.person, author.field));
  if (!author.elsewhere) addPhone(assigned, value.site.phone, "site.phone");
  addTelecom(assigned, "mailto:", xmlText(author.person.mssAddress, author.field + ".mssAddress"));
  addPersonName(add(assigned, "assignedPerson"), author.person, author.field);
  if (author.elsewhere)
    addOtherStructure(assigned, value.authorStructure);
  else
    addOrganization(assigned, "representedOrganization", value.site, true, true);
}

// The validating radiologist as assignedEntity: legal authenticator and performer of the acts.
void addValidator(Node parent, const Rendering& rendering, bool withSetting) {
  const auto& validator = rendering.value.validator;
  auto entity = add(parent, "assignedEntity");
  addId(entity, oid::kProfessionals, professionalId(validator, rendering.value.site.structureId, "validator"));
  addCode(entity, "code", requiredSpecialty(validator, "validator"));
  addPersonName(add(entity, "assignedPerson"), validator, "validator");
  addOrganization(entity, "representedOrganization", rendering.value.site, false, withSetting);
}

void addAssociated(Node participant, const Practitioner& practitioner, const std::string& field) {
  auto entity = add(participant, "associatedEntity");
  set(entity, "classCode", "PROV");
  if (const auto id = xmlText(practitioner.idNat, field + ".idNat"); !id.empty()) addId(entity, oid::kProfessionals, id);
  if (const auto code = knownSpecialty(practitioner, field)) addCode(entity, "code", *code);
  addTelecom(entity, "mailto:", xmlText(practitioner.mssAddress, field + ".mssAddress"));
  addPersonName(add(entity, "associatedPerson"), practitioner, field);
}

void addRequestDate(Node participant, const Rendering& rendering) {
  const auto& orders = rendering.value.orders;
  const auto first = std::min_element(orders.begin(), orders.end(), [](const auto& a, const auto& b) { return a.requestedAt < b.requestedAt; });
  addTime(add(participant, "time"), "low", rendering.time(first->requestedAt, "orders[].requestedAt"));
}

}  // namespace

// The validator is author too unless he wrote it all at the site himself: one author is always of the site's structure, which the DMP compares
// with who sends. A first reader without RPPS cannot be an authenticator (structuration minimale), so he is named as author.
void addAuthors(Node document, const Rendering& rendering) {
  const auto& value = rendering.value;
  const bool elsewhere = writtenElsewhere(value);
  addAuthor(document, rendering, {value.author, "author", value.validatedAt, "validatedAt", elsewhere});
  if (elsewhere || !samePerson(value.validator, value.author))
    addAuthor(document, rendering, {value.validator, "validator", value.validatedAt, "validatedAt"});
  if (hasFirstReader(value) && !value.firstReader.rpps() && !samePerson(value.firstReader, value.author))
    addAuthor(document, rendering, {value.firstReader, "firstReader", value.firstReadAt, "firstReadAt"});
}

void addCustodian(Node document, const Rendering& rendering) {
  addOrganization(add(add(document, "custodian"), "assignedCustodian"), "representedCustodianOrganization", rendering.value.site, true, false);
}

void addRecipients(Node document, const Rendering& rendering) {
  for (std::size_t i = 0; i < rendering.value.recipients.size(); ++i) {
    const auto& recipient = rendering.value.recipients[i];
    const auto field = "recipients[" + std::to_string(i) + "]";
    auto intended = add(add(document, "informationRecipient"), "intendedRecipient");
    const auto id = xmlText(recipient.idNat, field + ".idNat");
    if (id.empty())
      set(add(intended, "id"), "nullFlavor", "UNK");  // a correspondent known by name alone stays on the report
    else
      addId(intended, oid::kProfessionals, id);
    addTelecom(intended, "mailto:", xmlText(recipient.mssAddress, field + ".mssAddress"));
    addPersonName(add(intended, "informationRecipient"), recipient, field);
  }
}

void addLegalAuthenticator(Node document, const Rendering& rendering) {
  if (rendering.value.validator.idNat.empty()) missing("validator.idNat", "8 and the RPPS of the validating physician");
  auto node = add(document, "legalAuthenticator");
  addTime(node, "time", rendering.time(rendering.value.validatedAt, "validatedAt"));
  set(add(node, "signatureCode"), "code", "S");
  addValidator(node, rendering, false);
}

void addAuthenticator(Node document, const Rendering& rendering) {
  const auto& value = rendering.value;
  if (!hasFirstReader(value) || !value.firstReader.rpps()) return;
  auto node = add(document, "authenticator");
  addTime(node, "time", rendering.time(value.firstReadAt, "firstReadAt"));
  set(add(node, "signatureCode"), "code", "S");
  auto entity = add(node, "assignedEntity");
  addId(entity, oid::kProfessionals, requiredText(value.firstReader.idNat, "firstReader.idNat"));
  if (const auto code = knownSpecialty(value.firstReader, "firstReader")) addCode(entity, "code", *code);
  addPersonName(add(entity, "assignedPerson"), value.firstReader, "firstReader");
  if (writtenElsewhere(value) && samePerson(value.firstReader, value.author))
    addOtherStructure(entity, value.authorStructure);
  else
    addOrganization(entity, "representedOrganization", value.site, false, false);
}

void addParticipants(Node document, const Rendering& rendering) {
  if (const auto& physician = rendering.value.treatingPhysician) {
    auto node = add(document, "participant");
    set(node, "typeCode", "INF");
    addCode(node, "functionCode", {"PCP", "Médecin traitant", std::string(oid::kParticipationFunction)});
    set(add(node, "time"), "nullFlavor", "NA");
    addAssociated(node, *physician, "treatingPhysician");
  }
  if (!rendering.value.requester.familyName.empty()) {
    auto node = add(document, "participant");
    set(node, "typeCode", "REF");
    addRequestDate(node, rendering);
    addAssociated(node, rendering.value.requester, "requester");
  }
}

void addPerformer(Node serviceEvent, const Rendering& rendering) {
  auto performer = add(serviceEvent, "performer");
  set(performer, "typeCode", "PRF");
  addValidator(performer, rendering, true);
}

}  // namespace clairis::reports::cda
