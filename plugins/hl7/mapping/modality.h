// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "core/domain/people.h"

namespace clairis::hl7 {

/// Procedure code → DICOM modality, from options hl7.modality.<code>.
using ModalityTable = std::map<std::string, std::string, std::less<>>;

/// A DICOM modality from an explicit value: the DICOM code itself, or a diagnostic section of HL7 table 0074 that means one (RUS, NMR,
/// NMS…). Empty for anything else: RAD says nothing about the technique.
std::string modalityFromSection(std::string_view value);

/// The modality of a procedure whose order names none: the configured table, then what the CCAM code says (fourth letter N or J: MRI; M:
/// ultrasound), then the first word of its French text (IRM, scanner, échographie, mammographie, radiographie…). Empty when unknown.
std::string modalityOfProcedure(const Code& procedure, const Code& ccam, const ModalityTable& table);

}  // namespace clairis::hl7
