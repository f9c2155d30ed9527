// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/validation_right.h"

#include "core/domain/refusal.h"

namespace clairis::work {
namespace {

bool strongSession(Authentication authentication) {
  return authentication == Authentication::proSanteConnect || authentication == Authentication::secondFactor;
}

}  // namespace

void requireValidationRight(const Caller& caller, const Practitioner* practitioner, const Exam& exam, Environment environment) {
  if (caller.serviceToken) throw Forbidden("report.validate.service", "a service token never validates: the radiologist does, in his own session");
  if (!caller.hasRole("radiologist")) throw Forbidden("report.validate.role", "only a physician with the role radiologist validates; a resident's report is provisional");
  if (practitioner == nullptr || !practitioner->physician()) {
    throw Forbidden("report.validate.physician", "the account needs a registered practitioner with an RPPS number and a specialty");
  }
  if (!caller.hasRoleAt("radiologist", exam.siteId)) throw Forbidden("report.validate.site", "the account does not hold the role radiologist at the site of this exam");
  const bool person = caller.authentication != Authentication::system;
  const bool enough = strongSession(caller.authentication) || (person && environment == Environment::test);
  if (!enough) {
    throw Forbidden("report.validate.session",
                    "validating needs a Pro Santé Connect or second-factor session: with environment = production a password or bearer token is not enough");
  }
  const bool performed = exam.state == ExamState::completed || exam.state == ExamState::discontinued;
  if (!performed) {
    throw Refusal("exam.not_performed", "the exam is " + std::string(toText(exam.state)) + ": record that it was performed, then validate");
  }
}

std::string samlClass(Authentication authentication) {
  const std::string prefix = "urn:oasis:names:tc:SAML:2.0:ac:classes:";
  switch (authentication) {
    case Authentication::password: return prefix + "Password";
    case Authentication::secondFactor:
    case Authentication::proSanteConnect: return prefix + "MobileTwoFactorUnregistered";
    case Authentication::bearerToken:
    case Authentication::system: break;
  }
  return prefix + "unspecified";
}

}  // namespace clairis::work
