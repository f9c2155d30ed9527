// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "core/domain/identifiers.h"

namespace clairis::dmp {

/// SR-07: the address belongs to the instance's environment. A real instance speaks neither to the national test and training
/// platforms nor to this machine; a test instance never to the real DMP. Throws Refusal "environment.mixed", or
/// "dmp.url.malformed" for anything that is not an https URL.
void checkEndpoint(std::string_view url, Environment environment);

}  // namespace clairis::dmp
