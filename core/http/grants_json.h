// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>

#include "core/security/grants.h"

namespace clairis {

/// [{"role":"radiologist","siteId":"…"}], {"role":"…","allSites":true} or the role alone, which is good for what concerns no site.
nlohmann::ordered_json grantsJson(const std::vector<SiteGrant>& list);

/// `grants`, or in their place `roles` with `siteIds` or `allSites`. Throws Refusal "account.grants.both", "account.grants.malformed",
/// "account.roles.empty", "account.site.unknown", "json.field".
std::vector<SiteGrant> grantsFrom(const nlohmann::json& body);

}  // namespace clairis
