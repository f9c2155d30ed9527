// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/visit_number.h"

#include "plugins/hl7/mapping/data_types.h"
#include "plugins/hl7/mapping/local_ids.h"

namespace clairis::hl7 {

VisitNumber visitNumberOf(const Message& message, const Sender& sender) {
  const auto* visit = message.find("PV1");
  if (visit == nullptr) return {};
  const auto cx = visit->field(19).first();
  if (cx.value(1).empty()) return {};
  auto authority = authorityOf(cx.value(4, 1), cx.value(4, 2)).name;
  if (authority.empty()) {
    const auto* patient = message.find("PID");
    const auto ids = patient == nullptr ? std::vector<LocalId>{} : localIdsOf(patient->field(3), sender);
    authority = ids.empty() ? sender.name : ids.front().authority;
  }
  return {cx.value(1), authority};
}

std::string locationOf(const Message& message) {
  const auto* visit = message.find("PV1");
  if (visit == nullptr) return {};
  std::string place;
  for (const std::size_t component : {1, 2, 3}) {
    if (const auto part = visit->field(3).value(component); !part.empty()) place += (place.empty() ? "" : " ") + part;
  }
  return place;
}

}  // namespace clairis::hl7
