// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/reporting/life_routes.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/plugin/plugin.h"
#include "plugins/reporting/report_json.h"
#include "plugins/reporting/route_answers.h"

namespace clairis::reporting {
namespace {

using nlohmann::json;

const char* const kReason = R"({"type":"object","additionalProperties":false,"required":["reason"],"properties":{"reason":{"type":"string","maxLength":1000}}})";
const char* const kReading = R"({"type":"object","additionalProperties":false,"properties":{"secondReaderId":{"type":"string"},"note":{"type":"string"}}})";
const char* const kStructure = R"({"type":"object","additionalProperties":false,"properties":{"id":{"type":"string"},"name":{"type":"string"}}})";
const char* const kWithdrawal = R"({"type":"object","additionalProperties":false,"required":["cause","reason"],"properties":{"cause":{"enum":["error",
"wrong_patient","patient_request","other"]},"reason":{"type":"string","maxLength":1000},"rightExamId":{"type":"string"}}})";
const char* const kSigned = R"({"type":"object","properties":{"items":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},
"validated":{"type":"boolean"},"documentId":{"type":"string"},"code":{"type":"string"},"detail":{"type":"string"}}}}}})";

std::shared_ptr<ReportDesk> deskOf(Host& host) { return host.service<ReportDesk>("reports/1"); }

void addDraftRoutes(Host& host) {
  auto& routes = host.routes();
  routes.add({"POST", "/api/v1/reports/{id}/provisional", "Asks for a second reading; If-Match carries the ETag.", "report.provisional", kReading, kReportSchema, true,
              [&host](const HttpRequest& request) {
                HttpResponse response;
                deskOf(host)->makeProvisional(request.caller, request.parameter("id"), mustExpectVersion(request), readingFrom(bodyOf(request)),
                                              [&](UnitOfWork& work, const Report& report) {
                                                response = answer(report);
                                                request.remember(work, response);
                                              });
                return response;
              }});
  routes.add({"PUT", "/api/v1/reports/{id}/author-structure", "Where who writes works, in teleradiology; empty: at the exam's site.", "report.write", kStructure,
              kReportSchema, false, [&host](const HttpRequest& request) {
                return answer(deskOf(host)->writtenAt(request.caller, request.parameter("id"), mustExpectVersion(request), structureFrom(bodyOf(request))));
              }});
  const auto withReason = [&](const char* path, const char* words, const char* permission, auto act) {
    routes.add({"PUT", path, words, permission, kReason, kReportSchema, false, [&host, act](const HttpRequest& request) {
                  return answer(act(*deskOf(host), request, mustExpectVersion(request), reasonOf(bodyOf(request))));
                }});
  };
  withReason("/api/v1/reports/{id}/returned", "Returns a provisional report to its writer.", "report.provisional",
             [](ReportDesk& desk, const HttpRequest& request, std::int64_t version, const std::string& reason) {
               return desk.returnToDraft(request.caller, request.parameter("id"), version, reason);
             });
  withReason("/api/v1/reports/{id}/discarded", "Ends a draft that came to nothing; it is kept.", "report.write",
             [](ReportDesk& desk, const HttpRequest& request, std::int64_t version, const std::string& reason) {
               return desk.discard(request.caller, request.parameter("id"), version, reason);
             });
}

void addNextVersion(Host& host, const char* path, const char* words, ReportKind kind) {
  host.routes().add({"POST", path, words, "report.validate", kReason, kReportSchema, true, [&host, kind](const HttpRequest& request) {
                       HttpResponse response;
                       deskOf(host)->amend(request.caller, request.parameter("id"), kind, reasonOf(bodyOf(request)), [&](UnitOfWork& work, const Report& report) {
                         response = opened(report);
                         request.remember(work, response);
                       });
                       return response;
                     }});
}

HttpResponse announced(const AnnouncedReport& done) {
  auto body = toJson(done.report);
  body["lifted"] = done.lifted;
  body["released"] = done.released;
  return answer(200, body, done.report.version);
}

HttpResponse withdrawn(const WithdrawnReport& done) {
  auto body = toJson(done.report);
  body["newDraftId"] = done.newDraftId.empty() ? json() : json(done.newDraftId);
  return answer(200, body, done.report.version);
}

/// Each for itself: one that is refused keeps no other back, and says why. Repeated, those that were signed answer as signed: their version moved on.
json signedTogether(Host& host, const HttpRequest& request) {
  auto items = json::array();
  for (const auto& item : signListFrom(bodyOf(request))) {
    try {
      const auto done = deskOf(host)->validate(request.caller, item.id, item.version, item.sharing, item.recipients);
      items.push_back({{"id", item.id}, {"validated", true}, {"documentId", done.documentId}});
    } catch (const Refusal& refusal) {
      items.push_back({{"id", item.id}, {"validated", false}, {"code", refusal.code()}, {"detail", refusal.detail()}});
    }
  }
  return {{"items", items}};
}

constexpr int kAnnouncementsAtOnce = 100;

json waiting(const PendingAnnouncement& pending, const std::string& overdueBefore) {
  return {{"reportId", pending.report.id},       {"examId", pending.report.examId},   {"patientId", pending.patientId},
          {"siteId", pending.siteId},            {"title", pending.report.text.title}, {"validatedAt", pending.report.validatedAt},
          {"validatedBy", pending.report.validatedBy}, {"overdue", pending.report.validatedAt < overdueBefore}};
}

/// SR-20: who still has to be told, the longest waiting first; overdue after the reminder's delay.
HttpResponse announcements(Host& host, const HttpRequest& request) {
  std::string at, id;
  if (const auto cursor = request.queried("cursor"); !cursor.empty()) {
    const auto bar = cursor.find('|');
    if (bar == std::string::npos) throw Refusal("cursor.malformed", "expected the value of \"next\" of the page before", "cursor");
    at = cursor.substr(0, bar);
    id = cursor.substr(bar + 1);
  }
  const auto found = host.service<Archive>("archive/1")->announcements(request.caller, at, id, kAnnouncementsAtOnce);
  const auto overdueBefore = toIso(host.clock().now() - host.options().duration("reporting.announcement_reminder"));
  json items = json::array(), next;
  for (const auto& pending : found.items) items.push_back(waiting(pending, overdueBefore));
  if (!found.nextReportId.empty()) next = found.nextValidatedAt + "|" + found.nextReportId;
  HttpResponse response;
  response.body = json{{"items", items}, {"next", next}}.dump();
  return response;
}

void addListRoutes(Host& host) {
  const char* const page = R"({"type":"object","properties":{"items":{"type":"array","items":{"type":"object"}},"next":{"type":["string","null"]}}})";
  host.routes().add({"GET", "/api/v1/exams/{id}/reports", "Every version of an exam's reports, oldest first.", "report.read", "", page, false,
                     [&host](const HttpRequest& request) {
                       auto items = json::array();
                       for (const auto& report : host.service<Archive>("archive/1")->ofExam(request.caller, request.parameter("id"))) items.push_back(toJson(report));
                       HttpResponse response;
                       response.body = json{{"items", items}, {"next", nullptr}}.dump();
                       return response;
                     }});
  Route list{"GET", "/api/v1/worklists/announcements", "Validated reports whose patient still has to be told, the longest waiting first.", "report.read", "", page, false,
             [&host](const HttpRequest& request) { return announcements(host, request); }};
  list.queryParameters.emplace_back("cursor", "The value of \"next\" of the page before.");
  host.routes().add(std::move(list));
}

}  // namespace

void addLifeRoutes(Host& host) {
  addDraftRoutes(host);
  addListRoutes(host);
  addNextVersion(host, "/api/v1/reports/{id}/amend", "Opens the draft that will replace a validated report.", ReportKind::amendment);
  addNextVersion(host, "/api/v1/reports/{id}/addendum", "Opens the draft that will add to a validated report.", ReportKind::addendum);
  auto& routes = host.routes();
  routes.add({"POST", "/api/v1/reports/{id}/announce", "Records that the patient was told: what waited for it leaves, what was hidden is shown.", "report.announce",
              "", kReportSchema, true, [&host](const HttpRequest& request) {
                HttpResponse response;
                deskOf(host)->announce(request.caller, request.parameter("id"), [&](UnitOfWork& work, const AnnouncedReport& done) {
                  response = announced(done);
                  request.remember(work, response);
                });
                return response;
              }});
  routes.add({"POST", "/api/v1/reports/{id}/withdraw", "Takes a validated report back everywhere it went.", "report.validate", kWithdrawal, kReportSchema, true,
              [&host](const HttpRequest& request) {
                HttpResponse response;
                deskOf(host)->withdraw(request.caller, request.parameter("id"), withdrawalFrom(bodyOf(request)), [&](UnitOfWork& work, const WithdrawnReport& done) {
                  response = withdrawn(done);
                  request.remember(work, response);
                });
                return response;
              }});
  routes.add({"POST", "/api/v1/reports/validate", "Validates several reports, each for itself.", "report.validate", kSignListSchema, kSigned, false,
              [&host](const HttpRequest& request) {
                HttpResponse response;
                response.body = signedTogether(host, request).dump();
                return response;
              }});
}

}  // namespace clairis::reporting
