// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "plugins/hl7/mapping/sender.h"
#include "plugins/hl7/message/message.h"

namespace clairis::hl7 {

/// The stay that a message is about: PV1-19, counted by the authority it names, else by the one that gave the patient's number.
struct VisitNumber {
  std::string number;  ///< empty when the message names no stay
  std::string authority;
};
VisitNumber visitNumberOf(const Message& message, const Sender& sender);

/// PV1-3: ward, room, bed, as a person reads them; empty when absent.
std::string locationOf(const Message& message);

}  // namespace clairis::hl7
