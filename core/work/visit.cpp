// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/visit.h"

#include <vector>

#include "core/store/exam_repository.h"
#include "core/store/preparation_repository.h"

namespace clairis::work {
namespace {

bool toBeMade(const Exam& exam) { return exam.state == ExamState::scheduled || exam.state == ExamState::arrived || exam.state == ExamState::ready; }

std::vector<Exam> openExams(UnitOfWork& work, const Order& order) {
  std::vector<Exam> open;
  for (const auto& row : work.query("SELECT exam_id FROM exam_order WHERE order_id = $1 ORDER BY position", {order.id})) {
    auto exam = store::findExam(work, row[0].text());
    if (exam && toBeMade(*exam)) open.push_back(std::move(*exam));
  }
  return open;
}

bool place(UnitOfWork& work, const Exam& exam, const VisitFeed& visit) {
  auto preparation = store::findPreparation(work, exam.id);
  const bool ours = preparation.location.empty() || preparation.location == visit.formerLocation;
  if (!ours || preparation.location == visit.location) return false;
  preparation.location = visit.location;
  store::savePreparation(work, exam.id, preparation);
  return true;
}

bool take(UnitOfWork& work, Order order, const VisitFeed& visit) {
  const auto exams = openExams(work, order);
  if (exams.empty()) return false;
  const bool reclassed = !visit.patientClass.empty() && order.patientClass != visit.patientClass;
  if (reclassed) {
    order.patientClass = visit.patientClass;
    store::updateOrder(work, order);
  }
  bool changed = reclassed;
  for (const auto& exam : exams) {
    const bool placed = place(work, exam, visit);
    if (placed || reclassed) work.publish({"exam.prepared", exam.id, "{}"});
    changed = changed || placed;
  }
  return changed;
}

}  // namespace

int moveVisit(UnitOfWork& work, const Caller& caller, const VisitFeed& visit) {
  int moved = 0;
  for (const auto& order : store::ordersOfVisit(work, visit.patientId, visit.number, visit.authority)) {
    if (!take(work, order, visit)) continue;
    ++moved;
    work.audit({caller.principal, "order.visit_moved", "order:" + order.id, "ok", "{}"});
  }
  return moved;
}

}  // namespace clairis::work
