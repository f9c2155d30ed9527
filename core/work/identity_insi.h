// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/work/identity_record.h"
#include "core/work/identity_rules.h"

namespace clairis::work {

/// What INSi said becomes part of an identity; contracts in core/plugin/identities.h.
Patient takeFromInsi(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const InsiIdentity& found,
                     std::string_view reason, const IdentityRules& rules);
Patient verifiedByInsi(UnitOfWork& work, const Caller& caller, std::string_view id, const InsiVerification& answer);
Patient foreignVerifiedByInsi(UnitOfWork& work, const Caller& caller, std::string_view id, const InsiVerification& answer,
                              const IdentityRules& rules);
Patient keepInsApart(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const Ins& ins, std::string_view origin,
                     const IdentityRules& rules);

}  // namespace clairis::work
