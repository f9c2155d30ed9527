// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/plugin/identities.h"

namespace clairis::identity {

/// REST forms of an identity. Birth name, first birth name, birth date, sex and birthplace are always there (RIS.INS.02); the matricule with its OID
/// and nature only where `withIns` says so (RIS.INS.05). "locked" names the fields that ask for identity.unlock, and says why (RIS.INS.30).
nlohmann::json toJson(const Patient& patient, bool withIns);
nlohmann::json toJson(const IdentityHistoryEntry& entry, bool withIns);
nlohmann::json toJson(const IdentityProof& proof);

/// Traits as a person types them. Refusal "json.…" by the route's schema; "sex.unknown".
Traits traitsFrom(const nlohmann::json& body);
NewIdentity newIdentityFrom(const nlohmann::json& body);

namespace schema {
extern const char* const kNewIdentity;
extern const char* const kTraits;
extern const char* const kProof;
extern const char* const kMark;
extern const char* const kReason;
}  // namespace schema

}  // namespace clairis::identity
