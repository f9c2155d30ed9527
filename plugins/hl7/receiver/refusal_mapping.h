// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/domain/refusal.h"
#include "plugins/hl7/message/fault.h"

namespace clairis::hl7 {

/// Whether the database could not do its work: the same message may be sent again (AR).
bool storageTrouble(const Refusal& refusal);

/// What a use case refused, as HL7 says it. The place comes from the refusal's field ("PID-3"); storage trouble and Conflict are AR.
Fault faultFrom(const Refusal& refusal);

}  // namespace clairis::hl7
