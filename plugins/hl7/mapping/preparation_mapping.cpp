// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/preparation_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/domain/refusal.h"
#include "plugins/hl7/mapping/data_types.h"
#include "plugins/hl7/mapping/patient_mapping.h"
#include "plugins/hl7/mapping/visit_number.h"

namespace clairis::hl7 {
namespace {

using Units = std::array<std::pair<std::string_view, double>, 4>;
constexpr Units kMass{{{"kg", 1}, {"KG", 1}, {"g", 0.001}, {"G", 0.001}}};
constexpr Units kLength{{{"m", 1}, {"M", 1}, {"cm", 0.01}, {"CM", 0.01}}};

/// In the unit whose factor is 1; empty without a number or a known unit: 70 without a unit may be anything.
std::string measured(const Segment& obx, const Units& units) {
  auto text = obx.field(5).value();
  std::replace(text.begin(), text.end(), ',', '.');
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const auto unit = obx.field(6).value();
  const auto known = std::find_if(units.begin(), units.end(), [&](const auto& one) { return one.first == unit; });
  if (error != std::errc{} || end != text.data() + text.size() || known == units.end()) return {};
  return fmt::format("{:.5g}", value * known->second);
}

/// LOINC answers, SNOMED CT, HL7 yes/no.
Pregnancy pregnancyOf(const std::string& code) {
  static constexpr std::array<std::pair<std::string_view, Pregnancy>, 9> kAnswers{{{"LA15173-0", Pregnancy::yes},
                                                                                   {"77386006", Pregnancy::yes},
                                                                                   {"Y", Pregnancy::yes},
                                                                                   {"LA26683-5", Pregnancy::no},
                                                                                   {"60001007", Pregnancy::no},
                                                                                   {"N", Pregnancy::no},
                                                                                   {"LA4489-6", Pregnancy::unknown},
                                                                                   {"146799005", Pregnancy::possible},
                                                                                   {"102874004", Pregnancy::possible}}};
  for (const auto& [known, answer] : kAnswers) {
    if (known == code) return answer;
  }
  return Pregnancy::notAsked;
}

std::string wardOf(const Message& message) {
  const auto patient = patientClass(message);
  return patient == "I" || patient == "E" ? locationOf(message) : std::string();
}

std::string allergiesOf(const Message& message) {
  std::string all;
  for (const auto& segment : message.segments()) {
    if (segment.name() != "AL1") continue;
    if (const auto words = wordsOf(segment.field(3).first()); !words.empty()) all += (all.empty() ? "" : ", ") + words;
  }
  return all;
}

/// Only what a person can have.
void keepIfSound(ExamPreparation& known, std::string ExamPreparation::*member, std::string value) {
  auto tried = known;
  tried.*member = std::move(value);
  try {
    check(tried);
    known = std::move(tried);
  } catch (const Refusal&) {
    return;  // it stays among the remarks, where somebody reads it
  }
}

}  // namespace

ExamPreparation preparationOf(const Message& message, const OrderGroup& group) {
  ExamPreparation known;
  for (const auto* obx : group.observations) {
    const auto code = obx->field(3).value();
    if (code == "29463-7") keepIfSound(known, &ExamPreparation::weightKg, measured(*obx, kMass));
    if (code == "8302-2") keepIfSound(known, &ExamPreparation::heightM, measured(*obx, kLength));
    if (code == "82810-3") known.pregnancy = pregnancyOf(obx->field(5).value());
  }
  known.allergies = allergiesOf(message);
  known.location = wardOf(message);
  return known;
}

}  // namespace clairis::hl7
