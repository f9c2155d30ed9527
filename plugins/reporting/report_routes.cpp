// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/reporting/report_routes.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/plugin/report_desk.h"
#include "plugins/reporting/life_routes.h"
#include "plugins/reporting/report_json.h"
#include "plugins/reporting/route_answers.h"

namespace clairis::reporting {
namespace {

using nlohmann::json;

HttpResponse validated(const ValidatedReport& done) {
  auto body = toJson(done.report);
  body["documentId"] = done.documentId;
  body["documentUniqueId"] = done.documentUniqueId;
  return answer(200, body, done.report.version);
}

/// The rendition in force; only those active at the exam's site see it.
HttpResponse bytesOf(Host& host, const HttpRequest& request, bool pdf) {
  const auto archive = host.service<Archive>("archive/1");
  const auto document = archive->current(request.caller, request.parameter("id"));
  HttpResponse response;
  response.contentType = pdf ? "application/pdf" : "application/xml";
  response.body = pdf ? *document.pdf : *document.cda;
  response.headers["ETag"] = "\"" + document.uniqueId + "\"";
  response.headers["Content-Disposition"] = "inline; filename=\"" + document.uniqueId + (pdf ? ".pdf\"" : ".xml\"");
  return response;
}

}  // namespace

void addReportRoutes(Host& host) {
  auto& routes = host.routes();
  routes.add({"POST", "/api/v1/exams/{id}/reports", "Opens the draft of an exam's report.", "report.write", kTextSchema, kReportSchema, true,
              [&host](const HttpRequest& request) {
                HttpResponse response;
                const auto desk = host.service<ReportDesk>("reports/1");
                desk->open(request.caller, request.parameter("id"), textFrom(bodyOf(request)), [&](UnitOfWork& work, const Report& report) {
                  response = opened(report);
                  request.remember(work, response);
                });
                return response;
              }});
  routes.add({"GET", "/api/v1/reports/{id}", "A report; the ETag is its version.", "report.read", "", kReportSchema, false, [&host](const HttpRequest& request) {
                const auto report = host.service<Archive>("archive/1")->report(request.caller, request.parameter("id"));
                return answer(report);
              }});
  routes.add({"PUT", "/api/v1/reports/{id}", "Saves a draft; If-Match carries the ETag that was read.", "report.write", kTextSchema, kReportSchema, false,
              [&host](const HttpRequest& request) {
                const auto desk = host.service<ReportDesk>("reports/1");
                const auto report = desk->save(request.caller, request.parameter("id"), mustExpectVersion(request), textFrom(bodyOf(request)));
                return answer(report);
              }});
  routes.add({"POST", "/api/v1/reports/{id}/validate", "Validates: report, document and deliveries, all or nothing.", "report.validate", kValidateSchema,
              kReportSchema, true, [&host](const HttpRequest& request) {
                const auto body = bodyOf(request);
                HttpResponse response;
                const auto desk = host.service<ReportDesk>("reports/1");
                desk->validate(request.caller, request.parameter("id"), expectedVersion(request), sharingFrom(body), recipientsFrom(body),
                               [&](UnitOfWork& work, const ValidatedReport& done) {
                                 response = validated(done);
                                 request.remember(work, response);
                               });
                return response;
              }});
  routes.add({"GET", "/api/v1/reports/{id}/pdf", "The report as PDF/A-1.", "report.read", "", "", false,
              [&host](const HttpRequest& request) { return bytesOf(host, request, true); }});
  routes.add({"GET", "/api/v1/reports/{id}/cda", "The report as CDA R2 N1.", "report.read", "", "", false,
              [&host](const HttpRequest& request) { return bytesOf(host, request, false); }});
  addLifeRoutes(host);
}

}  // namespace clairis::reporting
