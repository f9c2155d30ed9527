// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/time/instant.h"

namespace clairis {

/// How a caller proved who he is.
enum class Authentication { system, bearerToken, password, secondFactor, proSanteConnect };

/// A role that an account holds at one site.
struct SiteGrant {
  static constexpr std::string_view kAllSites = "*";
  std::string role;
  std::string siteId;   ///< kAllSites: everywhere; "": at no site, good only for what concerns none (accounts, configuration)
};

/// Who acts: an account behind REST, an HL7 partner, the system itself.
struct Caller {
  std::string principal;                  ///< "account:<id>", "hl7:<sender>", "system"
  std::string accountId;                  ///< empty for partners and the system
  std::vector<std::string> roles;         ///< those held at any site
  std::string practitionerId;             ///< registered practitioner behind the account, may be empty
  std::vector<std::string> siteIds;       ///< sites where the account holds any role; empty: none
  bool allSites = false;                  ///< a role is held everywhere
  std::vector<SiteGrant> grants;          ///< which role where; empty: each of `roles` at each of these sites
  std::string sessionId;                  ///< token or session behind the request, "" for partners and the system
  Authentication authentication = Authentication::system;
  Instant authenticatedAt{};              ///< start of the session (VIHF AuthnInstant, SR-33)
  bool serviceToken = false;              ///< token of a machine, never of a person (SR-10)

  bool hasRole(std::string_view role) const;                               ///< at any site
  bool hasRoleAt(std::string_view role, std::string_view siteId) const;
  bool activeAt(std::string_view siteId) const;                            ///< with any role: what is there may be known to exist
};

/// Permissions by role are data in core/plugin/roles.cpp. Whatever its roles, a service token never holds a medical permission (SR-10).
/// The system itself holds them all but the medical ones.
/// `allowed`: at any site, enough to reach a route. `allowedAt`: at the site of the exam, report or delivery that is acted on.
bool allowed(const Caller& caller, std::string_view permission);
bool allowedAt(const Caller& caller, std::string_view permission, std::string_view siteId);
/// Forbidden "site.right" naming the permission, unless allowedAt.
void requireAt(const Caller& caller, std::string_view permission, std::string_view siteId);

/// A role and what it may do: the whole access model is the list of these.
struct RoleGrant {
  std::string_view role;
  std::vector<std::string_view> permissions;
};
const std::vector<RoleGrant>& roleGrants();
bool knownRole(std::string_view role);

}  // namespace clairis
