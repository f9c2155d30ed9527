// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/grants.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/domain/refusal.h"

namespace clairis {

std::vector<std::string> splitList(std::string_view text) {
  std::vector<std::string> values;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (comma > 0) values.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return values;
}

std::string joinList(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : ",") + value;
  return text;
}

namespace grants {
namespace {

bool everywhere(const SiteGrant& grant) { return grant.siteId == SiteGrant::kAllSites; }

void checkRoles(const std::vector<std::string>& held, const std::string& field) {
  if (held.empty()) throw Refusal("account.roles.empty", "an account has at least one role", field);
  for (const auto& role : held) {
    if (knownRole(role)) continue;
    std::string known;
    for (const auto& grant : roleGrants()) known += (known.empty() ? "" : ", ") + std::string(grant.role);
    throw Refusal("role.unknown", "expected one of " + known, field);
  }
  if (held.size() > 1 && std::find(held.begin(), held.end(), "administrator") != held.end()) {
    throw Refusal("account.roles.mixed", "an administrator holds no other role; make a second account for the person's daily work", field);
  }
}

}  // namespace

std::vector<SiteGrant> everyRoleAt(const std::vector<std::string>& roles, const std::vector<std::string>& siteIds) {
  std::vector<SiteGrant> list;
  for (const auto& role : roles) {
    if (siteIds.empty()) list.push_back({role, ""});
    for (const auto& site : siteIds) list.push_back({role, site});
  }
  return simplified(std::move(list));
}

std::vector<SiteGrant> simplified(std::vector<SiteGrant> list) {
  std::set<std::string> wide, placed;
  for (const auto& grant : list) {
    if (everywhere(grant)) wide.insert(grant.role);
    if (!grant.siteId.empty()) placed.insert(grant.role);
  }
  std::erase_if(list, [&](const SiteGrant& grant) {
    return grant.siteId.empty() ? placed.count(grant.role) > 0 : !everywhere(grant) && wide.count(grant.role) > 0;
  });
  const auto key = [](const SiteGrant& grant) { return std::tie(grant.role, grant.siteId); };
  std::sort(list.begin(), list.end(), [&](const SiteGrant& a, const SiteGrant& b) { return key(a) < key(b); });
  list.erase(std::unique(list.begin(), list.end(), [&](const SiteGrant& a, const SiteGrant& b) { return key(a) == key(b); }), list.end());
  return list;
}

std::vector<std::string> roles(const std::vector<SiteGrant>& list) {
  std::set<std::string> found;
  for (const auto& grant : list) found.insert(grant.role);
  return {found.begin(), found.end()};
}

std::vector<std::string> siteIds(const std::vector<SiteGrant>& list) {
  std::set<std::string> found;
  for (const auto& grant : list) {
    if (!everywhere(grant) && !grant.siteId.empty()) found.insert(grant.siteId);
  }
  return {found.begin(), found.end()};
}

bool allSites(const std::vector<SiteGrant>& list) { return std::any_of(list.begin(), list.end(), everywhere); }

bool uniform(const std::vector<SiteGrant>& list) {
  auto sites = siteIds(list);
  if (allSites(list)) sites.push_back(std::string(SiteGrant::kAllSites));
  const auto product = everyRoleAt(roles(list), sites);
  const auto same = [](const SiteGrant& a, const SiteGrant& b) { return a.role == b.role && a.siteId == b.siteId; };
  const auto given = simplified(list);
  return std::equal(given.begin(), given.end(), product.begin(), product.end(), same);
}

void check(Reader& reader, const std::vector<SiteGrant>& list, const std::string& field) {
  checkRoles(roles(list), field);
  for (const auto& site : siteIds(list)) {
    if (reader.first("SELECT id FROM site WHERE id = $1", {site}).empty())
      throw Refusal("account.site.unknown", "no site has the id " + site, field == "/roles" ? "/siteIds" : field);
  }
}

std::vector<SiteGrant> of(Reader& reader, std::string_view accountId) {
  std::vector<SiteGrant> list;
  for (const auto& row : reader.query("SELECT role, site_id FROM account_grant WHERE account_id = $1 ORDER BY role, site_id", {accountId}))
    list.push_back({row[0].text(), row[1].text()});
  return list;
}

void store(UnitOfWork& work, const std::string& accountId, const std::vector<SiteGrant>& list) {
  work.execute("DELETE FROM account_grant WHERE account_id = $1", {accountId});
  for (const auto& grant : list)
    work.execute("INSERT INTO account_grant (account_id, role, site_id) VALUES ($1, $2, $3)", {accountId, grant.role, grant.siteId});
}

void give(Caller& caller, std::vector<SiteGrant> list) {
  caller.roles = roles(list);
  caller.siteIds = siteIds(list);
  caller.allSites = allSites(list);
  caller.grants = std::move(list);
}

}  // namespace grants
}  // namespace clairis
