// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/identities.h"

namespace clairis::work {

/// Why an open task needs nobody any more, by what is stored now: the outcome it closes with, or nothing. The rows of the table in
/// core/work/identity_tasks.h that are about a state; the others close where they happen.
std::optional<std::string> overtaken(Reader& reader, const IdentityTask& task);

/// Closes tasks that what happened to a patient has overtaken: of his own, those that name him as the other one, and collisions that knew him by his
/// number alone before he was registered. Hears events, so that no intake waits for it; reads first, writes in the batch lane, and judges again
/// inside the write. Safe to repeat.
class TaskReview {
public:
  explicit TaskReview(Store& store) : _store(store) {}

  static const std::vector<std::string>& events();
  void heard(const Event& event);
  /// How many were closed.
  int review(const std::string& patientId);

private:
  Store& _store;
};

}  // namespace clairis::work
