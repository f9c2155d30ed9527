// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/service_registry.h"

#include "core/domain/refusal.h"

namespace clairis::app {

void ServiceRegistry::provide(std::string id, std::shared_ptr<void> service) {
  const std::lock_guard lock(_mutex);
  const auto [at, inserted] = _services.try_emplace(std::move(id), std::move(service));
  if (!inserted) throw Refusal("service.taken", "the service \"" + at->first + "\" is provided already: enable only one of the plugins that do");
}

std::shared_ptr<void> ServiceRegistry::find(std::string_view id) const {
  const std::lock_guard lock(_mutex);
  const auto found = _services.find(id);
  return found == _services.end() ? nullptr : found->second;
}

}  // namespace clairis::app
