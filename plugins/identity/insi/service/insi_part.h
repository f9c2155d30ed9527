// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "core/plugin/identities.h"
#include "core/plugin/plugin.h"

namespace clairis::identity::insi {

/// INSi as a part of the plugin: options, certificates, routes, the verification of what partners send, the campaign, the purge of the trace.
class InsiPart {
public:
  InsiPart();
  ~InsiPart();
  /// Throws Refusal for options that cannot be right; without identity.insi.url.mtls or .cpx it starts, and every call is refused.
  void start(Host& host, Identities& identities);
  void stop() noexcept;
  Health health() const;

private:
  struct Running;
  std::unique_ptr<Running> _running;
};

}  // namespace clairis::identity::insi
