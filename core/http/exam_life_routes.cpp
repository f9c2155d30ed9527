// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/http/clinic_json.h"
#include "core/http/clinic_routes.h"
#include "core/http/exam_answers.h"
#include "core/http/json_fields.h"
#include "core/store/exam_repository.h"

namespace clairis {
namespace {

using nlohmann::json;

/// The exam of the path, locked into one unit of work with what `act` makes of it; the answer is remembered for the idempotency key.
HttpResponse acted(Store& store, Clinic& clinic, const HttpRequest& request, const std::function<Exam(UnitOfWork&, const Exam&)>& act) {
  HttpResponse response;
  store.write(Lane::interactive, [&](UnitOfWork& work) {
    response = jsonAnswer(200, toJson(act(work, visibleExam(work, clinic, request))));
    request.remember(work, response);
  });
  return response;
}

struct Step {
  const char* word;
  ExamCommand command;
  const char* summary;
};
constexpr Step kSteps[] = {
    {"arrive", ExamCommand::arrive, "The patient is here."},
    {"ready", ExamCommand::makeReady, "The patient is prepared."},
    {"start", ExamCommand::start, "The exam begins (devices without MPPS)."},
    {"reset", ExamCommand::reschedule, "Back to scheduled: the patient was marked as arrived or ready by mistake."},
    {"cancel", ExamCommand::cancel, "The exam will not be made; it leaves the worklist."},
};

void addSteps(Routes& routes, Store& store, Clinic& clinic) {
  for (const auto& step : kSteps) {
    routes.add({"POST", std::string("/api/v1/exams/{id}/") + step.word, step.summary,
                step.command == ExamCommand::cancel || step.command == ExamCommand::arrive ? "order.write" : "exam.perform", schema::kReason, schema::kExam,
                true, [&store, &clinic, command = step.command](const HttpRequest& request) {
                  const auto body = jsonBody(request);
                  const auto reason = JsonFields(body, "", {"reason"}).text("reason");
                  return acted(store, clinic, request, [&](UnitOfWork& work, const Exam& exam) {
                    return clinic.advance(work, request.caller, exam.id, command, reason);
                  });
                }});
  }
  routes.add({"POST", "/api/v1/exams/{id}/reopen", "Puts an exam that the idle rule has closed back on the worklist.", "order.write", "", schema::kExam, true,
              [&store, &clinic](const HttpRequest& request) {
                return acted(store, clinic, request, [&](UnitOfWork& work, const Exam& exam) { return clinic.reopen(work, request.caller, exam.id); });
              }});
}

HttpResponse preparationAnswer(const ExamPreparation& preparation) {
  auto response = jsonAnswer(200, toJson(preparation));
  response.headers["ETag"] = "\"" + std::to_string(preparation.version) + "\"";
  return response;
}

void addPreparation(Routes& routes, Store& store, Clinic& clinic) {
  routes.add({"GET", "/api/v1/exams/{id}/preparation", "What a technologist must know before he begins.", "exam.read", "", schema::kPreparation, false,
              [&store, &clinic](const HttpRequest& request) {
                return preparationAnswer(
                    store.reading([&](Reader& reader) { return clinic.preparation(reader, visibleExam(reader, clinic, request).id); }));
              }});
  routes.add({"PUT", "/api/v1/exams/{id}/preparation", "Replaces it; If-Match or the member version says which one was read (0: none yet).",
              "order.write", schema::kPreparation, schema::kPreparation, false, [&store, &clinic](const HttpRequest& request) {
                auto preparation = preparationFrom(jsonBody(request));
                preparation.version = ifMatch(request).value_or(preparation.version);
                return preparationAnswer(store.writing(Lane::interactive, [&](UnitOfWork& work) {
                  return clinic.prepare(work, request.caller, visibleExam(work, clinic, request).id, preparation);
                }));
              }});
}

json safetySheet(Reader& reader, Clinic& clinic, const Exam& exam) {
  const auto answers = clinic.safetyAnswers(reader, exam.id);
  auto questions = json::array(), history = json::array();
  for (const auto& question : questionsFor(exam.modality, exam.laterality)) {
    const auto newest = std::find_if(answers.rbegin(), answers.rend(), [&](const SafetyAnswer& answer) { return answer.question == question.code; });
    questions.push_back({{"code", question.code},
                         {"words", question.french},
                         {"answers", question.answers},
                         {"mandatory", question.mandatory},
                         {"answer", newest == answers.rend() ? json() : toJson(*newest)}});
  }
  for (const auto& answer : answers) history.push_back(toJson(answer));
  return {{"questions", questions}, {"history", history}, {"orderedSide", exam.laterality}};
}

void addSafety(Routes& routes, Store& store, Clinic& clinic) {
  routes.add({"GET", "/api/v1/exams/{id}/safety", "Safety questions of this exam with their newest answers, and all answers ever given.", "exam.read", "",
              "", false, [&store, &clinic](const HttpRequest& request) {
                json sheet;
                store.read([&](Reader& reader) { sheet = safetySheet(reader, clinic, visibleExam(reader, clinic, request)); });
                return jsonAnswer(200, sheet);
              }});
  routes.add({"PUT", "/api/v1/exams/{id}/safety", "Answers one safety question; earlier answers are kept.", "exam.perform", schema::kSafetyAnswer, "",
              false, [&store, &clinic](const HttpRequest& request) {
                const auto answer = safetyAnswerFrom(jsonBody(request));
                json sheet;
                store.write(Lane::interactive, [&](UnitOfWork& work) {
                  const auto exam = visibleExam(work, clinic, request);
                  clinic.answerSafety(work, request.caller, exam.id, answer);
                  sheet = safetySheet(work, clinic, exam);
                });
                return jsonAnswer(200, sheet);
              }});
}

}  // namespace

void addExamLifeRoutes(Routes& routes, Store& store, Clinic& clinic, PerformedSteps& steps) {
  addSteps(routes, store, clinic);
  addPreparation(routes, store, clinic);
  addSafety(routes, store, clinic);
  routes.add({"GET", "/api/v1/exams/{id}/steps", "What devices said by MPPS of this exam: series, dose, contrast.", "exam.read", "", "", false,
              [&store, &clinic, &steps](const HttpRequest& request) {
                auto items = json::array();
                store.read([&](Reader& reader) {
                  for (const auto& step : steps.ofExam(reader, visibleExam(reader, clinic, request).id)) items.push_back(toJson(step));
                });
                return jsonAnswer(200, {{"items", items}});
              }});
}

}  // namespace clairis
