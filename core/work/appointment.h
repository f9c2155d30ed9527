// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/clinic.h"

namespace clairis::work {

/// A new appointment for an exam that has not started. It waits for the patient again, and comes back to the consoles if the idle rule took it off.
/// Event "exam.rescheduled", when something changed.
Exam appointExam(UnitOfWork& work, const Caller& caller, Exam exam, const Site& site, const Appointment& appointment);

}  // namespace clairis::work
