// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/profiled_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "core/domain/refusal.h"
#include "dicom/worklist_match.h"

namespace clairis::dicom {
namespace {

using Kind = MatchCondition::Kind;

std::string dayAfter(std::string_view today, int days) {
  int number = 0;
  const auto read = std::from_chars(today.data(), today.data() + today.size(), number);
  const std::chrono::year_month_day day{std::chrono::year(number / 10000), std::chrono::month(static_cast<unsigned>(number / 100 % 100)),
                                        std::chrono::day(static_cast<unsigned>(number % 100))};
  if (today.size() != 8 || read.ptr != today.data() + 8 || !day.ok()) throw Refusal("worklist.profile.today", "expected YYYYMMDD");
  const std::chrono::year_month_day moved = std::chrono::sys_days(day) + std::chrono::days(days);
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(moved.year()), static_cast<unsigned>(moved.month()), static_cast<unsigned>(moved.day()));
}

std::string joined(const std::vector<std::string>& values) { return fmt::format("{}", fmt::join(values, ", ")); }

std::string nameOf(unsigned long tag, std::string_view name) { return fmt::format("({:04X},{:04X}) {}", tag >> 16, tag & 0xFFFF, name); }

std::string writtenOf(const WorklistQuery& query, unsigned long tag) {
  const auto found = std::find_if(query.written.begin(), query.written.end(), [&](const auto& key) { return key.tag == tag; });
  return found == query.written.end() ? std::string() : found->text;
}

std::string keyOf(const TextKey& key) { return fmt::format("{}", fmt::join(key.patterns(), "\\")); }

std::string rangeOf(std::string_view from, std::string_view until) { return from == until ? std::string(from) : fmt::format("{}-{}", from, until); }

std::string codeOf(const WorklistCode& code) { return code.value.empty() ? std::string() : code.value + ", " + code.scheme; }

// A query that was not read from a data set has no written keys: then what it was read to.
std::string writtenOr(std::string written, std::string read) { return written.empty() ? std::move(read) : std::move(written); }

KeyVerdict describeText(const WorklistField& field, const WorklistQuery& query, const WorklistEntry& entry) {
  const bool station = field.value == &WorklistEntry::stationAe;
  const bool other = field.textKey == nullptr;
  const auto same = [&](const auto& key) { return key.field == &field; };
  const TextKey& key = other ? std::find_if(query.others.begin(), query.others.end(), same)->key : query.*field.textKey;
  KeyVerdict verdict;
  verdict.key = nameOf(field.tag(), field.name);
  verdict.asked = writtenOr(writtenOf(query, field.tag()), keyOf(key));
  verdict.found = entry.*field.value;
  if (field.value == &WorklistEntry::patientName && !entry.otherPatientNames.empty()) verdict.found += ", in use: " + entry.otherPatientNames;
  if (station && entry.stationAe.empty()) verdict.why = "No station was chosen for this step: it is offered to every console that asks for its own.";
  return verdict;
}

KeyVerdict describeStart(const WorklistQuery& query, const WorklistEntry& entry) {
  constexpr unsigned long kDate = 0x00400002, kTime = 0x00400003;
  KeyVerdict verdict;
  verdict.key = nameOf(kDate, "Scheduled Procedure Step Start Date") + " and " + nameOf(kTime, "Time");
  verdict.asked = writtenOf(query, kDate);
  const auto time = writtenOf(query, kTime);
  if (!time.empty()) verdict.asked += (verdict.asked.empty() ? "any day " : " ") + time;
  if (verdict.asked.empty()) verdict.asked = rangeOf(query.start.from, query.start.until);
  verdict.found = entry.startDate + " " + entry.startTime;
  return verdict;
}

KeyVerdict describeCode(unsigned long tag, const char* name, const CodeKey& key, const WorklistCode& code) {
  return {nameOf(tag, name), key.value + (key.scheme.empty() ? "" : ", " + key.scheme), codeOf(code), true, ""};
}

KeyVerdict describeProfile(Kind kind, const WorklistQuery& query, const WorklistEntry& entry) {
  const auto& filter = query.profile;
  const std::string station = entry.stationAe.empty() ? "(none)" : entry.stationAe;
  switch (kind) {
    case Kind::profileStation:
      return {"profile: station", joined(filter.stations), station, true, ""};
    case Kind::profileUnassigned:
      return {"profile: unassigned", "only steps with a station", station, true, ""};
    case Kind::profileStatus:
      return {"profile: status", "not " + joined(filter.hiddenStatuses), entry.stepStatus, true, ""};
    default:
      return {"profile: days", rangeOf(filter.from, filter.until), entry.startDate, true, ""};
  }
}

KeyVerdict describe(const MatchCondition& condition, const WorklistQuery& query, const WorklistEntry& entry) {
  switch (condition.kind) {
    case Kind::text:
      return describeText(*condition.field, query, entry);
    case Kind::birthDate:
      return {nameOf(condition.field->tag(), condition.field->name),
              writtenOr(writtenOf(query, condition.field->tag()), rangeOf(query.birthDate.from, query.birthDate.until)), entry.birthDate, true, ""};
    case Kind::start:
      return describeStart(query, entry);
    case Kind::procedureCode:
      return describeCode(0x00321064, "Requested Procedure Code Sequence", query.procedureCode, entry.procedure);
    case Kind::protocolCode:
      return describeCode(0x00400008, "Scheduled Protocol Code Sequence", query.protocolCode, entry.protocol);
    default:
      return describeProfile(condition.kind, query, entry);
  }
}

std::string missed(const MatchCondition& condition, const KeyVerdict& verdict) {
  const std::string found = verdict.found.empty() ? "nothing" : "\"" + verdict.found + "\"";
  switch (condition.kind) {
    case Kind::profileStation:
      return "The profile gives this console its own steps only (" + verdict.asked + "); the step stands on " + found + ".";
    case Kind::profileUnassigned:
      return "The profile gives this console no steps without a station, and none was chosen for this one.";
    case Kind::profileStatus:
      return "The profile hides steps that are " + verdict.found + " unless the console asks for the status.";
    case Kind::profileDays:
      return "The profile shows the days " + verdict.asked + " only; the step is on " + found + ".";
    default:
      return "The console asks for \"" + verdict.asked + "\", the entry has " + found + ".";
  }
}

std::vector<std::string> capitals(std::vector<std::string> values) {
  for (auto& value : values) {
    std::transform(value.begin(), value.end(), value.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  }
  return values;
}

// A console that asks for its own title gets the steps of every station that counts as its own.
void widenStation(WorklistQuery& query, const ConsoleProfile& profile) {
  const auto asked = query.stationAe.literals();
  if (std::find(asked.begin(), asked.end(), query.callingAe) == asked.end()) return;
  for (const auto& station : profile.stations) {
    if (std::find(asked.begin(), asked.end(), station) == asked.end()) query.stationAe.allow(station);
  }
}

}  // namespace

WorklistQuery underProfile(WorklistQuery query, const ConsoleProfile& profile, std::string_view today) {
  if (profile.ownStation && query.stationAe.universal()) {
    query.profile.stations = profile.stations.empty() ? std::vector<std::string>{query.callingAe} : profile.stations;
  }
  widenStation(query, profile);
  query.profile.unassigned = profile.unassigned;
  if (query.stepStatus.universal()) query.profile.hiddenStatuses = capitals(profile.hiddenStatuses);
  if (profile.daysBefore >= 0) query.profile.from = dayAfter(today, -profile.daysBefore);
  if (profile.daysAfter >= 0) query.profile.until = dayAfter(today, profile.daysAfter);
  for (const auto tag : profile.alwaysReturned) ask(query.asked, tag);
  query.answerLimit = profile.answerLimit;
  return query;
}

std::vector<KeyVerdict> explain(const WorklistQuery& query, const WorklistEntry& entry) {
  std::vector<KeyVerdict> verdicts;
  for (const auto& condition : matchConditions()) {
    if (!condition.asked(query)) continue;
    auto verdict = describe(condition, query, entry);
    verdict.matched = condition.holds(query, entry);
    if (!verdict.matched) verdict.why = missed(condition, verdict);
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

}  // namespace clairis::dicom
