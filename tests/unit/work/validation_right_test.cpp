// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/validation_right.h"

#include <doctest/doctest.h>

#include <array>

#include "core/domain/refusal.h"

using namespace clairis;

namespace {

constexpr std::array kAuthentications{Authentication::system, Authentication::bearerToken, Authentication::password, Authentication::secondFactor,
                                      Authentication::proSanteConnect};
constexpr std::array kStates{ExamState::scheduled, ExamState::arrived,      ExamState::ready,    ExamState::started,
                             ExamState::completed, ExamState::discontinued, ExamState::cancelled};

Practitioner physician() {
  Practitioner person;
  person.idNat = "801234560801";
  person.familyName = "BIDEAULT";
  person.specialty = {"G15_10/SM44", "", "1.2.250.1.213.1.1.4.5"};
  return person;
}

std::string outcome(const Caller& caller, const Practitioner* practitioner, const Exam& exam, Environment environment) {
  try {
    work::requireValidationRight(caller, practitioner, exam, environment);
  } catch (const Forbidden& refusal) {
    return "forbidden " + refusal.code();
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
  return "may";
}

/// The same rule said once more, as a table of what each refusal needs.
std::string expected(const Caller& caller, bool asPhysician, bool atSite, ExamState state, Environment environment) {
  if (caller.serviceToken) return "forbidden report.validate.service";
  if (!caller.hasRole("radiologist")) return "forbidden report.validate.role";
  if (!asPhysician) return "forbidden report.validate.physician";
  if (!atSite) return "forbidden report.validate.site";
  const bool strong = caller.authentication == Authentication::secondFactor || caller.authentication == Authentication::proSanteConnect;
  const bool weak = caller.authentication == Authentication::password || caller.authentication == Authentication::bearerToken;
  if (!strong && !(weak && environment == Environment::test)) return "forbidden report.validate.session";
  if (state != ExamState::completed && state != ExamState::discontinued) return "exam.not_performed";
  return "may";
}

std::vector<std::string> everyRole() {
  std::vector<std::string> roles{"", "unheard_of"};
  for (const auto& grant : roleGrants()) roles.emplace_back(grant.role);
  return roles;
}

}  // namespace

TEST_CASE("who may validate: every role, session, environment, site, exam state, registration and kind of token [SR-10]") {
  const auto doctor = physician();
  auto withoutRpps = doctor;
  withoutRpps.idNat.clear();
  auto withoutSpecialty = doctor;
  withoutSpecialty.specialty = {};
  const std::array<const Practitioner*, 4> people{&doctor, nullptr, &withoutRpps, &withoutSpecialty};
  int permitted = 0, wrong = 0, all = 0;
  std::string firstWrong;
  for (const auto& role : everyRole()) {
    for (const auto authentication : kAuthentications) {
      for (const auto environment : {Environment::test, Environment::production}) {
        for (const bool atSite : {true, false}) {
          for (const auto state : kStates) {
            for (const auto* person : people) {
              for (const bool service : {false, true}) {
                Caller caller;
                caller.principal = "account:1";
                caller.roles = {role};
                caller.siteIds = {atSite ? "here" : "there"};
                caller.authentication = authentication;
                caller.serviceToken = service;
                Exam exam;
                exam.siteId = "here";
                exam.state = state;
                const auto found = outcome(caller, person, exam, environment);
                const auto wanted = expected(caller, person == &doctor, atSite, state, environment);
                ++all;
                permitted += found == "may" ? 1 : 0;
                if (found != wanted && wrong++ == 0) firstWrong = role + ": " + found + " instead of " + wanted;
              }
            }
          }
        }
      }
    }
  }
  CHECK(firstWrong == "");
  CHECK(wrong == 0);
  // Two performed states × (four sessions in test, two in production), one role.
  CHECK(permitted == 12);
  CHECK(all > 10000);
}

TEST_CASE("only the radiologist's role carries the right to validate, and no service token ever does [SR-10]") {
  for (const auto& grant : roleGrants()) {
    Caller caller;
    caller.principal = "account:1";
    caller.roles = {std::string(grant.role)};
    CAPTURE(std::string(grant.role));
    CHECK(allowed(caller, "report.validate") == (grant.role == "radiologist"));
    CHECK(allowed(caller, "report.announce") == (grant.role == "radiologist"));
    caller.serviceToken = true;
    CHECK_FALSE(allowed(caller, "report.validate"));
  }
  Caller system;
  system.principal = "system";
  CHECK_FALSE(allowed(system, "report.validate"));
}

TEST_CASE("the session's SAML class tells strong sessions from weak ones [SR-33]") {
  const std::string prefix = "urn:oasis:names:tc:SAML:2.0:ac:classes:";
  CHECK(work::samlClass(Authentication::password) == prefix + "Password");
  CHECK(work::samlClass(Authentication::secondFactor) == prefix + "MobileTwoFactorUnregistered");
  CHECK(work::samlClass(Authentication::proSanteConnect) == prefix + "MobileTwoFactorUnregistered");
  CHECK(work::samlClass(Authentication::bearerToken) == prefix + "unspecified");
  CHECK(work::samlClass(Authentication::system) == prefix + "unspecified");
}
