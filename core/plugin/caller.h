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

/// Who acts: an account behind REST, an HL7 partner, the system itself.
struct Caller {
  std::string principal;                  ///< "account:<id>", "hl7:<sender>", "system"
  std::string accountId;                  ///< empty for partners and the system
  std::vector<std::string> roles;
  std::string practitionerId;             ///< registered practitioner behind the account, may be empty
  std::vector<std::string> siteIds;       ///< sites where the account is active; empty: none
  bool allSites = false;
  Authentication authentication = Authentication::system;
  Instant authenticatedAt{};              ///< start of the session (VIHF AuthnInstant, SR-33)
  bool serviceToken = false;              ///< token of a machine, never of a person (SR-10)

  bool hasRole(std::string_view role) const;
  bool activeAt(std::string_view siteId) const;
};

/// Permissions by role are data in core/plugin/roles.cpp. Whatever its roles, a service token never holds a medical permission (SR-10).
/// The system itself holds them all but the medical ones.
bool allowed(const Caller& caller, std::string_view permission);

/// A role and what it may do: the whole access model is the list of these.
struct RoleGrant {
  std::string_view role;
  std::vector<std::string_view> permissions;
};
const std::vector<RoleGrant>& roleGrants();
bool knownRole(std::string_view role);

}  // namespace clairis
