// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/clinic_service.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"
#include "core/store/patient_repository.h"
#include "core/store/place_repository.h"
#include "core/store/preparation_repository.h"
#include "core/store/safety_repository.h"
#include "core/work/appointment.h"
#include "core/work/exam_life.h"
#include "core/work/patient_intake.h"
#include "core/work/safety.h"
#include "core/work/visit.h"

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

Exam ClinicService::appoint(UnitOfWork& work, const Caller& caller, std::string_view examId, const Appointment& appointment) {
  auto exam = this->exam(work, examId);
  const auto site = this->site(work, exam.siteId);
  return appointExam(work, caller, std::move(exam), site, appointment);
}

int ClinicService::moveVisit(UnitOfWork& work, const Caller& caller, const VisitFeed& visit) { return work::moveVisit(work, caller, visit); }

Exam ClinicService::perform(UnitOfWork& work, const Caller& caller, std::string_view examId, const Performance& done) {
  return performExam(work, caller, exam(work, examId), done);
}

Exam ClinicService::advance(UnitOfWork& work, const Caller& caller, std::string_view examId, ExamCommand command, std::string_view reason) {
  const auto exam = this->exam(work, examId);
  if (command == ExamCommand::start && _rules.safetyBeforeStart) requireSafety(work, exam);
  return advanceExam(work, caller, exam, command, reason);
}

bool ClinicService::closeIdle(UnitOfWork& work, const Caller& caller, std::string_view examId) {
  return work::closeIdle(work, caller, exam(work, examId));
}

Exam ClinicService::reopen(UnitOfWork& work, const Caller& caller, std::string_view examId) { return reopenExam(work, caller, exam(work, examId)); }

void ClinicService::answerSafety(UnitOfWork& work, const Caller& caller, std::string_view examId, SafetyAnswer answer) {
  work::answerSafety(work, caller, exam(work, examId), std::move(answer));
}

std::vector<SafetyAnswer> ClinicService::safetyAnswers(Reader& reader, std::string_view examId) { return store::safetyAnswers(reader, examId); }

Exam ClinicService::code(UnitOfWork& work, const Caller& caller, std::string_view examId, const ExamCoding& coding) {
  auto exam = this->exam(work, examId);
  if (exam.state == ExamState::cancelled) throw Refusal("exam.state", "the exam is cancelled");
  // Every report of the exam: asked for the validated ones, SQLite would look through those of all exams.
  const auto reports = work.query("SELECT state FROM report WHERE exam_id = $1", {examId});
  if (std::any_of(reports.begin(), reports.end(), [](const Row& row) { return row[0].text() == "validated"; })) {
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
