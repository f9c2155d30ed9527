// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/funding/scale.h"

#include <nlohmann/json.hpp>

#include "core/domain/embedded_file.h"
#include "core/domain/refusal.h"

const std::vector<clairis::EmbeddedFile>& funding_scales();

namespace clairis::funding {
namespace {

using nlohmann::json;

[[noreturn]] void malformed(const std::string& what) { throw Refusal("funding.scale.malformed", "the funding scale is not usable: " + what); }

Tranche trancheFrom(const json& row) {
  Tranche tranche{row.at("tranche"), row.at("from"), std::nullopt, row.at("ceilingTtc"), row.at("ceilingHt")};
  if (!row.at("to").is_null()) tranche.to = row.at("to").get<std::int64_t>();
  return tranche;
}

void check(const Scale& scale) {
  std::int64_t expected = 1;
  for (const auto& tranche : scale.tranches) {
    if (tranche.from != expected) malformed("tranche " + tranche.name + " starts at " + std::to_string(tranche.from) + ", expected " + std::to_string(expected));
    if (&tranche == &scale.tranches.back()) {
      if (tranche.to) malformed("the last tranche must be open");
    } else if (!tranche.to || *tranche.to < tranche.from) {
      malformed("tranche " + tranche.name + " has no end");
    } else {
      expected = *tranche.to + 1;
    }
  }
  if (scale.tranches.empty()) malformed("it has no tranche");
}

}  // namespace

const Tranche* Scale::trancheOf(std::int64_t exams) const {
  for (const auto& tranche : tranches) {
    if (exams >= tranche.from && (!tranche.to || exams <= *tranche.to)) return &tranche;
  }
  return nullptr;
}

Scale scaleFrom(std::string_view text) {
  try {
    const auto data = json::parse(text);
    Scale scale{data.at("scale"), data.at("version"), data.at("source"), data.at("validFrom"), data.at("validUntil").is_null() ? "" : data.at("validUntil").get<std::string>(), {}};
    for (const auto& row : data.at("tranches")) scale.tranches.push_back(trancheFrom(row));
    check(scale);
    return scale;
  } catch (const json::exception& error) {
    malformed(error.what());
  }
}

std::optional<Scale> scaleOf(int year) {
  const auto lastDay = std::to_string(year) + "-12-31";
  for (const auto& file : funding_scales()) {
    auto scale = scaleFrom(file.bytes);
    if (scale.validFrom <= lastDay && (scale.validUntil.empty() || lastDay <= scale.validUntil)) return scale;
  }
  return std::nullopt;
}

}  // namespace clairis::funding
