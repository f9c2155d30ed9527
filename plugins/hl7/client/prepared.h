// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/identifiers.h"

namespace clairis::hl7 {

/// What stays the same over all tries of one message, stored before its first byte leaves: its MSH-10 and its bytes in the receiver's set, with and
/// without the INS.
struct Prepared {
  Environment environment = Environment::test;  ///< of MSH-11
  std::string controlId;
  std::string patientId;
  std::optional<Ins> ins;
  std::string plain;
  std::string withIns;
  std::vector<Ins> withdrawn;  ///< numbers that the receiver gives up by it
};

std::string toBytes(const Prepared& prepared);
/// Refusal "hl7.prepared" for anything that toBytes() did not write.
Prepared preparedFrom(std::string_view bytes);

}  // namespace clairis::hl7
