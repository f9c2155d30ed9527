// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/routes/insi_json.h"

#include <nlohmann/json.hpp>

#include "plugins/identity/insi/comparison/comparison.h"

namespace clairis::identity::insi {
namespace {

using nlohmann::json;

constexpr auto kCutAfter = std::chrono::minutes(5);

std::string_view toText(SearchEnd end) {
  switch (end) {
    case SearchEnd::found:
      return "found";
    case SearchEnd::none:
      return "none";
    case SearchEnd::several:
      return "several";
    case SearchEnd::limit:
      return "limit";
    default:
      return "fault";
  }
}

std::string_view toText(Verification::Verdict verdict) {
  switch (verdict) {
    case Verification::Verdict::ok:
      return "ok";
    case Verification::Verdict::ko:
      return "ko";
    case Verification::Verdict::nothing:
      return "no_ins";
    default:
      return "fault";
  }
}

json insJson(const AnsweredIns& ins) {
  return {{"matricule", ins.number + ins.key}, {"oid", ins.oid}, {"validFrom", ins.from}, {"validUntil", ins.until}};
}

json comparison(const Traits& local, const AnsweredPerson& found) {
  json rows = json::array();
  for (const auto& row : compared(local, found)) {
    rows.push_back({{"field", row.field}, {"local", row.local}, {"insi", row.insi}, {"same", row.same}, {"alike", row.alike}});
  }
  return rows;
}

}  // namespace

json toJson(const SearchResult& result, bool withIns) {
  json steps = json::array();
  for (const auto& step : result.steps) {
    steps.push_back({{"callId", step.callId}, {"code", step.code}, {"message", step.french}, {"detail", step.detail}});
  }
  json out{{"outcome", toText(result.end)}, {"calls", steps}, {"callId", result.steps.empty() ? "" : result.steps.back().callId}};
  if (!result.found) return out;
  const auto& found = *result.found;
  out["comparison"] = comparison(result.local.traits, found);
  out["obstacles"] = obstacles(found);
  // RIS.INS.14: a warning, which the operator answers by what he confirms.
  out["firstNameBeginsList"] = beginsList(result.local.traits.firstBirthName, found.birthNames);
  out["version"] = result.local.version;
  if (!withIns) return out;
  json former = json::array();
  for (const auto& each : found.history) former.push_back(insJson(each));
  out["ins"] = insJson(found.active);
  out["formerIns"] = former;
  return out;
}

json toJson(const Verification& result) {
  return {
      {"outcome", toText(result.verdict)}, {"callId", result.callId}, {"code", result.code}, {"message", result.french}, {"detail", result.detail}};
}

json toJson(const Call& call, Instant now) {
  const bool open = call.endedAt.empty();
  const auto* state = !open ? "answered" : fromIso(call.startedAt) + kCutAfter < now ? "cut" : "running";
  return {{"id", call.id},
          {"searchId", call.searchId},
          {"number", call.number},
          {"operation", call.operation},
          {"purpose", call.purpose},
          {"mode", call.mode},
          {"structure", call.structure},
          {"siteId", call.siteId},
          {"state", state},
          {"startedAt", call.startedAt},
          {"startedBy", call.startedBy},
          {"endedAt", call.endedAt},
          {"code", call.code},
          {"messageId", call.messageId},
          {"criteriaHash", call.criteriaHash},
          {"decision", call.decision},
          {"decidedAt", call.decidedAt},
          {"decidedBy", call.decidedBy},
          {"reason", call.reason}};
}

json toJson(const Campaign::Progress& progress, int rate) {
  const auto& state = progress.state;
  return {{"state", state.running ? "running" : "paused"},
          {"roundStartedAt", state.roundStartedAt},
          {"dueBefore", state.dueBefore},
          {"checked", state.checked},
          {"ok", state.ok},
          {"ko", state.ko},
          {"failed", state.failed},
          {"remaining", progress.remaining},
          {"lastCallAt", state.lastCallAt},
          {"lastCode", state.lastCode},
          {"ratePerMinute", rate}};
}

CardReading cardFrom(const json& body) {
  const auto& card = body.at("card");
  const auto text = [&](const char* name) { return card.value(name, std::string()); };
  CardReading reading;
  reading.cover = {text("scheme"),         text("fund"),      text("centre"),   text("insuredNumber"), text("insuredKey"), text("beneficiaryNumber"),
                   text("beneficiaryKey"), text("birthDate"), text("birthRank")};
  reading.birthName = text("birthName");
  return reading;
}

namespace schema {
const char* const kSearch =
    R"({"type":"object","properties":{"siteId":{"type":"string"},"practitionerId":{"type":"string"},"assertion":{"type":"string"}}})";
const char* const kCard =
    R"({"type":"object","required":["card"],"properties":{"siteId":{"type":"string"},"practitionerId":{"type":"string"},)"
    R"("assertion":{"type":"string"},"card":{"type":"object","required":["scheme","fund","insuredNumber","insuredKey"],"properties":{)"
    R"("scheme":{"type":"string"},"fund":{"type":"string"},"centre":{"type":"string"},"insuredNumber":{"type":"string"},)"
    R"("insuredKey":{"type":"string"},"beneficiaryNumber":{"type":"string"},"beneficiaryKey":{"type":"string"},"birthDate":{"type":"string"},)"
    R"("birthRank":{"type":"string"},"birthName":{"type":"string"}}}}})";
const char* const kAccept = R"({"type":"object","required":["version","firstBirthName"],"properties":{"version":{"type":"integer"},)"
                            R"("firstBirthName":{"type":"string","minLength":1},"keyConfirmed":{"type":"boolean"}}})";
const char* const kRefuse = R"({"type":"object","required":["reason"],"properties":{"reason":{"type":"string","minLength":1}}})";
}  // namespace schema

}  // namespace clairis::identity::insi
