// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/visit/visit_event.h"

#include <algorithm>
#include <array>

#include "plugins/hl7/mapping/data_types.h"
#include "plugins/hl7/mapping/patient_mapping.h"

namespace clairis::hl7 {
namespace {

enum class Tells { stay, classOnly, gone, undoes, correction, identityOnly };

struct Rule {
  std::string_view trigger;
  Tells tells;
  std::string_view undoes;
};

constexpr std::array kRules{
    Rule{"A01", Tells::stay, ""},         Rule{"A04", Tells::stay, ""},         Rule{"A02", Tells::stay, ""},
    Rule{"A06", Tells::stay, ""},         Rule{"A07", Tells::stay, ""},         Rule{"A22", Tells::stay, ""},
    Rule{"A05", Tells::classOnly, ""},    Rule{"A03", Tells::gone, ""},         Rule{"A21", Tells::gone, ""},
    Rule{"A11", Tells::undoes, "A01A04"}, Rule{"A12", Tells::undoes, "A02"},    Rule{"A13", Tells::undoes, "A03"},
    Rule{"A38", Tells::undoes, "A05"},    Rule{"A52", Tells::undoes, "A21"},    Rule{"A53", Tells::undoes, "A22"},
    Rule{"Z99", Tells::correction, ""},   Rule{"A14", Tells::identityOnly, ""}, Rule{"A15", Tells::identityOnly, ""},
    Rule{"A16", Tells::identityOnly, ""}, Rule{"A25", Tells::identityOnly, ""}, Rule{"A26", Tells::identityOnly, ""},
    Rule{"A27", Tells::identityOnly, ""}, Rule{"A54", Tells::identityOnly, ""}, Rule{"A55", Tells::identityOnly, ""},
};

const Rule* ruleOf(std::string_view trigger) noexcept {
  const auto found = std::find_if(kRules.begin(), kRules.end(), [&](const Rule& rule) { return rule.trigger == trigger; });
  return found == kRules.end() ? nullptr : &*found;
}

MovementAction actionOf(const Segment* zbe, const Rule& rule) {
  if (rule.tells == Tells::undoes) return MovementAction::cancel;
  const auto said = zbe == nullptr ? std::string() : zbe->field(4).value();
  if (said == "INSERT") return MovementAction::insert;
  if (said == "UPDATE") return MovementAction::update;
  if (said == "CANCEL") return MovementAction::cancel;
  if (said.empty()) return rule.tells == Tells::correction ? MovementAction::update : MovementAction::insert;
  badCode({"ZBE", 1, 4}, "expected INSERT, UPDATE or CANCEL");
}

std::string movementOf(const Segment* zbe) {
  if (zbe == nullptr) return {};
  const auto id = zbe->field(1).first();
  return id.value(1).empty() ? std::string() : id.value(1) + "|" + id.value(2);
}

/// When it happened: ZBE-2, else the event's own times, else the message's.
Instant timeOf(const Message& message, const Segment* zbe, const Zone& zone, Instant now) {
  if (zbe != nullptr) {
    if (auto at = instantOf(zbe->field(2).value(), zone, {"ZBE", 1, 2})) return *at;
  }
  if (const auto* evn = message.find("EVN")) {
    for (const int field : {6, 2}) {
      if (auto at = instantOf(evn->field(static_cast<std::size_t>(field)).value(), zone, {"EVN", 1, field})) return *at;
    }
  }
  return instantOf(message.header().field(7).value(), zone, {"MSH", 1, 7}).value_or(now);
}

std::string priorLocation(const Message& message) {
  const auto* visit = message.find("PV1");
  std::string place;
  for (const std::size_t component : {1, 2, 3}) {
    if (const auto part = visit->field(6).value(component); !part.empty()) place += (place.empty() ? "" : " ") + part;
  }
  return place;
}

}  // namespace

bool visitTrigger(std::string_view trigger) noexcept { return ruleOf(trigger) != nullptr; }

std::string_view undoneBy(std::string_view trigger) noexcept {
  const auto* rule = ruleOf(trigger);
  return rule == nullptr ? std::string_view() : rule->undoes;
}

std::optional<VisitEvent> visitEvent(const Message& message, const Sender& sender, const Zone& zone, Instant now) {
  VisitEvent event;
  event.event = message.header().field(9).value(2);
  event.visit = visitNumberOf(message, sender);
  const auto* told = ruleOf(event.event);
  if (told == nullptr || told->tells == Tells::identityOnly || event.visit.number.empty()) return std::nullopt;
  const auto* zbe = message.find("ZBE");
  event.movement = movementOf(zbe);
  event.action = actionOf(zbe, *told);
  event.at = toIso(timeOf(message, zbe, zone, now));
  if (event.action == MovementAction::cancel) return event;
  const auto original = zbe == nullptr ? std::string() : zbe->field(6).value();
  const auto* corrected = told->tells == Tells::correction && !original.empty() ? ruleOf(original) : told;
  if (corrected == nullptr || corrected->tells == Tells::undoes || corrected->tells == Tells::identityOnly) return std::nullopt;
  if (corrected->tells != Tells::correction) event.event = corrected->trigger;
  const auto letter = patientClass(message);
  if (corrected->tells != Tells::gone) event.patientClass = letter;
  const bool placed = corrected->tells == Tells::stay || corrected->tells == Tells::correction;
  if (placed && (letter == "I" || letter == "E")) event.location = locationOf(message);
  event.formerLocation = priorLocation(message);
  return event;
}

}  // namespace clairis::hl7
