// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "core/domain/identifiers.h"

namespace clairis {

/// Whether a listener may open (architecture §7): plain HTTP only on a loopback address, or behind a declared TLS proxy. In the test
/// environment likewise: passwords and tokens are real there too. Throws Refusal "http.listener.plain".
/// `bind` is a numeric address; a name is not resolved and counts as not loopback.
void checkBind(std::string_view bind, bool tls, bool declaredProxy, Environment environment);

}  // namespace clairis
