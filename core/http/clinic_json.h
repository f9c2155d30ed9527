// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "core/plugin/clinic.h"
#include "core/plugin/performed_steps.h"

namespace clairis {

/// REST forms of sites, people, patients, orders and exams. `ins` is shown only to who may see it (the caller decides).
nlohmann::json toJson(const Site& site);
nlohmann::json toJson(const Practitioner& practitioner);
nlohmann::json toJson(const Patient& patient, bool withIns);
nlohmann::json toJson(const Order& order);
nlohmann::json toJson(const Exam& exam);
nlohmann::json toJson(const ExamPreparation& preparation);
nlohmann::json toJson(const SafetyAnswer& answer);
nlohmann::json toJson(const PerformedStep& step);
nlohmann::json toJson(const ReconcileEntry& entry);

Site siteFrom(const nlohmann::json& body);
Practitioner practitionerFrom(const nlohmann::json& body, const std::string& path);
PatientFeed patientFrom(const nlohmann::json& body);
NewOrder orderFrom(const nlohmann::json& body);
/// The same where the modality is known from the performed step.
NewOrder reconciledOrderFrom(const nlohmann::json& body);
Performance performanceFrom(const nlohmann::json& body);
ExamCoding codingFrom(const nlohmann::json& body);
ExamPreparation preparationFrom(const nlohmann::json& body);
SafetyAnswer safetyAnswerFrom(const nlohmann::json& body);

/// JSON Schemas of the OpenAPI document.
namespace schema {
extern const char* const kSite;
extern const char* const kPractitioner;
extern const char* const kPatient;
extern const char* const kOrder;
extern const char* const kExam;
extern const char* const kPerformance;
extern const char* const kCoding;
extern const char* const kPreparation;
extern const char* const kSafetyAnswer;
extern const char* const kReason;
extern const char* const kAttach;
extern const char* const kPage;
}  // namespace schema

}  // namespace clairis
