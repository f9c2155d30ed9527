// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "reports/report_value.h"

namespace clairis::reports::fixture {

/// A complete knee MRI report on public test identities.
inline ReportValue kneeReport() {
  ReportValue value;
  value.patient.id = "0192f0c1-0000-7000-8000-000000000001";
  value.patient.status = IdentityStatus::qualified;
  value.patient.traits = {"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"};
  value.patient.localIds = {{"IPP000123", "CIM-TEST", "1.2.250.1.999.1"}};
  value.ins = Ins::parse("279035121518989", Ins::kNirTest);
  value.site.name = "Centre de radiologie Ambroise";
  value.site.structureId = "1750803447";
  value.site.zone = "Europe/Paris";
  value.site.address = {"12 Rue Ambroise", "75010", "PARIS", "FR"};
  value.site.phone = "01 42 00 00 00";
  value.site.privacyNotice =
      "Vos données de santé sont traitées par le Centre de radiologie Ambroise pour votre prise en charge et conservées vingt ans. Vous disposez "
      "de droits d’accès, de rectification et d’opposition : écrivez à la direction du centre ou à son délégué à la protection des données.";
  value.orders = {{"D2026-77", "1.2.250.1.999.2", "A2026112001", "1.2.250.1.999.3", fromIso("2026-11-18T08:00:00.000Z")}};
  ActValue act;
  act.studyInstanceUid = "2.25.1234567890";
  act.procedure = {"24802-1", "IRM du genou droit", "2.16.840.1.113883.6.1"};
  act.modality = {"MR", "IRM", ""};
  act.startedAt = fromIso("2026-11-20T09:40:00.000Z");
  act.endedAt = fromIso("2026-11-20T10:02:00.000Z");
  act.equipment = "IRM 1,5 T";
  value.acts = {act};
  value.text.title = "IRM du genou droit";
  value.text.justification =
      "Examen demandé après un traumatisme en torsion ; recherche d’une lésion méniscale ou ligamentaire accessible à un geste.";
  value.text.indication =
      "Gonalgie droite après entorse au ski il y a trois semaines. Blocages intermittents. Laxité antérieure à l’examen clinique.";
  value.text.technique =
      "Séquences sagittales, coronales et axiales en densité de protons avec saturation du signal de la graisse (3 mm), sagittale T1. Pas "
      "d’injection.";
  value.text.results =
      "Compartiment médial : fissure verticale de la corne postérieure du ménisque médial, étendue sur 14 mm, sans fragment luxé. Cartilage "
      "conservé.\n"
      "Compartiment latéral : ménisque latéral d’aspect normal. Contusion osseuse du condyle latéral, 22 × 15 mm.\n"
      "Pivot central : rupture complète du ligament croisé antérieur au tiers moyen. Ligament croisé postérieur continu.\n"
      "Ligaments collatéraux : distension du ligament collatéral médial sans rupture (stade 1).\n"
      "Appareil extenseur : tendons quadricipital et patellaire normaux. Patella centrée, cartilage patellaire ≥ 3 mm.\n"
      "Épanchement intra-articulaire de moyenne abondance. Pas de kyste poplité.";
  value.text.conclusion =
      "Rupture complète du ligament croisé antérieur.\nFissure verticale de la corne postérieure du ménisque médial, non luxée.\n"
      "Contusion osseuse du condyle latéral.";
  value.validator = {"", "801234560801", "BIDEAULT", "Jacques", "M", "DR", {"G15_10/SM44", "Radiologie", ""}, ""};
  value.author = value.validator;
  value.requester = {"", "801234567897", "MEDIONI", "Stéphane", "M", "DR", {"G15_10/SM26", "Médecine générale", ""}, ""};
  value.recipients = {value.requester, {"", "", "Orthopédie, consultation", "", "", "", {}, ""}};
  value.treatingPhysician = value.requester;
  value.documentOid = "1.2.250.1.999.4.1.20261120.1";
  value.setId = "1.2.250.1.999.5.1";
  value.validatedAt = fromIso("2026-11-20T10:17:00.000Z");
  value.createdAt = fromIso("2026-11-20T10:17:03.250Z");
  return value;
}

/// A chest CT: irradiating, with dose, Polish, Turkish and Romanian names that WinAnsi lacks.
inline ReportValue chestReport() {
  auto value = kneeReport();
  value.text.title = "Scanner thoracique avec injection";
  value.acts.front().procedure = {"30588-8", "Scanner thoracique", "2.16.840.1.113883.6.1"};
  value.acts.front().modality = {"CT", "Scanographie", ""};
  value.acts.front().equipment = "Scanner 64 barrettes, mise en service 2021";
  value.acts.front().dose = "PDL 320 mGy·cm, CTDIvol 8,2 mGy";
  value.text.technique = "Acquisition hélicoïdale après injection de 80 mL de produit de contraste iodé à 350 mg/mL.";
  value.text.results =
      "Lésion\tSegment\tDiamètre\tÉvolution\nNodule solide\tlobe supérieur droit, segment apical\t8 mm\t+ 2 mm\nVerre dépoli\tlobe moyen\t12 "
      "mm\tstable\n"
      "- Pas d’épanchement pleural ni péricardique, pas d’adénomégalie médiastinale dont le petit axe dépasse 10 mm au sein des aires explorées par "
      "cet examen.\n"
      "- Débit estimé 1,73 m² ; température 37 °C ; ≤ 5 µm ; α, β, γ ; œdème, cœur, « guillemets » – tiret — long… Œsophage, Ÿ, 12 €.";
  value.recipients.push_back({"", "801234567814", "Şahin-Łukaszewicz", "Gülşen", "MME", "DR", {"G15_10/SM42", "Pneumologie", ""}, ""});
  value.recipients.push_back({"", "", "Țîrlea", "Ștefan", "M", "PR", {}, ""});
  return value;
}

}  // namespace clairis::reports::fixture
