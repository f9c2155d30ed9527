// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/clinic.h"
#include "core/work/order_intake.h"

namespace clairis::work {

/// Service "clinic/1": patients, orders and exams, each use case in its own file.
class ClinicService final : public Clinic {
public:
  ClinicService(Environment environment, OrderRules rules);

  Patient receivePatient(UnitOfWork& work, const Caller& caller, const PatientFeed& feed) override;
  PlacedOrder placeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& order) override;
  PlacedOrder changeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& order) override;
  PlacedOrder cancelOrder(UnitOfWork& work, const Caller& caller, std::string_view placerNumber, std::string_view placerAuthority,
                          std::string_view reason) override;
  Exam appoint(UnitOfWork& work, const Caller& caller, std::string_view examId, const Appointment& appointment) override;
  int moveVisit(UnitOfWork& work, const Caller& caller, const VisitFeed& visit) override;
  Exam perform(UnitOfWork& work, const Caller& caller, std::string_view examId, const Performance& performance) override;
  Exam advance(UnitOfWork& work, const Caller& caller, std::string_view examId, ExamCommand command, std::string_view reason) override;
  bool closeIdle(UnitOfWork& work, const Caller& caller, std::string_view examId) override;
  Exam reopen(UnitOfWork& work, const Caller& caller, std::string_view examId) override;
  void answerSafety(UnitOfWork& work, const Caller& caller, std::string_view examId, SafetyAnswer answer) override;
  std::vector<SafetyAnswer> safetyAnswers(Reader& reader, std::string_view examId) override;
  Exam code(UnitOfWork& work, const Caller& caller, std::string_view examId, const ExamCoding& coding) override;
  ExamPreparation prepare(UnitOfWork& work, const Caller& caller, std::string_view examId, const ExamPreparation& preparation) override;

  Patient patient(Reader& reader, std::string_view id) override;
  Order order(Reader& reader, std::string_view id) override;
  Exam exam(Reader& reader, std::string_view id) override;
  ExamPreparation preparation(Reader& reader, std::string_view examId) override;
  Site site(Reader& reader, std::string_view id) override;
  std::optional<Site> siteByCode(Reader& reader, std::string_view code) override;
  Site defaultSite(Reader& reader) override;
  std::optional<Practitioner> practitioner(Reader& reader, std::string_view id) override;

private:
  Environment _environment;
  OrderRules _rules;
};

}  // namespace clairis::work
