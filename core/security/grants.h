// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/caller.h"
#include "core/plugin/sql.h"

namespace clairis {

/// Roles of an account by site: table account_grant.
namespace grants {

/// Each role at each site; no site: the roles alone, good only for what concerns none. {"*"}: all sites.
std::vector<SiteGrant> everyRoleAt(const std::vector<std::string>& roles, const std::vector<std::string>& siteIds);

/// Sorted, without repetitions, nor what "all sites" holds already.
std::vector<SiteGrant> simplified(std::vector<SiteGrant> list);

std::vector<std::string> roles(const std::vector<SiteGrant>& list);    ///< each once
std::vector<std::string> siteIds(const std::vector<SiteGrant>& list);  ///< each once, without "*" and ""
bool allSites(const std::vector<SiteGrant>& list);                     ///< any role everywhere
/// True when each role is held at the same sites: then roles and sites say it all.
bool uniform(const std::vector<SiteGrant>& list);

/// Throws Refusal "account.roles.empty", "role.unknown", "account.roles.mixed" (administrators hold no other role: IAM.91),
/// "account.site.unknown". `field`: "/roles" or "/grants", where the roles were given.
void check(Reader& reader, const std::vector<SiteGrant>& list, const std::string& field);

std::vector<SiteGrant> of(Reader& reader, std::string_view accountId);
void store(UnitOfWork& work, const std::string& accountId, const std::vector<SiteGrant>& list);
/// Roles, sites and grants of a caller.
void give(Caller& caller, std::vector<SiteGrant> list);

}  // namespace grants

/// "a,b" ↔ {"a","b"}.
std::vector<std::string> splitList(std::string_view text);
std::string joinList(const std::vector<std::string>& values);

}  // namespace clairis
