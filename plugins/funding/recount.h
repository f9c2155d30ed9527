// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/clinic.h"
#include "core/plugin/plugin.h"

namespace clairis::funding {

/// What the counter hears: the end of an exam and its report, and whatever changes whom an exam belongs to or whether he is somebody real.
const std::vector<std::string>& countingEvents();

/// Keeps the count. Reads first, so that an event that changes no count costs no write; writes at most 100 exams at a time. Thread-safe.
class Recount {
public:
  Recount(Store& store, Clinic& clinic) : _store(store), _clinic(clinic) {}

  /// Settles what an event of countingEvents() may have changed. Safe to repeat.
  void heard(const Event& event);
  /// Settles every exam of the instance, in pages: finds what was never heard, such as merges of a version that did not listen to them. Returns how
  /// many exams were counted differently before.
  int everything(const std::stop_token& stop);

private:
  void ofPatient(const std::string& patientId, std::string_view cause);
  int settlePage(const std::vector<std::string>& exams, Lane lane, std::string_view cause);
  int settleAll(const std::vector<std::string>& exams, Lane lane, std::string_view cause);

  Store& _store;
  Clinic& _clinic;
};

}  // namespace clairis::funding
