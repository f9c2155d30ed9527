// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string_view>

#include "core/domain/people.h"

namespace clairis::reports {

/// A row of an official value set: the code and its French words.
struct CodedWords {
  std::string_view code;
  std::string_view words;
};

/// Extracts of the value sets that an imaging report draws on, as published by ANS in its terminology package 1.12.0 (2026-07-29).
/// "system" is the OID of the code system that every row of the set belongs to.
struct ValueSet {
  std::string_view name;     ///< ANS name
  std::string_view oid;      ///< of the value set
  std::string_view system;   ///< of the code system
  std::string_view version;  ///< ANS version of the set the rows were taken from
  std::span<const CodedWords> rows;

  /// The French words of a code, empty when the set does not hold it.
  std::string_view words(std::string_view code) const noexcept;
  bool holds(std::string_view code) const noexcept { return !words(code).empty(); }
};

const ValueSet& modalities() noexcept;         ///< jdv-modalite-acquisition-cisis, DICOM DCM; complete
const ValueSet& regions() noexcept;            ///< jdv-region-anatomique-cisis, SNOMED CT; complete
const ValueSet& practiceSettings() noexcept;   ///< JDV_J04, rows of TRE_A01
const ValueSet& facilityTypes() noexcept;      ///< JDV_J02, rows of TRE_R02
const ValueSet& specialties() noexcept;        ///< JDV_J01, those an imaging department meets; not complete
const ValueSet& visibilityCodes() noexcept;    ///< JDV_J08: MASQUE_PS and INVISIBLE_…
const ValueSet& confidentialities() noexcept;  ///< N, R, V
const ValueSet& documentClasses() noexcept;    ///< JDV_J06: the two classes an imaging report is filed under
const ValueSet& activityTypes() noexcept;      ///< TRE_R209: those that HL7 PV1-2 maps to (submission set contentTypeCode)

/// CDA encounter code from HL7 PV1-2: I IMP, E EMER, R SEANCE. Out-patients (O, and N, P, U, C, V or nothing, which say no more) are
/// EXTERNE in an establishment (practice setting ETABLISSEMENT) and AMB elsewhere. Throws Refusal "cda.input.invalid" otherwise.
Code encounterCode(std::string_view patientClass, std::string_view practiceSetting);

/// Whether (code, system) is of JDV_J142.
bool isEncounterCode(std::string_view code, std::string_view system) noexcept;

}  // namespace clairis::reports
