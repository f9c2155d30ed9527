// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/receiver/refusal_mapping.h"

#include <algorithm>

namespace clairis::hl7 {
namespace {

/// "PID-3" → PID, field 3; anything else names no place.
Location placeOf(const std::string& field) {
  const auto number = field.size() > 4 ? field.substr(4) : std::string();
  const bool digits = !number.empty() && number.size() < 4 && std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || field[3] != '-') return {};
  return {field.substr(0, 3), 1, std::stoi(number)};
}

Condition conditionOf(const std::string& code) {
  if (code.ends_with(".missing")) return Condition::fieldMissing;
  if (code.ends_with(".malformed")) return Condition::dataType;
  return Condition::application;
}

}  // namespace

bool storageTrouble(const Refusal& refusal) { return refusal.code().starts_with("store."); }

Fault faultFrom(const Refusal& refusal) {
  const bool again = storageTrouble(refusal) || dynamic_cast<const Conflict*>(&refusal) != nullptr;
  // What the database said is for the log of this house, not for the partner.
  const std::string text = storageTrouble(refusal) ? "the message could not be stored; nothing was changed: send it again" : refusal.detail();
  return {again ? Condition::application : conditionOf(refusal.code()), placeOf(refusal.field()), text, again, refusal.code()};
}

}  // namespace clairis::hl7
