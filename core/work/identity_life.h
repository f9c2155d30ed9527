// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/work/identity_record.h"
#include "core/work/identity_rules.h"

namespace clairis::work {

/// Birth of an identity and what a person changes in it; contracts in core/plugin/identities.h.
Patient createIdentity(UnitOfWork& work, const Caller& caller, const NewIdentity& identity, const IdentityRules& rules);
Patient changeTraits(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const Traits& traits, bool birthDateUncertain,
                     std::string_view reason);
Patient markIdentity(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, IdentityAttribute attribute, bool set,
                     std::string_view reason);
Patient downgradeIdentity(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, std::string_view reason);
Patient removeIns(UnitOfWork& work, const Caller& caller, std::string_view id, std::string_view reason);

/// Refusal "identity.reason.missing".
void requireReason(std::string_view reason, const char* what);

}  // namespace clairis::work
