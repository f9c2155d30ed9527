// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/number_apart.h"

#include "core/store/patient_repository.h"
#include "core/work/identity_tasks.h"

namespace clairis::work {
namespace {

void close(UnitOfWork& work, const Caller& caller, std::string_view patientId, std::string_view outcome) {
  for (const char* kind : {"ins_verified", "insi_unverifiable"}) closeTasksOf(work, caller, kind, patientId, outcome);
}

}  // namespace

void keepNumberApart(UnitOfWork& work, const Caller& caller, std::string_view patientId, const Ins& ins) {
  const auto before = store::findUnverifiedIns(work, patientId);
  store::keepUnverifiedIns(work, patientId, ins);
  if (before && *before != ins) close(work, caller, patientId, "replaced");
}

void dropNumberApart(UnitOfWork& work, const Caller& caller, std::string_view patientId, std::string_view outcome) {
  store::dropUnverifiedIns(work, patientId);
  close(work, caller, patientId, outcome);
}

}  // namespace clairis::work
