// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/app/service_registry.h"
#include "core/domain/identifiers.h"
#include "core/plugin/options.h"

namespace clairis::app {

/// The use cases that need nothing but the caller's unit of work: the same for a serving host and for a command.
void provideClinicServices(ServiceRegistry& services, const Options& options, Environment environment, const Oid& oidRoot);

}  // namespace clairis::app
