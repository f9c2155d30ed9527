// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_match.h"

#include <algorithm>

namespace clairis::dicom {
namespace {

using Kind = MatchCondition::Kind;

template <class Values>
bool contains(const Values& values, std::string_view wanted) {
  return std::find(values.begin(), values.end(), wanted) != values.end();
}

const TextKey* keyOf(const WorklistField& field, const WorklistQuery& query) {
  if (field.textKey != nullptr) return &(query.*field.textKey);
  const auto other = std::find_if(query.others.begin(), query.others.end(), [&](const auto& key) { return key.field == &field; });
  return other == query.others.end() ? nullptr : &other->key;
}

const std::string& comparedOf(const WorklistField& field, const WorklistEntry& entry) {
  return entry.*(field.compared != nullptr ? field.compared : field.value);
}

// The start date and time are one condition, and stand where the date stands.
std::vector<MatchCondition> allConditions() {
  using Key = WorklistField::Key;
  std::vector<MatchCondition> conditions;
  for (const auto& field : worklistFields()) {
    if (field.key == Key::none || field.key == Key::startTime) continue;
    const auto kind = field.key == Key::startDate ? Kind::start : field.key == Key::birthDate ? Kind::birthDate : Kind::text;
    conditions.push_back({kind, &field});
  }
  for (const auto kind :
       {Kind::procedureCode, Kind::protocolCode, Kind::profileStation, Kind::profileUnassigned, Kind::profileStatus, Kind::profileDays}) {
    conditions.push_back({kind, nullptr});
  }
  return conditions;
}

bool withinDays(const ProfileFilter& filter, std::string_view day) { return day >= filter.from && (filter.until.empty() || day <= filter.until); }

}  // namespace

bool MatchCondition::asked(const WorklistQuery& query) const {
  switch (kind) {
    case Kind::text: {
      const auto* key = keyOf(*field, query);
      return key != nullptr && !key->universal();
    }
    case Kind::birthDate:
      return !query.birthDate.universal();
    case Kind::start:
      return !query.start.universal();
    case Kind::procedureCode:
      return !query.procedureCode.universal();
    case Kind::protocolCode:
      return !query.protocolCode.universal();
    case Kind::profileStation:
      return !query.profile.stations.empty();
    case Kind::profileUnassigned:
      return !query.profile.unassigned;
    case Kind::profileStatus:
      return !query.profile.hiddenStatuses.empty();
    case Kind::profileDays:
      return !query.profile.from.empty() || !query.profile.until.empty();
  }
  return false;
}

bool MatchCondition::holds(const WorklistQuery& query, const WorklistEntry& entry) const {
  switch (kind) {
    case Kind::text:
      // An exam that no station was chosen for is offered to every console that asks for its own.
      if (field->value == &WorklistEntry::stationAe && entry.stationAe.empty()) return true;
      if (field->value == &WorklistEntry::patientName) return namesPatient(query.patientName, entry.patientNameKey, entry.patientUsedNameKey);
      return keyOf(*field, query)->matches(comparedOf(*field, entry));
    case Kind::birthDate:
      return query.birthDate.matches(entry.birthDate);
    case Kind::start:
      return query.start.matches(entry.startDate, entry.startTime);
    case Kind::procedureCode:
      return query.procedureCode.matches(entry.procedure);
    case Kind::protocolCode:
      return query.protocolCode.matches(entry.protocol);
    case Kind::profileStation:
      return entry.stationAe.empty() || contains(query.profile.stations, entry.stationAe);
    case Kind::profileUnassigned:
      return !entry.stationAe.empty();
    case Kind::profileStatus:
      return !contains(query.profile.hiddenStatuses, entry.stepStatus);
    case Kind::profileDays:
      return withinDays(query.profile, entry.startDate);
  }
  return false;
}

const std::vector<MatchCondition>& matchConditions() {
  static const auto kConditions = allConditions();
  return kConditions;
}

bool namesPatient(const TextKey& key, std::string_view nameKey, std::string_view usedNameKey) {
  return key.matches(nameKey) || (!usedNameKey.empty() && key.matches(usedNameKey));
}

bool matches(const WorklistQuery& query, const WorklistEntry& entry) {
  const auto& conditions = matchConditions();
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const auto& condition) { return !condition.asked(query) || condition.holds(query, entry); });
}

}  // namespace clairis::dicom
