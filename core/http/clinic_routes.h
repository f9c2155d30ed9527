// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/clinic.h"
#include "core/plugin/performed_steps.h"
#include "core/plugin/read_trace.h"
#include "core/plugin/routes.h"

namespace clairis {

/// sites, practitioners, patients, orders, exams. What they are given outlives the routes. Patients are shown with matricule and OID to
/// who holds ins.read (RIS.INS.05), and then it is in the read trace first (RIS.INS.03).
void addPlaceRoutes(Routes& routes, Store& store);
void addClinicRoutes(Routes& routes, Store& store, Clinic& clinic, ReadTrace& trace);
/// What happens to an exam until it is made: arrival, preparation, safety questions, what its device said.
void addExamLifeRoutes(Routes& routes, Store& store, Clinic& clinic, PerformedSteps& steps);
/// When idle entries leave the worklist.
void addIdleRuleRoutes(Routes& routes, Store& store);
/// The list of what waits for a person, and what he decides.
void addReconcileRoutes(Routes& routes, Store& store, Clinic& clinic, PerformedSteps& steps);

}  // namespace clairis
