// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/value_sets.h"

#include <algorithm>
#include <array>

#include "core/domain/refusal.h"

namespace clairis::reports {
namespace {

// clang-format off
constexpr CodedWords kModalities[] = {
    {"AR", "Autoréfraction"},
    {"BDUS", "Échodensitométrie osseuse"},
    {"BI", "Imagerie biomagnétique"},
    {"BMD", "Ostéodensitométrie"},
    {"CR", "Radiographie assistée par ordinateur"},
    {"CT", "Tomodensitométrie"},
    {"DG", "Diaphanographie"},
    {"DMS", "Dermoscopie"},
    {"DX", "Radiographie numérique"},
    {"ECG", "Électrocardiographie"},
    {"EEG", "Électroencéphalographie"},
    {"EMG", "Électromyographie"},
    {"EOG", "Électrooculographie"},
    {"EPS", "Électrophysiologie cardiaque"},
    {"ES", "Endoscopie"},
    {"GM", "Microscopie générale"},
    {"HD", "Onde hémodynamique"},
    {"IO", "Radiographie intrabuccale"},
    {"IVOCT", "Tomographie par cohérence optique intravasculaire"},
    {"IVUS", "Ultrasonore intravasculaire"},
    {"KER", "Kératométrie"},
    {"LEN", "Lensométrie"},
    {"LS", "Scan laser"},
    {"MG", "Mammographie"},
    {"MR", "Résonance magnétique"},
    {"NM", "Médecine nucléaire"},
    {"OAM", "Mesures axiales ophtalmiques"},
    {"OCT", "Tomographie à cohérence optique"},
    {"OP", "Photographique ophtalmique"},
    {"OPM", "Cartographie ophtalmique"},
    {"OPT", "Tomographie ophtalmique"},
    {"OPTBSV", "Tomographie ophtalmique B-scan analyse de volume"},
    {"OPTENF", "Tomographie ophtalmique en face"},
    {"OPV", "Champ visuel ophtalmique"},
    {"OSS", "Scanner optique de surface"},
    {"POS", "Détecteur de position"},
    {"PT", "TEP : Tomographie par émission de positons"},
    {"PX", "Panaromique X-Ray"},
    {"RESP", "Onde respiratoire"},
    {"RF", "Radio-fluoroscopie"},
    {"RG", "Imagerie radiographique"},
    {"RTIMAGE", "Image RT"},
    {"SM", "Microscopie à lames"},
    {"SRF", "Réfraction subjective"},
    {"TG", "Thermographie"},
    {"US", "Échographie"},
    {"VA", "Acuité visuelle"},
    {"XA", "Angiographie X-Ray"},
    {"XC", "Caméra de photographie externe"},
};
constexpr CodedWords kRegions[] = {
    {"774007", "tête et/ou cou"},
    {"67734004", "segment thoracique du tronc"},
    {"63337009", "segment abdominopelvien du tronc"},
    {"53120007", "membre supérieur"},
    {"61685007", "membre inférieur"},
    {"76752008", "sein"},
    {"737561001", "colonne vertébrale et/ou moelle épinière"},
    {"80891009", "cœur"},
    {"113257007", "système cardiovasculaire"},
    {"38266002", "corps entier"},
};
constexpr CodedWords kPracticeSettings[] = {
    {"AMBULATOIRE", "Ambulatoire"},
    {"AMO", "Organisme d'assurance maladie obligatoire"},
    {"DEPISTAGE", "Dépistage"},
    {"ESSMS", "Etablissement ou Service Social ou Médico-Social"},
    {"ETABLISSEMENT", "Etablissement de santé"},
    {"HAD", "Hospitalisation à domicile"},
    {"MAD", "Maintien à domicile"},
    {"PALLIATIF", "Soins palliatifs"},
    {"SAD", "Soins à domicile"},
    {"SAMU_SMUR", "SAMU/SMUR"},
};
constexpr CodedWords kFacilityTypes[] = {
    {"SA01", "Etablissement public de santé"},
    {"SA02", "Hôpital militaire du Service de santé des armées"},
    {"SA03", "Etablissement privé PSPH"},
    {"SA04", "Etablissement privé non PSPH"},
    {"SA05", "Centre de santé"},
    {"SA06", "Autre structure du Service de santé des armées"},
    {"SA07", "Cabinet individuel"},
    {"SA08", "Cabinet de groupe"},
    {"SA09", "Exercice en société"},
    {"SA12", "Etablissement de soins et prévention"},
    {"SA16", "Etablissement pour personnes handicapées"},
    {"SA17", "Etablissement pour personnes âgées"},
    {"SA30", "Autre établissement sanitaire"},
    {"SA34", "Centre de dialyse"},
    {"SA36", "Centre anti-cancer"},
    {"SA40", "Secteur privé, praticien hospitalier"},
    {"SA49", "Entité Outre-Mer"},
    {"SA50", "Permanence des soins ambulatoires hors cabinet"},
    {"SA51", "Structure de coopération avec autorisation de soins"},
    {"SA52", "Maison de santé ou Pôle de santé"},
    {"SA54", "Centre de dépistage et de prévention"},
    {"SA57", "Structure de coopération avec mission de coordination de soins"},
    {"SA60", "Centres médicaux SNCF"},
    {"SA64", "Société de téléconsultation"},
    {"SA66", "Services de Prévention et de Santé au Travail (SPST)"},
    {"SA67", "Maisons médicales de garde (MMG)"},
    {"SA69", "Maisons de naissance"},
};
constexpr CodedWords kSpecialties[] = {
    {"G15_10/SM26", "Médecin - Qualifié en Médecine Générale (SM)"},
    {"G15_10/SM28", "Médecin - Médecine nucléaire (SM)"},
    {"G15_10/SM44", "Médecin - Radio-diagnostic (SM)"},
    {"G15_10/SM55", "Médecin - Radio-diagnostic et Radio-Thérapie (SM)"},
    {"G15_10/SM74", "Médecin - Radiologie et imagerie médicale (SM)"},
    {"G15_10/SM94", "Médecin - Radiologie imagerie médicale option radiologie interventionnelle avancée (SM)"},
    {"G15_98", "Manipulateur ERM"},
};
constexpr CodedWords kVisibilityCodes[] = {
    {"MASQUE_PS", "Masqué aux professionnels de santé"},
    {"INVISIBLE_PATIENT", "Non visible par le patient"},
    {"INVISIBLE_REPRESENTANTS_LEGAUX", "Non visible par les représentants légaux du patient"},
};
constexpr CodedWords kConfidentialities[] = {
    {"N", "Normal"},
    {"R", "Restreint"},
    {"V", "Très restreint"},
};
constexpr CodedWords kDocumentClasses[] = {
    {"10", "Compte rendu"},
    {"31", "Imagerie médicale"},
};
constexpr CodedWords kActivityTypes[] = {
    {"03", "Hospitalisation complète (non compris hospitalisation de semaine)"},
    {"07", "Consultation Soins Externes"},
    {"19", "Traitement et Cure Ambulatoire"},
    {"97", "Type d'activité indifférencié"},
};

struct EncounterRow {
  CodedWords coded;
  std::string_view system;
};
constexpr std::string_view kActCode = "2.16.840.1.113883.5.4";           // HL7 ActCode
constexpr std::string_view kMeetingKind = "1.2.250.1.213.1.1.4.2.291";   // TRE_R305
constexpr EncounterRow kEncounters[] = {
    {{"IMP", "Hospitalisation (établissement, y compris HAD)"}, kActCode},
    {{"EMER", "Passage aux urgences (établissement)"}, kActCode},
    {{"AMB", "Ambulatoire (hors établissement)"}, kActCode},
    {{"FLD", "Terrain (voie publique, hélicoptère, ambulance, etc.)"}, kActCode},
    {{"HH", "Soins à domicile (hors établissement)"}, kActCode},
    {{"VR", "Virtuelle"}, kActCode},
    {{"EXTERNE", "Acte et consultation externe (établissement)"}, kMeetingKind},
    {{"SEANCE", "Séance (établissement ou libéral)"}, kMeetingKind},
};
// clang-format on

std::string_view encounterFor(std::string_view patientClass, std::string_view practiceSetting) {
  constexpr std::array<std::string_view, 7> outPatient{"", "O", "N", "P", "U", "C", "V"};
  if (patientClass == "I") return "IMP";
  if (patientClass == "E") return "EMER";
  if (patientClass == "R") return "SEANCE";
  if (std::find(outPatient.begin(), outPatient.end(), patientClass) == outPatient.end()) {
    throw Refusal("cda.input.invalid", "expected an HL7 patient class among I, E, R, O, N, P, U, C, V or nothing", "patientClass");
  }
  return practiceSetting == "ETABLISSEMENT" ? "EXTERNE" : "AMB";
}

}  // namespace

std::string_view ValueSet::words(std::string_view code) const noexcept {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const CodedWords& each) { return each.code == code; });
  return row == rows.end() ? std::string_view{} : row->words;
}

// clang-format off
const ValueSet& modalities() noexcept {
  static constexpr ValueSet kSet{"jdv-modalite-acquisition-cisis", "1.2.250.1.213.1.1.5.618", "1.2.840.10008.2.16.4", "20260420150250", kModalities};
  return kSet;
}
const ValueSet& regions() noexcept {
  static constexpr ValueSet kSet{"jdv-region-anatomique-cisis", "1.2.250.1.213.1.1.5.695", "2.16.840.1.113883.6.96", "20251028115832", kRegions};
  return kSet;
}
const ValueSet& practiceSettings() noexcept {
  static constexpr ValueSet kSet{"JDV_J04_XdsPracticeSettingCode_CISIS", "1.2.250.1.213.1.1.5.467", "1.2.250.1.213.1.1.4.9", "20240927120000", kPracticeSettings};
  return kSet;
}
const ValueSet& facilityTypes() noexcept {
  static constexpr ValueSet kSet{"JDV_J02_XdsHealthcareFacilityTypeCode_CISIS", "1.2.250.1.213.1.1.5.466", "1.2.250.1.71.4.2.4", "20260223120000", kFacilityTypes};
  return kSet;
}
const ValueSet& specialties() noexcept {
  static constexpr ValueSet kSet{"JDV_J01_XdsAuthorSpecialty_CISIS", "1.2.250.1.213.1.1.5.461", "1.2.250.1.213.1.1.4.5", "", kSpecialties};
  return kSet;
}
const ValueSet& visibilityCodes() noexcept {
  static constexpr ValueSet kSet{"JDV_J08", "", "1.2.250.1.213.1.1.4.13", "", kVisibilityCodes};
  return kSet;
}
const ValueSet& confidentialities() noexcept {
  static constexpr ValueSet kSet{"Confidentiality", "2.16.840.1.113883.1.11.16926", "2.16.840.1.113883.5.25", "", kConfidentialities};
  return kSet;
}
const ValueSet& documentClasses() noexcept {
  static constexpr ValueSet kSet{"JDV_J06", "", "1.2.250.1.213.1.1.4.1", "", kDocumentClasses};
  return kSet;
}
const ValueSet& activityTypes() noexcept {
  static constexpr ValueSet kSet{"TRE_R209_TypeActivite", "", "1.2.250.1.213.2.2", "20260730120000", kActivityTypes};
  return kSet;
}
// clang-format on

Code encounterCode(std::string_view patientClass, std::string_view practiceSetting) {
  const auto code = encounterFor(patientClass, practiceSetting);
  const auto row = std::find_if(std::begin(kEncounters), std::end(kEncounters), [&](const EncounterRow& each) { return each.coded.code == code; });
  return {std::string(row->coded.code), std::string(row->coded.words), std::string(row->system)};
}

bool isEncounterCode(std::string_view code, std::string_view system) noexcept {
  return std::any_of(std::begin(kEncounters), std::end(kEncounters),
                     [&](const EncounterRow& row) { return row.coded.code == code && row.system == system; });
}

}  // namespace clairis::reports
