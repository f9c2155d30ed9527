// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/domain/exam.h"
#include "core/domain/people.h"
#include "core/plugin/caller.h"

namespace clairis::work {

/// SR-10: who may validate, amend or withdraw. Throws Forbidden ("report.validate.…") or Refusal "exam.not_performed"; returns when
/// the caller may. `practitioner` is the one registered behind the caller's account.
void requireValidationRight(const Caller& caller, const Practitioner* practitioner, const Exam& exam, Environment environment);

/// SAML authentication class of the session, kept with the report for the VIHF (SR-33).
std::string samlClass(Authentication authentication);

}  // namespace clairis::work
