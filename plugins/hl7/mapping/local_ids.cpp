// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/local_ids.h"

#include <algorithm>

#include "plugins/hl7/mapping/data_types.h"
#include "plugins/hl7/mapping/ins_mapping.h"

namespace clairis::hl7 {
namespace {

bool localType(std::string_view type) { return type.empty() || type == "PI" || type == "MR" || type == "PT"; }

}  // namespace

std::vector<LocalId> localIdsOf(const Field& field, const Sender& sender) {
  std::vector<LocalId> ids;
  for (const auto& cx : field.repetitions()) {
    if (cx.empty() || isInsRepetition(cx) || !localType(cx.value(5)) || cx.value(1).empty()) continue;
    auto authority = authorityOf(cx.value(4, 1), cx.value(4, 2));
    if (authority.name.empty()) authority.name = sender.name;
    LocalId id{cx.value(1), authority.name, authority.oid};
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace clairis::hl7
