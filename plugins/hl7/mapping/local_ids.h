// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/domain/patient.h"
#include "plugins/hl7/mapping/sender.h"
#include "plugins/hl7/message/message.h"

namespace clairis::hl7 {

/// The patient numbers that a structure gave (types PI, MR, PT or none) of PID-3 or MRG-1, each once; national, billing and account numbers are
/// none. Without an authority the number is the sender's own.
std::vector<LocalId> localIdsOf(const Field& field, const Sender& sender);

}  // namespace clairis::hl7
