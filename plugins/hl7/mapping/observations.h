// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/domain/people.h"
#include "plugins/hl7/mapping/order_group.h"

namespace clairis::hl7 {

/// What the OBX of an order say (téléradiologie guide, TLR_OBSERVATION).
struct Observed {
  std::string modality;              ///< MODALITE_IMAGERIE, DICOM code
  Code region;                       ///< REGION_ANATOMIQUE n.1 of the first region, SNOMED CT
  std::string laterality;            ///< REGION_ANATOMIQUE n.2 of the first region: R, L, B
  std::vector<std::string> remarks;  ///< everything else with a text, one line each: pregnancy, weight, history… must not be lost
};

Observed observed(const OrderGroup& group);

/// R, L or B from RT, LT, R, L, B, 50, or a SNOMED CT side; empty for anything else.
std::string lateralityFrom(std::string_view code);

}  // namespace clairis::hl7
