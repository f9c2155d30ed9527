// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "core/domain/identifiers.h"
#include "plugins/hl7/message/message.h"

namespace clairis::hl7 {

/// Whether a repetition of PID-3 or MRG-1 is a national identity number (INS, or the older INS-C) rather than a local identifier.
bool isInsRepetition(const Repetition& cx);

struct InsRead {
  std::optional<Ins> ins;
  bool removed = false;  ///< `""` stands where the number was, and no other one is given
};

/// The INS of PID-3 that may be taken: of this environment, and only when the identity is validated. Throws Fault.
InsRead insOf(const Segment& pid, bool validated, Environment environment);

/// The INS of MRG-1, which is not his any more. A number that is none, which may be why it is taken back, reads as nothing; one of the other
/// environment is refused (SR-07).
std::optional<Ins> formerInsOf(const Segment& mrg, Environment environment);

}  // namespace clairis::hl7
