// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "core/plugin/identities.h"

namespace clairis::work {

/// Why an identity is written: goes to the history, the trail and the event.
struct IdentityNote {
  std::string_view command;  ///< create, change_traits, prove, receive_qualified, merge …
  std::string_view reason;
  std::string_view sender;  ///< partner whose message it was; empty
};

/// The patient as he may be changed now: NotFound "patient.unknown", Refusal "identity.merged" (work on the survivor), Conflict "patient.version".
/// Without `version` whatever is stored is current.
Patient identityToChange(Reader& reader, std::string_view id);
Patient identityToChange(Reader& reader, std::string_view id, std::int64_t version);

/// The one way an identity is stored. `after` is legal by core/domain/identity.h (std::logic_error otherwise: a fault of the caller, and nothing is
/// stored). In the unit of work: row (version checked), history, former INS and what was sent under it (SR-06), tasks doubtful and first_name
/// opened or closed, trail, event patient.identity_changed (patient.changed when only the history grew). InsCollision (SR-03). Returns `after` with its new version.
Patient recordIdentity(UnitOfWork& work, const Caller& caller, const Patient& before, Patient after, const IdentityNote& note);
/// The same for somebody new, whose id is given here; event patient.received.
Patient recordNewIdentity(UnitOfWork& work, const Caller& caller, Patient patient, const IdentityNote& note);

/// What documents carry of an identity, and what opens or closes its outlets (SR-01, SR-02).
bool identityDiffers(const Patient& a, const Patient& b);

/// SR-03. `newcomer`: how somebody without an id is named in the task ("authority|identifier").
void refuseCollision(Reader& reader, const Patient& patient, std::string_view newcomer = {});

}  // namespace clairis::work
