// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/clinic_service.h"

#include <fmt/format.h>

#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"
#include "core/store/patient_repository.h"
#include "core/store/place_repository.h"
#include "core/store/preparation_repository.h"
#include "core/work/patient_intake.h"

namespace clairis::work {
namespace {

template <class T>
T known(std::optional<T> found, const char* code, std::string_view id) {
  if (!found) throw NotFound(code, "nothing is stored under " + std::string(id));
  return std::move(*found);
}

}  // namespace

ClinicService::ClinicService(Environment environment, OrderRules rules) : _environment(environment), _rules(std::move(rules)) {}

Patient ClinicService::receivePatient(UnitOfWork& work, const Caller& caller, const PatientFeed& feed) {
  return work::receivePatient(work, caller, feed, _environment);
}

PlacedOrder ClinicService::placeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& order) {
  return work::placeOrder(work, caller, order, _rules);
}

PlacedOrder ClinicService::changeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& order) { return work::changeOrder(work, caller, order); }

PlacedOrder ClinicService::cancelOrder(UnitOfWork& work, const Caller& caller, std::string_view placerNumber, std::string_view placerAuthority,
                                       std::string_view reason) {
  return work::cancelOrder(work, caller, placerNumber, placerAuthority, reason);
}

Exam ClinicService::perform(UnitOfWork& work, const Caller& caller, std::string_view examId, const Performance& done) {
  auto exam = this->exam(work, examId);
  const auto command = done.discontinued ? ExamCommand::discontinue : ExamCommand::complete;
  const bool notStarted = done.discontinued && exam.state != ExamState::started;
  if (notStarted && next(exam.state, ExamCommand::start)) exam.state = ExamState::started;
  const auto state = next(exam.state, command);
  if (!state) throw Refusal("exam.state", fmt::format("cannot {} an exam that is {}", toText(command), toText(exam.state)));
  const auto ended = done.endedAt.value_or(work.now());
  const auto started = done.startedAt.value_or(exam.startedAt.empty() ? ended : fromIso(exam.startedAt));
  if (ended < started) throw Refusal("exam.times", "the exam ends before it starts", "endedAt");
  if (ended > work.now() + std::chrono::minutes(5)) throw Refusal("exam.times", "the exam ends in the future: check the clock of the device", "endedAt");
  exam.state = *state;
  exam.startedAt = toIso(started);
  exam.endedAt = toIso(ended);
  if (!done.equipment.empty()) exam.equipment = done.equipment;
  if (!done.dose.empty()) exam.dose = done.dose;
  store::updateExam(work, exam, store::scheduledLocalOf(work, exam.id));
  ++exam.version;
  const std::string event = done.discontinued ? "exam.discontinued" : "exam.completed";
  work.publish({event, exam.id, "{}"});
  work.audit({caller.principal, event, "exam:" + exam.id, "ok", R"({"source":")" + done.source + R"("})"});
  return exam;
}

Exam ClinicService::code(UnitOfWork& work, const Caller& caller, std::string_view examId, const ExamCoding& coding) {
  auto exam = this->exam(work, examId);
  if (exam.state == ExamState::cancelled) throw Refusal("exam.state", "the exam is cancelled");
  if (!work.query("SELECT id FROM report WHERE exam_id = $1 AND state = 'validated' LIMIT 1", {examId}).empty()) {
    throw Refusal("exam.coded", "the report of this exam is validated: its codes change with an amended report");
  }
  if (!coding.procedure.empty()) replaceProcedure(exam, coding.procedure);
  if (!coding.ccam.empty()) exam.ccam = coding.ccam;
  if (!coding.region.empty()) exam.region = coding.region;
  if (!coding.laterality.empty()) exam.laterality = coding.laterality;
  store::updateExam(work, exam, store::scheduledLocalOf(work, exam.id));
  ++exam.version;
  work.publish({"exam.coded", exam.id, "{}"});
  work.audit({caller.principal, "exam.coded", "exam:" + exam.id, "ok", "{}"});
  return exam;
}

ExamPreparation ClinicService::prepare(UnitOfWork& work, const Caller& caller, std::string_view examId, const ExamPreparation& preparation) {
  check(preparation);
  const auto exam = this->exam(work, examId);
  store::savePreparation(work, exam.id, preparation);
  work.publish({"exam.prepared", exam.id, "{}"});
  work.audit({caller.principal, "exam.prepared", "exam:" + exam.id, "ok", "{}"});
  auto stored = preparation;
  ++stored.version;
  return stored;
}

Patient ClinicService::patient(Reader& reader, std::string_view id) { return known(store::findPatient(reader, id), "patient.unknown", id); }
Order ClinicService::order(Reader& reader, std::string_view id) { return known(store::findOrder(reader, id), "order.unknown", id); }
Exam ClinicService::exam(Reader& reader, std::string_view id) { return known(store::findExam(reader, id), "exam.unknown", id); }
Site ClinicService::site(Reader& reader, std::string_view id) { return known(store::findSite(reader, id), "site.unknown", id); }
ExamPreparation ClinicService::preparation(Reader& reader, std::string_view examId) { return store::findPreparation(reader, examId); }
std::optional<Site> ClinicService::siteByCode(Reader& reader, std::string_view code) { return store::findSiteByCode(reader, code); }

Site ClinicService::defaultSite(Reader& reader) {
  const auto site = store::findDefaultSite(reader);
  if (!site) throw Refusal("site.none", "no site is registered: add one with `clairis site add`");
  return *site;
}

std::optional<Practitioner> ClinicService::practitioner(Reader& reader, std::string_view id) { return store::findPractitioner(reader, id); }

}  // namespace clairis::work
