// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/http/clinic_json.h"
#include "core/http/clinic_routes.h"
#include "core/http/exam_answers.h"
#include "core/http/json_fields.h"
#include "core/http/paging.h"

namespace clairis {
namespace {

using nlohmann::json;

ReconcileEntry visibleEntry(Reader& reader, PerformedSteps& steps, const HttpRequest& request) {
  const auto entry = steps.entry(reader, request.parameter("id"));
  if (!entry || !allowedAt(request, entry->siteId)) {
    throw NotFound("reconcile.unknown", "nothing is stored under " + request.parameter("id"));
  }
  return *entry;
}

json whole(Reader& reader, PerformedSteps& steps, const ReconcileEntry& entry) {
  auto body = toJson(entry);
  const auto step = steps.stepOf(reader, entry);
  body["step"] = step ? toJson(*step) : json();
  body["candidates"] = json::array();
  if (!step || !entry.outcome.empty()) return body;
  for (const auto& candidate : steps.candidates(reader, *step)) {
    body["candidates"].push_back({{"examId", candidate.examId}, {"accessionNumber", candidate.accessionNumber}, {"because", candidate.because}});
  }
  return body;
}

HttpResponse list(Store& store, PerformedSteps& steps, const HttpRequest& request) {
  const auto page = pageRequest(request, 2);
  auto items = json::array();
  std::vector<std::string> next;
  store.read([&](Reader& reader) {
    int seen = 0;
    for (const auto& entry :
         steps.waiting(reader, page.after.empty() ? "" : page.after[0], page.after.empty() ? "" : page.after[1], page.limit + 1)) {
      if (++seen > page.limit) break;
      next = {entry.openedAt, entry.id};
      if (allowedAt(request, entry.siteId)) items.push_back(whole(reader, steps, entry));
    }
    if (seen <= page.limit) next.clear();
  });
  return pageResponse(items, next);
}

/// One decision of a person: in one unit of work with the check that he may see the entry.
HttpResponse decided(Store& store, PerformedSteps& steps, const HttpRequest& request,
                     const std::function<json(UnitOfWork&, const ReconcileEntry&)>& decide) {
  HttpResponse response;
  store.write(Lane::interactive, [&](UnitOfWork& work) {
    response = jsonAnswer(200, decide(work, visibleEntry(work, steps, request)));
    request.remember(work, response);
  });
  return response;
}

}  // namespace

void addReconcileRoutes(Routes& routes, Store& store, Clinic& clinic, PerformedSteps& steps) {
  Route waiting{"GET",         "/api/v1/worklists/reconcile",
                "Performed steps that fit no exam or the wrong patient, and sides that differ: oldest first, with candidates.",
                "exam.perform", "",
                schema::kPage,  false,
                [&store, &steps](const HttpRequest& request) { return list(store, steps, request); }};
  waiting.queryParameters = pageParameters();
  routes.add(std::move(waiting));
  routes.add({"GET", "/api/v1/worklists/reconcile/{id}", "One entry, open or settled.", "exam.perform", "", "", false,
              [&store, &steps](const HttpRequest& request) {
                json body;
                store.read([&](Reader& reader) { body = whole(reader, steps, visibleEntry(reader, steps, request)); });
                return jsonAnswer(200, body);
              }});
  routes.add({"POST", "/api/v1/worklists/reconcile/{id}/attach", "The step belongs to this exam: it takes effect there.", "exam.perform", schema::kAttach,
              schema::kExam, true, [&store, &clinic, &steps](const HttpRequest& request) {
                const auto body = jsonBody(request);
                const auto examId = JsonFields(body, "", {"examId"}).required("examId");
                return decided(store, steps, request, [&](UnitOfWork& work, const ReconcileEntry& entry) {
                  requireVisible(request, clinic.exam(work, examId));
                  return toJson(steps.attach(work, request.caller, entry.id, examId));
                });
              }});
  routes.add({"POST", "/api/v1/worklists/reconcile/{id}/create", "Nothing was ordered: makes an order and an exam that keeps the device's study UID.",
              "exam.perform", schema::kOrder, schema::kExam, true, [&store, &steps](const HttpRequest& request) {
                const auto order = reconciledOrderFrom(jsonBody(request));
                return decided(store, steps, request, [&](UnitOfWork& work, const ReconcileEntry& entry) {
                  const auto exam = steps.create(work, request.caller, entry.id, order);
                  requireVisible(request, exam);
                  return toJson(exam);
                });
              }});
  routes.add({"POST", "/api/v1/worklists/reconcile/{id}/dismiss", "Nothing is to be done; the reason stays with it.", "exam.perform", schema::kReason, "",
              true, [&store, &steps](const HttpRequest& request) {
                const auto body = jsonBody(request);
                const auto reason = JsonFields(body, "", {"reason"}).text("reason");
                return decided(store, steps, request, [&](UnitOfWork& work, const ReconcileEntry& entry) {
                  steps.dismiss(work, request.caller, entry.id, reason);
                  return toJson(steps.entry(work, entry.id).value());
                });
              }});
}

}  // namespace clairis
