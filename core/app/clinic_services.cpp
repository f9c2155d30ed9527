// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/clinic_services.h"

#include "core/work/clinic_service.h"

namespace clairis::app {

void provideClinicServices(ServiceRegistry& services, const Options& options, Environment environment, const Oid& oidRoot) {
  work::OrderRules rules{oidRoot, options.text("accession.prefix")};
  services.provide("clinic/1", std::static_pointer_cast<Clinic>(std::make_shared<work::ClinicService>(environment, std::move(rules))));
}

}  // namespace clairis::app
