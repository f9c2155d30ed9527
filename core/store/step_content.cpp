// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/step_content.h"

#include <nlohmann/json.hpp>

namespace clairis::store {

using nlohmann::json;

std::string contentOf(const PerformedStep& s) {
  json references = json::array(), series = json::array();
  for (const auto& r : s.references) references.push_back({r.studyInstanceUid, r.accessionNumber, r.requestedProcedureId, r.stepId});
  for (const auto& one : s.series) series.push_back({one.seriesInstanceUid, one.description, one.protocol, one.laterality, one.images});
  const json content{{"stationName", s.stationName},
                     {"performedStepId", s.performedStepId},
                     {"description", s.description},
                     {"startLocal", s.startLocal},
                     {"endLocal", s.endLocal},
                     {"utcOffset", s.utcOffset},
                     {"patient", {s.patient.id, s.patient.issuer, s.patient.name, s.patient.birthDate, s.patient.sex}},
                     {"references", references},
                     {"series", series},
                     {"dose", s.dose},
                     {"contrast", {s.contrast.agent, s.contrast.volume, s.contrast.lot}},
                     {"discontinuation", {s.discontinuation.code, s.discontinuation.display, s.discontinuation.system}}};
  // Devices send what they like: bytes that are no UTF-8 must not lose the step.
  return content.dump(-1, ' ', false, json::error_handler_t::replace);
}

void readContent(const std::string& text, PerformedStep& s) {
  const auto content = json::parse(text);
  s.stationName = content.at("stationName");
  s.performedStepId = content.at("performedStepId");
  s.description = content.at("description");
  s.startLocal = content.at("startLocal");
  s.endLocal = content.at("endLocal");
  s.utcOffset = content.at("utcOffset");
  const auto& p = content.at("patient");
  s.patient = {p.at(0), p.at(1), p.at(2), p.at(3), p.at(4)};
  for (const auto& r : content.at("references")) s.references.push_back({r.at(0), r.at(1), r.at(2), r.at(3)});
  for (const auto& one : content.at("series")) s.series.push_back({one.at(0), one.at(1), one.at(2), one.at(3), one.at(4)});
  s.dose = content.at("dose");
  const auto& c = content.at("contrast");
  s.contrast = {c.at(0), c.at(1), c.at(2)};
  const auto& d = content.at("discontinuation");
  s.discontinuation = {d.at(0), d.at(1), d.at(2)};
}

}  // namespace clairis::store
