// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/http/clinic_json.h"
#include "core/http/clinic_routes.h"
#include "core/store/place_repository.h"

namespace clairis {
namespace {

using nlohmann::json;

HttpResponse answer(int status, const json& body) {
  HttpResponse response;
  response.status = status;
  response.body = body.dump();
  return response;
}

HttpResponse withVersion(int status, const json& body) {
  auto response = answer(status, body);
  response.headers["ETag"] = "\"" + std::to_string(body.at("version").get<std::int64_t>()) + "\"";
  return response;
}

/// The version that was read: If-Match, else the member version, else the one stored now.
std::int64_t versionRead(const HttpRequest& request, const json& body, std::int64_t stored) {
  if (auto text = request.header("if-match"); !text.empty()) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc{} || end != text.data() + text.size()) throw Refusal("http.if_match.malformed", "expected the ETag of the site as it was read", "If-Match");
    return version;
  }
  const auto member = body.find("version");
  if (member == body.end() || member->is_null()) return stored;
  if (!member->is_number_integer()) throw Refusal("json.integer.expected", "expected a whole number", "/version");
  return member->get<std::int64_t>();
}

void requireFreeCode(Reader& reader, const Site& site) {
  const auto holder = store::findSiteByCode(reader, site.code);
  if (holder && holder->id != site.id) throw Conflict("site.code.taken", "another site has the code " + site.code, "/code");
}

}  // namespace

void addPlaceRoutes(Routes& routes, Store& store) {
  routes.add({"GET", "/api/v1/sites", "All sites.", "site.read", "", schema::kPage, false, [&store](const HttpRequest&) {
                auto items = json::array();
                for (const auto& site : store.reading([](Reader& reader) { return store::allSites(reader); })) items.push_back(toJson(site));
                return answer(200, {{"items", items}, {"next", nullptr}});
              }});
  routes.add({"POST", "/api/v1/sites", "Adds a site: letterhead, structure and time zone.", "site.write", schema::kSite, schema::kSite, true,
              [&store](const HttpRequest& request) {
                auto site = siteFrom(json::parse(request.body));
                HttpResponse response;
                store.write(Lane::interactive, [&](UnitOfWork& work) {
                  site.id = work.newId();
                  requireFreeCode(work, site);
                  site.version = 1;
                  store::insertSite(work, site, false);
                  work.audit({request.caller.principal, "site.added", "site:" + site.id, "ok", "{}"});
                  response = withVersion(201, toJson(site));
                  request.remember(work, response);
                });
                return response;
              }});
  routes.add({"PUT", "/api/v1/sites/{id}", "Changes a site; If-Match or the member version says which one was read.", "site.write", schema::kSite,
              schema::kSite, false, [&store](const HttpRequest& request) {
                const auto body = json::parse(request.body);
                auto site = siteFrom(body);
                store.write(Lane::interactive, [&](UnitOfWork& work) {
                  const auto known = store::findSite(work, request.parameter("id"));
                  if (!known) throw NotFound("site.unknown", "no site " + request.parameter("id"));
                  site.id = known->id;
                  site.version = versionRead(request, body, known->version);
                  requireFreeCode(work, site);
                  store::updateSite(work, site);
                  ++site.version;
                  work.audit({request.caller.principal, "site.changed", "site:" + site.id, "ok", "{}"});
                });
                return withVersion(200, toJson(site));
              }});
  routes.add({"GET", "/api/v1/practitioners", "Registered practitioners.", "site.read", "", schema::kPage, false, [&store](const HttpRequest&) {
                auto items = json::array();
                for (const auto& p : store.reading([](Reader& reader) { return store::allPractitioners(reader); })) items.push_back(toJson(p));
                return answer(200, {{"items", items}, {"next", nullptr}});
              }});
  routes.add({"POST", "/api/v1/practitioners", "Registers a practitioner, or updates the one with the same national id.", "practitioner.write",
              schema::kPractitioner, schema::kPractitioner, true, [&store](const HttpRequest& request) {
                auto p = practitionerFrom(json::parse(request.body), "");
                if (p.idNat.empty()) throw Refusal("practitioner.id.missing", "expected rpps or idNat", "/rpps");
                HttpResponse response;
                store.write(Lane::interactive, [&](UnitOfWork& work) {
                  p.id = store::savePractitioner(work, p);
                  work.audit({request.caller.principal, "practitioner.saved", "practitioner:" + p.id, "ok", "{}"});
                  response = answer(201, toJson(p));
                  request.remember(work, response);
                });
                return response;
              }});
}

}  // namespace clairis
