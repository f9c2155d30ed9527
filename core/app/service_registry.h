// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace clairis::app {

/// Services by string id with version ("clinic/1"). The first provider wins; a second is refused. Thread-safe.
class ServiceRegistry {
public:
  void provide(std::string id, std::shared_ptr<void> service);
  std::shared_ptr<void> find(std::string_view id) const;

private:
  mutable std::mutex _mutex;
  std::map<std::string, std::shared_ptr<void>, std::less<>> _services;
};

}  // namespace clairis::app
