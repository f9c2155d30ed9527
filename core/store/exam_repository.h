// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/exam.h"
#include "core/plugin/sql.h"

namespace clairis::store {

/// Orders and exams. Updates check the version read: Conflict "order.version", "exam.version".
std::optional<Order> findOrder(Reader& reader, std::string_view id);
std::optional<Order> findOrderByPlacer(Reader& reader, std::string_view authority, std::string_view placerNumber);
std::optional<Order> findOrderByAccession(Reader& reader, std::string_view accessionNumber);
/// The orders of a visit of this patient that are not cancelled, in the order they came.
std::vector<Order> ordersOfVisit(Reader& reader, std::string_view patientId, std::string_view visitNumber, std::string_view visitAuthority);
/// The orders an exam answers, the first one first.
std::vector<Order> ordersOfExam(Reader& reader, std::string_view examId);
void insertOrder(UnitOfWork& work, const Order& order, std::string_view sender);
void updateOrder(UnitOfWork& work, const Order& order);

std::optional<Exam> findExam(Reader& reader, std::string_view id);
std::optional<Exam> findExamByStudyUid(Reader& reader, std::string_view studyInstanceUid);
std::optional<Exam> findExamOfOrder(Reader& reader, std::string_view orderId);
struct ExamFilter {
  std::string accessionNumber;
  std::string patientId;
  std::string state;
  std::string after;   ///< last "scheduledLocal|id" of the page before
  int limit = 50;
};
std::vector<Exam> listExams(Reader& reader, const ExamFilter& filter);
/// `scheduledLocal`: YYYYMMDDHHMMSS in the site's zone.
void insertExam(UnitOfWork& work, const Exam& exam, std::string_view scheduledLocal);
void updateExam(UnitOfWork& work, const Exam& exam, std::string_view scheduledLocal);
std::string scheduledLocalOf(Reader& reader, std::string_view examId);

}  // namespace clairis::store
