// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/domain/identifiers.h"
#include "core/domain/patient.h"
#include "core/plugin/sql.h"

namespace clairis::hl7 {

/// Who answers for a number of a structure today: the patient, or the survivor he was merged into. Empty: nobody.
std::string patientOf(Reader& reader, const LocalId& id);
/// All of them, each once, in the order of the numbers.
std::vector<std::string> patientsOf(Reader& reader, const std::vector<LocalId>& ids);
/// The active patient qualified with this INS (SR-03: at most one). Empty: nobody.
std::string holderOf(Reader& reader, const Ins& ins);
bool hasOrders(Reader& reader, std::string_view patientId);

}  // namespace clairis::hl7
