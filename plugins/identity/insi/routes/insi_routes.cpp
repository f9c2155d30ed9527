// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/routes/insi_routes.h"

#include <nlohmann/json.hpp>

#include "plugins/identity/insi/routes/insi_json.h"

namespace clairis::identity::insi {
namespace {

using nlohmann::json;

constexpr int kMostCallsListed = 200;
const std::string kIdentity = "/api/v1/identities/{id}/insi/";

HttpResponse answer(const json& body) { return {200, "application/json", body.dump(), {}}; }
json bodyOf(const HttpRequest& request) { return request.body.empty() ? json::object() : json::parse(request.body); }

Asking askingOf(const HttpRequest& request, const json& body) {
  return {request.caller, body.value("siteId", std::string()), body.value("practitionerId", std::string()), body.value("assertion", std::string())};
}

/// Shown to who may see a number, and traced before it is shown.
HttpResponse found(const RouteParts& parts, const HttpRequest& request, const SearchResult& result) {
  const bool withIns = allowed(request.caller, kInsRead);
  if (withIns && result.found) {
    if (const auto trace = parts.readTrace()) trace->insShown(request, {request.parameter("id")});
  }
  return answer(toJson(result, withIns));
}

HttpResponse search(const RouteParts& parts, const HttpRequest& request) {
  const auto asking = askingOf(request, bodyOf(request));
  const auto standing = parts.standings.manual(asking);
  return found(parts, request, parts.searches.byTraits(asking, standing, request.parameter("id"), parts.stop));
}

HttpResponse card(const RouteParts& parts, const HttpRequest& request) {
  const auto body = bodyOf(request);
  const auto asking = askingOf(request, body);
  const auto standing = parts.standings.manual(asking);
  return found(parts, request, parts.searches.byCard(asking, standing, request.parameter("id"), cardFrom(body), parts.stop));
}

HttpResponse verify(const RouteParts& parts, const HttpRequest& request) {
  const auto asking = askingOf(request, bodyOf(request));
  const auto standing = parts.standings.manual(asking);
  const auto id = request.parameter("id");
  const auto patient = parts.store.reading([&](Reader& reader) { return parts.clinic.patient(reader, id); });
  // A patient without a number of his own may have one that a partner sent.
  const auto which = patient.ins ? Verifier::Which::own : Verifier::Which::foreign;
  return answer(toJson(parts.verifier.verify(request.caller, standing, id, which, "operator", Lane::interactive, parts.stop)));
}

HttpResponse accept(const RouteParts& parts, const HttpRequest& request) {
  const auto body = bodyOf(request);
  HttpResponse out;
  parts.searches.accept(request.caller,
                        {request.parameter("id"), request.parameter("callId"), body.at("version").get<std::int64_t>(),
                         body.at("firstBirthName").get<std::string>(), body.value("keyConfirmed", false)},
                        [&](UnitOfWork& work, const Patient& patient) {
                          out = answer({{"id", patient.id}, {"version", patient.version}, {"status", clairis::toText(patient.status)}});
                          request.remember(work, out);
                        });
  return out;
}

HttpResponse refuse(const RouteParts& parts, const HttpRequest& request) {
  const HttpResponse done{204, "", "", {}};
  parts.searches.refuse(request.caller, request.parameter("id"), request.parameter("callId"), bodyOf(request).at("reason").get<std::string>(),
                        [&](UnitOfWork& work) { request.remember(work, done); });
  return done;
}

HttpResponse calls(const RouteParts& parts, const HttpRequest& request) {
  json items = json::array();
  for (const auto& call : parts.store.reading([&](Reader& reader) { return callsOf(reader, request.parameter("id"), kMostCallsListed); })) {
    items.push_back(toJson(call, parts.clock.now()));
  }
  return answer({{"items", items}});
}

HttpResponse progress(const RouteParts& parts) { return answer(toJson(parts.campaign.progress(), parts.options.campaignRate)); }

}  // namespace

void addInsiRoutes(Routes& routes, const RouteParts& parts) {
  const auto add = [&](const char* method, const std::string& pattern, const char* summary, const char* permission, const char* schema,
                       bool idempotent, HttpResponse (*handle)(const RouteParts&, const HttpRequest&)) {
    routes.add(
        {method, pattern, summary, permission, schema, "", idempotent, [parts, handle](const HttpRequest& r) { return handle(parts, r); }, {}});
  };
  add("POST", kIdentity + "search", "Asks INSi for this person by his traits, and compares.", "insi.call", schema::kSearch, false, search);
  add("POST", kIdentity + "card", "Asks INSi for this person by his Vitale card, and compares.", "insi.call", schema::kCard, false, card);
  add("POST", kIdentity + "verify", "Has INSi verify the INS of this person, or the one that a partner sent.", "insi.call", schema::kSearch, false,
      verify);
  add("POST", kIdentity + "{callId}/accept", "The person found is this patient: his traits and INS are taken over.", "insi.call", schema::kAccept,
      true, accept);
  add("POST", kIdentity + "{callId}/refuse", "The person found is not this patient: nothing is taken over.", "insi.call", schema::kRefuse, true,
      refuse);
  add("GET", kIdentity + "calls", "Calls to INSi about this person, the latest first.", "insi.call", "", false, calls);
  add("GET", "/api/v1/insi/campaign", "How far the verification campaign is.", "identity.manage", "", false,
      [](const RouteParts& p, const HttpRequest&) { return progress(p); });
  add("POST", "/api/v1/insi/campaign/start", "Starts the verification campaign, or goes on with it.", "identity.manage", "", false,
      [](const RouteParts& p, const HttpRequest& request) {
        p.campaign.start(request.caller);
        return progress(p);
      });
  add("POST", "/api/v1/insi/campaign/pause", "Pauses the verification campaign where it is.", "identity.manage", "", false,
      [](const RouteParts& p, const HttpRequest& request) {
        p.campaign.pause(request.caller);
        return progress(p);
      });
}

}  // namespace clairis::identity::insi
