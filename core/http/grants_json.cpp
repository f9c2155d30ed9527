// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/grants_json.h"

#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr std::size_t kMostGrants = 1000;

std::string siteOf(const nlohmann::json& given, const std::string& field) {
  const bool everywhere = given.value("allSites", false);
  const auto site = given.value("siteId", std::string());
  if (site == SiteGrant::kAllSites) throw Refusal("account.site.unknown", "for all sites set allSites", field + "/siteId");
  if (everywhere && !site.empty()) throw Refusal("account.grants.malformed", "expected siteId or allSites, found both", field);
  return everywhere ? std::string(SiteGrant::kAllSites) : site;
}

std::vector<SiteGrant> listed(const nlohmann::json& list) {
  if (!list.is_array() || list.size() > kMostGrants) throw Refusal("account.grants.malformed", "expected a list of at most 1000 grants", "/grants");
  std::vector<SiteGrant> found;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string field = "/grants/" + std::to_string(i);
    if (!list[i].is_object()) throw Refusal("account.grants.malformed", "expected an object with role and siteId or allSites", field);
    for (const auto& member : list[i].items()) {
      if (member.key() != "role" && member.key() != "siteId" && member.key() != "allSites")
        throw Refusal("account.grants.malformed", "expected role, siteId and allSites only", field);
    }
    found.push_back({list[i].at("role").get<std::string>(), siteOf(list[i], field)});
  }
  return found;
}

}  // namespace

nlohmann::ordered_json grantsJson(const std::vector<SiteGrant>& list) {
  auto items = nlohmann::ordered_json::array();
  for (const auto& grant : list) {
    nlohmann::ordered_json item{{"role", grant.role}};
    if (grant.siteId == SiteGrant::kAllSites) {
      item["allSites"] = true;
    } else if (!grant.siteId.empty()) {
      item["siteId"] = grant.siteId;
    }
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<SiteGrant> grantsFrom(const nlohmann::json& body) {
  if (body.contains("grants")) {
    for (const char* other : {"roles", "siteIds", "allSites"}) {
      if (body.contains(other)) throw Refusal("account.grants.both", "expected grants, or roles with siteIds or allSites; found both", "/grants");
    }
    return listed(body.at("grants"));
  }
  if (!body.contains("roles")) throw Refusal("json.field", "expected roles or grants", "/roles");
  auto sites = body.value("siteIds", std::vector<std::string>());
  for (const auto& site : sites) {
    if (site.empty() || site == SiteGrant::kAllSites) throw Refusal("account.site.unknown", "for all sites set allSites", "/siteIds");
  }
  if (body.value("allSites", false)) sites = {std::string(SiteGrant::kAllSites)};
  return grants::everyRoleAt(body.at("roles").get<std::vector<std::string>>(), sites);
}

}  // namespace clairis
