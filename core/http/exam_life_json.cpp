// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/http/clinic_json.h"
#include "core/http/json_fields.h"

namespace clairis {

using nlohmann::json;

json toJson(const ExamPreparation& p) {
  return {{"version", p.version},
          {"weightKg", p.weightKg},
          {"heightM", p.heightM},
          {"pregnancy", toText(p.pregnancy)},
          {"lastMenses", p.lastMenses},
          {"allergies", p.allergies},
          {"medicalAlerts", p.medicalAlerts},
          {"specialNeeds", p.specialNeeds},
          {"patientState", p.patientState},
          {"location", p.location},
          {"transport", p.transport},
          {"contrastAgent", p.contrastAgent},
          {"premedication", p.premedication},
          {"remarks", p.remarks}};
}

ExamPreparation preparationFrom(const json& body) {
  const JsonFields f(body, "",
                     {"version", "weightKg", "heightM", "pregnancy", "lastMenses", "allergies", "medicalAlerts", "specialNeeds", "patientState",
                      "location", "transport", "contrastAgent", "premedication", "remarks"});
  return {f.integer("version").value_or(0), f.text("weightKg"),      f.text("heightM"),      pregnancyFrom(f.text("pregnancy")), f.text("lastMenses"),
          f.text("allergies"),              f.text("medicalAlerts"), f.text("specialNeeds"), f.text("patientState"),             f.text("location"),
          f.text("transport"),              f.text("contrastAgent"), f.text("premedication"), f.text("remarks")};
}

json toJson(const SafetyAnswer& a) {
  return {{"question", a.question},     {"answer", a.answer},         {"detail", a.detail},
          {"measuredOn", a.measuredOn}, {"answeredBy", a.answeredBy}, {"answeredAt", a.answeredAt}};
}

SafetyAnswer safetyAnswerFrom(const json& body) {
  const JsonFields f(body, "", {"question", "answer", "detail", "measuredOn"});
  return {f.required("question"), f.required("answer"), f.text("detail"), f.text("measuredOn"), "", ""};
}

json toJson(const PerformedStep& s) {
  auto references = json::array(), series = json::array();
  for (const auto& r : s.references) {
    references.push_back({{"studyInstanceUid", r.studyInstanceUid},
                          {"accessionNumber", r.accessionNumber},
                          {"requestedProcedureId", r.requestedProcedureId},
                          {"stepId", r.stepId}});
  }
  for (const auto& one : s.series) {
    series.push_back({{"seriesInstanceUid", one.seriesInstanceUid},
                      {"description", one.description},
                      {"protocol", one.protocol},
                      {"laterality", one.laterality},
                      {"images", one.images}});
  }
  return {{"id", s.id},
          {"sopInstanceUid", s.sopInstanceUid},
          {"state", toText(s.state)},
          {"siteId", s.siteId},
          {"callingAe", s.callingAe},
          {"stationAe", s.stationAe},
          {"stationName", s.stationName},
          {"modality", s.modality},
          {"performedStepId", s.performedStepId},
          {"description", s.description},
          {"startedAt", s.startedAt},
          {"endedAt", s.endedAt},
          {"patient",
           {{"id", s.patient.id},
            {"issuer", s.patient.issuer},
            {"name", s.patient.name},
            {"birthDate", s.patient.birthDate},
            {"sex", s.patient.sex}}},
          {"references", references},
          {"series", series},
          {"dose", s.dose},
          {"contrast", {{"agent", s.contrast.agent}, {"volume", s.contrast.volume}, {"lot", s.contrast.lot}}},
          {"discontinuation", {{"code", s.discontinuation.code}, {"display", s.discontinuation.display}}},
          {"examIds", s.examIds}};
}

json toJson(const ReconcileEntry& e) {
  return {{"id", e.id},           {"stepId", e.stepId},   {"examId", e.examId},     {"siteId", e.siteId},     {"reason", toText(e.reason)},
          {"outcome", e.outcome}, {"note", e.note},       {"openedAt", e.openedAt}, {"closedAt", e.closedAt}, {"closedBy", e.closedBy}};
}

namespace schema {

const char* const kPreparation =
    R"({"type":"object","properties":{"version":{"type":"integer"},"weightKg":{"type":"string"},"heightM":{"type":"string"},)"
    R"("pregnancy":{"enum":["","no","possible","yes","unknown"]},"lastMenses":{"type":"string"},"allergies":{"type":"string"},)"
    R"("medicalAlerts":{"type":"string"},"specialNeeds":{"type":"string"},"patientState":{"type":"string"},"location":{"type":"string"},)"
    R"("transport":{"type":"string"},"contrastAgent":{"type":"string"},"premedication":{"type":"string"},"remarks":{"type":"string"}}})";
const char* const kSafetyAnswer =
    R"({"type":"object","required":["question","answer"],"properties":{"question":{"type":"string"},"answer":{"type":"string"},)"
    R"("detail":{"type":"string"},"measuredOn":{"type":"string","description":"YYYY-MM-DD"}}})";
const char* const kReason = R"({"type":"object","properties":{"reason":{"type":"string"}}})";
const char* const kAttach = R"({"type":"object","required":["examId"],"properties":{"examId":{"type":"string"}}})";

}  // namespace schema

}  // namespace clairis
