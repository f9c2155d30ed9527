// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/clinic_services.h"

#include "core/work/clinic_service.h"
#include "core/work/identity_service.h"
#include "core/work/patient_merges_service.h"
#include "core/work/performed_steps_service.h"

namespace clairis::app {
namespace {

/// The rules of this instance; the likeness of two people is the business of "merges/1" where it is provided.
work::IdentityRules rulesOf(ServiceRegistry& services, const Options& options, Environment environment) {
  auto rules = work::identityRules(options, environment);
  rules.anyCandidate = [&services](Reader& reader, const Traits& traits) {
    const auto merges = std::static_pointer_cast<PatientMerges>(services.find("merges/1"));
    return merges && !merges->candidates(reader, traits, std::nullopt, {}).empty();
  };
  return rules;
}

}  // namespace

void provideClinicServices(ServiceRegistry& services, const Options& options, Environment environment, const Oid& oidRoot) {
  work::OrderRules rules{oidRoot, options.text("accession.prefix"), options.boolean("exam.safety_before_start")};
  const std::shared_ptr<Clinic> clinic = std::make_shared<work::ClinicService>(environment, std::move(rules));
  services.provide("clinic/1", clinic);
  services.provide("identities/1", std::static_pointer_cast<Identities>(std::make_shared<work::IdentityService>(rulesOf(services, options, environment))));
  services.provide("merges/1", std::static_pointer_cast<PatientMerges>(std::make_shared<work::PatientMergesService>()));
  services.provide("steps/1", std::static_pointer_cast<PerformedSteps>(std::make_shared<work::PerformedStepsService>(clinic)));
}

}  // namespace clairis::app
