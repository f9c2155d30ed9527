// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>

#include "core/domain/refusal.h"
#include "core/plugin/caller.h"

namespace clairis {
namespace {

// What only a physician in person does (SR-10, SR-20).
constexpr std::array<std::string_view, 2> kMedical{"report.validate", "report.announce"};

bool contains(const auto& list, std::string_view wanted) { return std::find(list.begin(), list.end(), wanted) != list.end(); }

}  // namespace

// Privileged and business accounts are kept apart (Ségur SC.SSI/IAM.91 and 92): an administrator configures, and holds no right
// over a patient, an exam or a report. A person who does both has two accounts.
const std::vector<RoleGrant>& roleGrants() {
  static const std::vector<RoleGrant> grants{
      {"radiologist",
       {"patient.read", "patient.write", "ins.read", "insi.call", "identity.validate", "order.read", "order.write", "exam.read", "exam.perform",
        "report.read", "report.write", "report.provisional", "report.validate", "report.announce", "delivery.read", "delivery.manage", "worklist.read", "directory.read",
        "site.read", "funding.read"}},
      {"resident",
       {"patient.read", "ins.read", "order.read", "order.write", "exam.read", "exam.perform", "report.read", "report.write", "report.provisional",
        "delivery.read", "worklist.read", "directory.read", "site.read"}},
      {"technologist",
       {"patient.read", "ins.read", "order.read", "order.write", "exam.read", "exam.perform", "worklist.read", "directory.read", "site.read"}},
      {"secretary",
       {"patient.read", "patient.write", "ins.read", "insi.call", "identity.validate", "order.read", "order.write", "exam.read", "report.read",
        "report.write", "delivery.read", "delivery.manage", "worklist.read", "directory.read", "site.read"}},
      // Changes locked traits, merges, clears doubts, works the identity worklist.
      {"identity_officer",
       {"patient.read", "patient.write", "ins.read", "insi.call", "identity.validate", "identity.unlock", "identity.merge", "identity.manage",
        "order.read", "exam.read", "delivery.read", "delivery.manage", "site.read", "audit.read"}},
      // Watches the queues and sends again; sees whom a delivery is about, not his national number.
      {"delivery_operator", {"patient.read", "exam.read", "delivery.read", "delivery.manage", "site.read"}},
      {"auditor", {"audit.read", "site.read", "funding.read"}},
      {"administrator",
       {"site.read", "site.write", "practitioner.write", "account.write", "configuration.write", "directory.read", "funding.read", "audit.read"}},
      // identity.feed: its word about a status and an INS is taken as that of a system in the same identification domain (SR-04).
      {"service",
       {"patient.read", "patient.write", "identity.feed", "ins.read", "insi.call", "order.read", "order.write", "exam.read", "exam.perform",
        "report.read", "delivery.read", "worklist.read", "directory.read", "site.read"}},
      // The editor that embeds Clairis and validates on its own screens (SR-10).
      {"embedding_editor",
       {"patient.read", "patient.write", "identity.feed", "ins.read", "insi.call", "identity.validate", "order.read", "order.write", "exam.read",
        "exam.perform", "report.read", "report.write", "report.validated_elsewhere", "delivery.read", "delivery.manage", "worklist.read",
        "directory.read", "site.read"}},
  };
  return grants;
}

bool knownRole(std::string_view role) {
  const auto& grants = roleGrants();
  return std::any_of(grants.begin(), grants.end(), [&](const RoleGrant& grant) { return grant.role == role; });
}

namespace {

// Whatever the roles say: what a machine and the system may never do, and that the system may do everything else.
std::optional<bool> decidedByKind(const Caller& caller, std::string_view permission) {
  const bool medical = contains(kMedical, permission);
  if (medical && caller.serviceToken) return false;
  if (caller.principal == "system") return !medical;
  return std::nullopt;
}

bool anyRole(std::string_view permission, const auto& held) {
  return std::any_of(roleGrants().begin(), roleGrants().end(),
                     [&](const RoleGrant& grant) { return contains(grant.permissions, permission) && held(grant.role); });
}

}  // namespace

bool Caller::hasRole(std::string_view role) const { return contains(roles, role); }

bool Caller::activeAt(std::string_view siteId) const { return allSites || contains(siteIds, siteId); }

bool Caller::hasRoleAt(std::string_view role, std::string_view siteId) const {
  if (grants.empty()) return hasRole(role) && activeAt(siteId);
  return std::any_of(grants.begin(), grants.end(), [&](const SiteGrant& grant) {
    return grant.role == role && (grant.siteId == SiteGrant::kAllSites || (!siteId.empty() && grant.siteId == siteId));
  });
}

bool allowed(const Caller& caller, std::string_view permission) {
  if (const auto decided = decidedByKind(caller, permission)) return *decided;
  return anyRole(permission, [&](std::string_view role) { return caller.hasRole(role); });
}

bool allowedAt(const Caller& caller, std::string_view permission, std::string_view siteId) {
  if (const auto decided = decidedByKind(caller, permission)) return *decided;
  return anyRole(permission, [&](std::string_view role) { return caller.hasRoleAt(role, siteId); });
}

void requireAt(const Caller& caller, std::string_view permission, std::string_view siteId) {
  if (allowedAt(caller, permission, siteId)) return;
  throw Forbidden("site.right", "this needs the permission " + std::string(permission) + " at the site concerned");
}

}  // namespace clairis
