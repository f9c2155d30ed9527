// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/domain/identifiers.h"

namespace clairis::identity::insi {

/// SR-07: the address belongs to the instance's environment. services-ps*.ameli.fr is the real INSi, a host whose first label begins with
/// qualiflps the national test platform; a real instance speaks to neither that nor this machine. Throws Refusal "environment.mixed", or
/// "insi.url.malformed" for anything that is not an https URL.
void checkEndpoint(const std::string& url, Environment environment, const std::string& option);

}  // namespace clairis::identity::insi
