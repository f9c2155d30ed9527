// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "reports/report_value.h"

namespace clairis::reports {

/// Wordings of a French report, UTF-8. Pure functions.

/// "279035121518989" → "2 79 03 51 215 189 89".
std::string spacedMatricule(const std::string& matricule);
/// "INS : 2 79 03 51 215 189 89 (NIR)" (RIS.INS.52: the nature is stated).
std::string insLine(const Ins& ins);
/// "1979-03-28" → "28/03/1979"; anything else as it stands, nothing → "inconnue".
std::string frenchDate(const std::string& isoDate);
std::string sexWord(Sex sex);
/// "Dr Jacques BIDEAULT".
std::string practitionerName(const Practitioner& practitioner);
/// The same with " – RPPS 01234560801" when known.
std::string practitionerWithRpps(const Practitioner& practitioner);
/// "FINESS 750803447" from a Struct_IdNat; empty when there is none.
std::string structureLine(const std::string& structureId);
/// "12 Rue Ambroise, 75010 PARIS".
std::string addressLine(const Address& address);
/// "Validé le 20/11/2026 à 11:17 par Dr Jacques BIDEAULT – RPPS 01234560801" (RIS.CRR.01).
std::string validationLine(const ReportValue& value);
/// How this version stands to the one before, for its banner: "Annule et remplace le compte rendu validé le … par Dr …. Motif : …",
/// "Complète …" for an addendum; a rendition made again of the same content names the document alone. Empty for a first version.
std::string replacementLine(const ReportValue& value);
/// "Complément du 21/11/2026 à 09:00 — Dr Jacques BIDEAULT – RPPS 01234560801".
std::string addendumLine(const AddendumValue& addendum, const std::string& zone);
/// "Rédigé par …" with the author's structure in teleradiology; empty when the validator wrote it at the site.
std::string authorLine(const ReportValue& value);
/// "Première lecture le … par …"; empty when nobody read it before.
std::string firstReadingLine(const ReportValue& value);
/// The report's title, or else the words of its principal act.
std::string reportTitle(const ReportValue& value);
/// "PAT-TROIS DOMINIQUE".
std::string patientName(const Traits& traits);

}  // namespace clairis::reports
