// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/clinic_routes.h"

#include <nlohmann/json.hpp>

#include "core/domain/entered_traits.h"
#include "core/domain/refusal.h"
#include "core/http/clinic_json.h"
#include "core/http/exam_answers.h"
#include "core/http/paging.h"
#include "core/store/exam_repository.h"
#include "core/store/patient_search.h"
#include "core/store/place_repository.h"
#include "core/store/report_repository.h"

namespace clairis {
namespace {

using nlohmann::json;

bool mayShowIns(const HttpRequest& request) { return allowed(request.caller, kInsRead); }

void traceShown(ReadTrace& trace, const HttpRequest& request, const std::vector<Patient>& shown) {
  if (!mayShowIns(request)) return;
  std::vector<std::string> ids;
  for (const auto& patient : shown) {
    if (patient.ins) ids.push_back(patient.id);
  }
  trace.insShown(request, ids);
}

/// RIS.INS.11 holds for whoever registers somebody by hand, by whichever road.
void requireFive(const Patient& patient, const json& body) {
  if (patient.doubtful || patient.fictitious) return;
  const auto& t = patient.traits;
  const auto need = [](bool there, const char* code, const char* field) {
    if (!there) throw Refusal(code, "expected birth name, first birth name, birth date, sex and birthplace code (99999 when unknown)", field);
  };
  need(!t.firstBirthName.empty(), "patient.first_birth_name.missing", "/firstBirthName");
  need(!t.birthDate.empty(), "patient.birth_date.missing", "/birthDate");
  const auto sex = body.find("sex");
  need(sex != body.end() && sex->is_string() && *sex != "", "patient.sex.missing", "/sex");
  need(!t.birthPlaceCode.empty(), "patient.birth_place.missing", "/birthPlaceCode");
}

/// What a system of the same identification domain may say, and what a person may not: a status, an INS, or the traits of an identity that was
/// fetched or checked (SR-04, RIS.INS.29). A person's patient is one that a sender without trust describes, in the form that people type.
PatientFeed feedOf(const HttpRequest& request) {
  const auto body = json::parse(request.body);
  auto feed = patientFrom(body);
  if (allowed(request.caller, "identity.feed")) return feed;
  const auto status = body.value("status", json());
  const bool plain = status.is_null() || status == "" || status == toText(IdentityStatus::provisional);
  if (!plain || feed.patient.ins) {
    throw Forbidden("identity.feed", "only a system with the permission identity.feed says a status or an INS: a person uses /api/v1/identities (proofs, INSi)");
  }
  feed.trust = SenderTrust::other;
  feed.patient.markedHere = feed.patient.doubtful || feed.patient.fictitious;
  feed.patient.traits = asEntered(feed.patient.traits);
  checkEntered(feed.patient.traits);
  requireFive(feed.patient, body);
  return feed;
}

void addPatientRoutes(Routes& routes, Store& store, Clinic& clinic, ReadTrace& trace) {
  Route search{"GET",
               "/api/v1/patients",
               "Patients by date of birth and up to three first letters of any of their names.",
               "patient.read",
               "",
               schema::kPage,
               false,
               [&store, &trace](const HttpRequest& request) {
                 const auto page = pageRequest(request, 1);
                 const auto patients = store.reading([&](Reader& reader) {
                   return store::searchPatients(reader, request.queried("birthDate"), request.queried("name"),
                                                page.after.empty() ? "" : page.after[0], page.limit + 1);
                 });
                 auto items = json::array();
                 const auto shown = std::min(patients.size(), static_cast<std::size_t>(page.limit));
                 for (std::size_t i = 0; i < shown; ++i) items.push_back(toJson(patients[i], mayShowIns(request)));
                 traceShown(trace, request, {patients.begin(), patients.begin() + static_cast<std::ptrdiff_t>(shown)});
                 return pageResponse(items, patients.size() > shown ? std::vector<std::string>{patients[shown - 1].id} : std::vector<std::string>{});
               }};
  search.queryParameters = pageParameters();
  search.queryParameters.emplace_back("birthDate", "YYYY-MM-DD.");
  search.queryParameters.emplace_back("name", "With a birth date: up to three first letters of any name, what follows is ignored. Without: the beginning of the birth or used name. Accents, case, hyphens and apostrophes do not matter.");
  routes.add(std::move(search));
  routes.add({"POST", "/api/v1/patients", "Registers a patient, or changes the one with the same identifier.", "patient.write", schema::kPatient,
              schema::kPatient, true, [&](const HttpRequest& request) {
                const auto feed = feedOf(request);
                HttpResponse response;
                store.write(Lane::interactive, [&](UnitOfWork& work) {
                  const auto patient = clinic.receivePatient(work, request.caller, feed);
                  if (patient.ins && mayShowIns(request)) work.audit(insShownEntry(request, {patient.id}));
                  response = jsonAnswer(201, toJson(patient, mayShowIns(request)));
                  request.remember(work, response);
                });
                return response;
              }});
  routes.add({"GET", "/api/v1/patients/{id}", "A patient.", "patient.read", "", schema::kPatient, false, [&](const HttpRequest& request) {
                const auto patient = store.reading([&](Reader& reader) { return clinic.patient(reader, request.parameter("id")); });
                traceShown(trace, request, {patient});
                return jsonAnswer(200, toJson(patient, mayShowIns(request)));
              }});
}

void addOrderRoutes(Routes& routes, Store& store, Clinic& clinic) {
  routes.add({"POST", "/api/v1/orders", "Places an order: accession number and study UID are assigned.", "order.write", schema::kOrder, "", true,
              [&](const HttpRequest& request) {
                const auto order = orderFrom(json::parse(request.body));
                HttpResponse response;
                store.write(Lane::interactive, [&](UnitOfWork& work) {
                  const auto placed = clinic.placeOrder(work, request.caller, order);
                  requireAt(request.caller, request.permission, placed.order.siteId);
                  response = jsonAnswer(201, {{"order", toJson(placed.order)}, {"exam", toJson(placed.exam)}});
                  request.remember(work, response);
                });
                return response;
              }});
  routes.add({"GET", "/api/v1/orders/{id}", "An order.", "order.read", "", schema::kOrder, false, [&](const HttpRequest& request) {
                const auto order = store.reading([&](Reader& reader) { return clinic.order(reader, request.parameter("id")); });
                if (!allowedAt(request, order.siteId)) throw NotFound("order.unknown", "nothing is stored under " + order.id);
                return jsonAnswer(200, toJson(order));
              }});
}

void addExamRoutes(Routes& routes, Store& store, Clinic& clinic) {
  Route list{"GET",
             "/api/v1/exams",
             "Exams in the order of their appointment; filters narrow the list.",
             "exam.read",
             "",
             schema::kPage,
             false,
             [&store](const HttpRequest& request) {
               const auto page = pageRequest(request, 1);
               store::ExamFilter filter{request.queried("accession"), request.queried("patientId"), request.queried("state"),
                                        page.after.empty() ? "" : page.after[0], page.limit + 1};
               if (!filter.state.empty()) examStateFrom(filter.state);
               auto items = json::array();
               std::vector<std::string> next;
               store.read([&](Reader& reader) {
                 int seen = 0;
                 for (const auto& exam : store::listExams(reader, filter)) {
                   if (++seen > page.limit) break;
                   next = {store::scheduledLocalOf(reader, exam.id) + "|" + exam.id};
                   if (allowedAt(request, exam.siteId)) items.push_back(toJson(exam));
                 }
                 if (seen <= page.limit) next.clear();
               });
               return pageResponse(items, next);
             }};
  list.queryParameters = pageParameters();
  list.queryParameters.emplace_back("accession", "Accession number.");
  list.queryParameters.emplace_back("patientId", "Exams of one patient.");
  list.queryParameters.emplace_back("state", "scheduled, arrived, ready, started, completed, discontinued or cancelled.");
  routes.add(std::move(list));
  routes.add(
      {"GET", "/api/v1/exams/{id}", "An exam with its orders and reports.", "exam.read", "", schema::kExam, false, [&](const HttpRequest& request) {
         json body;
         store.read([&](Reader& reader) {
           const auto exam = visibleExam(reader, clinic, request);
           body = toJson(exam);
           body["orders"] = json::array();
           for (const auto& order : store::ordersOfExam(reader, exam.id)) body["orders"].push_back(toJson(order));
           body["reports"] = json::array();
           for (const auto& report : store::reportsOfExam(reader, exam.id))
             body["reports"].push_back({{"id", report.id}, {"state", toText(report.state)}, {"version", report.version}});
         });
         return jsonAnswer(200, body);
       }});
  routes.add({"PUT", "/api/v1/exams/{id}/coding", "Corrects procedure, act, region and side before the report is validated.", "exam.perform", schema::kCoding,
              schema::kExam, false, [&](const HttpRequest& request) {
                const auto coding = codingFrom(jsonBody(request));
                HttpResponse response;
                store.write(Lane::interactive, [&](UnitOfWork& work) {
                  const auto exam = visibleExam(work, clinic, request);
                  response = jsonAnswer(200, toJson(clinic.code(work, request.caller, exam.id, coding)));
                });
                return response;
              }});
  routes.add({"POST", "/api/v1/exams/{id}/performed", "Records by hand that the exam was made or broken off (devices without MPPS).", "exam.perform",
              schema::kPerformance, schema::kExam, true, [&](const HttpRequest& request) {
                const auto performance = performanceFrom(jsonBody(request));
                HttpResponse response;
                store.write(Lane::interactive, [&](UnitOfWork& work) {
                  const auto exam = visibleExam(work, clinic, request);
                  response = jsonAnswer(200, toJson(clinic.perform(work, request.caller, exam.id, performance)));
                  request.remember(work, response);
                });
                return response;
              }});
}

}  // namespace

void addClinicRoutes(Routes& routes, Store& store, Clinic& clinic, ReadTrace& trace) {
  addPatientRoutes(routes, store, clinic, trace);
  addOrderRoutes(routes, store, clinic);
  addExamRoutes(routes, store, clinic);
}

}  // namespace clairis
