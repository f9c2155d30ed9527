// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/domain/exam_preparation.h"
#include "plugins/hl7/mapping/order_group.h"

namespace clairis::hl7 {

/// What an order says that a technologist must know: weight (OBX 29463-7), height (8302-2), pregnancy (82810-3), allergies (AL1-3), the ward of an
/// in-patient or emergency (PV1-3). Observations stay among the remarks too; what cannot be read as a number with its unit is only there.
ExamPreparation preparationOf(const Message& message, const OrderGroup& group);

}  // namespace clairis::hl7
