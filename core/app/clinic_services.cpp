// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/clinic_services.h"

#include "core/work/clinic_service.h"
#include "core/work/performed_steps_service.h"

namespace clairis::app {

void provideClinicServices(ServiceRegistry& services, const Options& options, Environment environment, const Oid& oidRoot) {
  work::OrderRules rules{oidRoot, options.text("accession.prefix"), options.boolean("exam.safety_before_start")};
  const std::shared_ptr<Clinic> clinic = std::make_shared<work::ClinicService>(environment, std::move(rules));
  services.provide("clinic/1", clinic);
  services.provide("steps/1", std::static_pointer_cast<PerformedSteps>(std::make_shared<work::PerformedStepsService>(clinic)));
}

}  // namespace clairis::app
