// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "core/domain/identifiers.h"
#include "plugins/hl7/message/message.h"

namespace clairis::hl7 {

/// Whether a PID-3 repetition is a national identity number (INS, or the older INS-C) rather than a local identifier.
bool isInsRepetition(const Repetition& cx);

/// The INS of PID-3 that may be taken: of this environment, and only when the identity is validated. Throws Fault.
std::optional<Ins> insOf(const Segment& pid, bool validated, Environment environment);

}  // namespace clairis::hl7
