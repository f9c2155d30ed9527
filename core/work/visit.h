// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/clinic.h"

namespace clairis::work {

/// A visit as a partner tells it, for its orders whose exams have not begun: the technologist fetches the patient from the right ward. The class
/// replaces; the place replaces nothing or what the partner said before, never what a person wrote. A visit says nothing about an exam's state:
/// who enters the hospital has not arrived in the imaging department.
int moveVisit(UnitOfWork& work, const Caller& caller, const VisitFeed& visit);

}  // namespace clairis::work
