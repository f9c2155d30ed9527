// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <vector>

#include "core/plugin/clinic.h"
#include "plugins/hl7/mapping/sender.h"
#include "plugins/hl7/message/message.h"

namespace clairis::hl7 {

/// One PID with its MRG: whoever bears `former` is the patient of `feed`.
struct PatientPair {
  PatientFeed feed;
  bool statusSaid = false;      ///< PID-32 is filled
  std::vector<LocalId> former;  ///< local numbers of MRG-1
  std::optional<Ins> formerIns;
};

/// ADT_A39 repeats the pair; ADT_A30 and ADT_A43 have one. Throws Fault: a PID without MRG, an MRG without PID or with nothing in MRG-1, a number
/// that stands in both.
std::vector<PatientPair> patientPairs(const Message& message, const Sender& sender, Environment environment);

inline constexpr std::size_t kMostPairs = 100;

}  // namespace clairis::hl7
