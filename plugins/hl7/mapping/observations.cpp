// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/observations.h"

#include <array>
#include <utility>

#include "plugins/hl7/mapping/data_types.h"

namespace clairis::hl7 {
namespace {

/// "1.2" → region 1, part 2: the sub-id of a REGION_ANATOMIQUE.
std::pair<std::string, std::string> subId(const std::string& text) {
  const auto dot = text.find('.');
  return {text.substr(0, dot), dot == std::string::npos ? "1" : text.substr(dot + 1)};
}

bool textual(std::string_view type) {
  return type == "ST" || type == "TX" || type == "FT" || type == "NM" || type == "CE" || type == "CWE" || type == "CNE" || type == "DT" ||
         type == "TS";
}

std::string remarkOf(const Segment& obx) {
  if (!textual(obx.field(2).value())) return {};
  std::string value;
  for (const auto& repetition : obx.field(5).repetitions()) {
    const auto words = repetition.deletes() ? std::string() : obx.field(2).value().front() == 'C' ? wordsOf(repetition) : repetition.whole().value();
    if (!words.empty()) value += (value.empty() ? "" : ", ") + words;
  }
  if (value.empty()) return {};
  const auto unit = obx.field(6).value();
  return wordsOf(obx.field(3).first()) + " : " + value + (unit.empty() ? "" : " " + unit);
}

void addRemark(Observed& seen, const Segment& obx) {
  if (auto remark = remarkOf(obx); !remark.empty()) seen.remarks.push_back(std::move(remark));
}

void addRegion(Observed& seen, std::string& firstRegion, const Segment& obx) {
  const auto [region, part] = subId(obx.field(4).value());
  if (firstRegion.empty()) firstRegion = region;
  const bool first = region == firstRegion;
  if (first && part == "1" && seen.region.empty()) {
    seen.region = codeOf(obx.field(5).first(), 1);
  } else if (const auto side = lateralityFrom(obx.field(5).value()); first && part == "2" && seen.laterality.empty() && !side.empty()) {
    seen.laterality = side;
  } else {
    addRemark(seen, obx);
  }
}

}  // namespace

std::string lateralityFrom(std::string_view code) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> sides{{{"R", "R"},
                                                                                        {"RT", "R"},
                                                                                        {"24028007", "R"},
                                                                                        {"L", "L"},
                                                                                        {"LT", "L"},
                                                                                        {"7771000", "L"},
                                                                                        {"B", "B"},
                                                                                        {"50", "B"},
                                                                                        {"BIL", "B"},
                                                                                        {"51440002", "B"}}};
  for (const auto& [key, side] : sides) {
    if (code == key) return std::string(side);
  }
  return {};
}

Observed observed(const OrderGroup& group) {
  Observed seen;
  std::string firstRegion;
  for (const auto* obx : group.observations) {
    const auto code = obx->field(3).value();
    if (code == "MODALITE_IMAGERIE" && seen.modality.empty()) {
      seen.modality = obx->field(5).value();
    } else if (code == "REGION_ANATOMIQUE") {
      addRegion(seen, firstRegion, *obx);
    } else {
      addRemark(seen, *obx);
    }
  }
  return seen;
}

}  // namespace clairis::hl7
