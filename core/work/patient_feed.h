// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "core/plugin/clinic.h"

namespace clairis::work {

/// What a partner's words make of a patient: the rules without the database.
struct FedPatient {
  Patient patient;
  std::string_view command;  ///< of the history: receive_qualified, mark_doubtful …
};

/// The patient after the message, legal by core/domain/identity.h. `before`: as known; for somebody new a provisional identity without traits.
FedPatient fed(const Patient& before, const PatientFeed& feed);

/// Where the identity itself is left alone: contact data, identifiers and a homonym's mark are taken, the names in use as `namesInUse` says, and an INS
/// that is taken back (`""`) is removed where `removal` says so.
Patient fedBesideIdentity(const Patient& before, const PatientFeed& feed, bool namesInUse, bool removal);

inline bool believed(const PatientFeed& feed) { return feed.trust != SenderTrust::other; }

/// HL7: the two characters "" delete, nothing leaves what is stored.
inline constexpr std::string_view kDeleted = "\"\"";

}  // namespace clairis::work
