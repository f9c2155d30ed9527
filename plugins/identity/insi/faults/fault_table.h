// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "plugins/identity/insi/soap/reply.h"

namespace clairis::identity::insi {

/// What can be done about a fault.
enum class Remedy {
  configuration,  ///< certificate or authorisation: every call fails until somebody mends it
  later,          ///< the service's own trouble: the same call may succeed later
  request         ///< this call is refused; others may pass
};

struct FaultRow {
  std::string_view code;
  Remedy remedy;
  std::string_view french;   ///< for the operator
  std::string_view english;  ///< for the log and the editor
};

/// The row of a fault; for an unknown code that of its side (Receiver: later, Sender: request).
const FaultRow& faultRow(const Fault& fault);

}  // namespace clairis::identity::insi
