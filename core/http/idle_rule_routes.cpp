// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/http/clinic_routes.h"
#include "core/http/exam_answers.h"
#include "core/http/json_fields.h"
#include "core/store/idle_rule_repository.h"

namespace clairis {
namespace {

using nlohmann::json;

const char* const kSchema =
    R"({"type":"object","properties":{"version":{"type":"integer"},"scheduled":{"type":"integer","description":"minutes, 0 = never"},)"
    R"("arrived":{"type":"integer"},"ready":{"type":"integer"},"started":{"type":"integer"}}})";

json toJson(const IdleRule& rule) {
  return {{"stationAe", rule.stationAe}, {"version", rule.version}, {"scheduled", rule.scheduled},
          {"arrived", rule.arrived},     {"ready", rule.ready},     {"started", rule.started}};
}

IdleRule ruleFrom(const HttpRequest& request) {
  const auto body = jsonBody(request);
  const JsonFields f(body, "", {"stationAe", "version", "scheduled", "arrived", "ready", "started"});
  IdleRule rule{request.parameter("station"),       ifMatch(request).value_or(f.integer("version").value_or(0)), f.integer("scheduled").value_or(0),
                f.integer("arrived").value_or(0),   f.integer("ready").value_or(0),                              f.integer("started").value_or(0)};
  check(rule);
  return rule;
}

std::string fields(const IdleRule& rule) {
  json minutes = toJson(rule);
  minutes.erase("stationAe");
  return minutes.dump();
}

}  // namespace

void addIdleRuleRoutes(Routes& routes, Store& store) {
  routes.add({"GET", "/api/v1/worklist/idle-rules", "After how long entries nobody touches leave the consoles' lists, by station; none: never.", "exam.read",
              "", "", false, [&store](const HttpRequest&) {
                auto items = json::array();
                for (const auto& rule : store.reading([](Reader& reader) { return store::idleRules(reader); })) items.push_back(toJson(rule));
                return jsonAnswer(200, {{"items", items}});
              }});
  routes.add({"PUT", "/api/v1/worklist/idle-rules/{station}", "Sets the rule of a station (* for the others); takes effect within a minute.",
              "configuration.write", kSchema, kSchema, false, [&store](const HttpRequest& request) {
                const auto rule = store.writing(Lane::interactive, [&](UnitOfWork& work) {
                  const auto stored = store::saveIdleRule(work, ruleFrom(request));
                  work.audit({request.caller.principal, "idle_rule.changed", "station:" + stored.stationAe, "ok", fields(stored)});
                  return stored;
                });
                auto response = jsonAnswer(200, toJson(rule));
                response.headers["ETag"] = "\"" + std::to_string(rule.version) + "\"";
                return response;
              }});
  routes.add({"DELETE", "/api/v1/worklist/idle-rules/{station}", "Removes the rule of a station.", "configuration.write", "", "", false,
              [&store](const HttpRequest& request) {
                const auto station = request.parameter("station");
                store.write(Lane::interactive, [&](UnitOfWork& work) {
                  store::removeIdleRule(work, station);
                  work.audit({request.caller.principal, "idle_rule.removed", "station:" + station, "ok", "{}"});
                });
                HttpResponse response;
                response.status = 204;
                return response;
              }});
}

}  // namespace clairis
