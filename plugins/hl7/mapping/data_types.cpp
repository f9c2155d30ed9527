// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/data_types.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "core/domain/refusal.h"

namespace clairis::hl7 {
namespace {

bool digits(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string upperLetters(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') out += static_cast<char>(c - 'a' + 'A');
    if (c >= 'A' && c <= 'Z') out += c;
  }
  return out;
}

/// PS_IdNat from an XCN identifier: "8" + RPPS or "0" + ADELI.
std::string idNatOf(const Repetition& xcn, Location at) {
  const auto id = xcn.value(1), type = xcn.value(13);
  if (id.empty()) return {};
  at.component = 1;
  if (type == "RPPS" || type == "IDNPS") {
    const bool adeli = type == "IDNPS" && id.size() == 10 && id.front() == '0' && digits(id);
    const bool rpps = digits(id) && (id.size() == 11 || (id.size() == 12 && id.front() == '8'));
    if (!adeli && !rpps) badType(at, "expected an RPPS number of 11 digits, or 8 followed by it, for the identifier type " + type);
    return adeli || id.size() == 12 ? id : "8" + id;
  }
  if (type == "ADELI" && id.size() == 9 && digits(id)) return "0" + id;
  const bool national = type.empty() && xcn.value(9, 2) == "1.2.250.1.71.4.2.1";
  return national && id.size() == 12 && id.front() == '8' && digits(id) ? id : std::string();
}

void civilityAndTitle(Practitioner& person, std::string_view prefix) {
  const auto word = upperLetters(prefix);
  if (word == "DR" || word == "PR") person.title = word;
  if (word == "M" || word == "MME") person.civility = word;
}

std::string systemOid(const std::string& name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> known{{{"LN", kLoincOid},
                                                                                       {"LOINC", kLoincOid},
                                                                                       {"CCAM", kCcamOid},
                                                                                       {"C4", kCcamOid},
                                                                                       {"SCT", kSnomedOid},
                                                                                       {"SNM3", kSnomedOid},
                                                                                       {"SNOMED", kSnomedOid},
                                                                                       {"SNOMED-CT", kSnomedOid}}};
  for (const auto& [key, oid] : known) {
    if (name == key) return std::string(oid);
  }
  return Oid::valid(name) ? name : std::string();
}

}  // namespace

Authority authorityOf(const std::string& name, const std::string& universalId) {
  const bool oid = Oid::valid(universalId);
  return {name.empty() ? universalId : name, oid ? universalId : std::string()};
}

std::optional<Practitioner> practitionerOf(const Repetition& xcn, Location at) {
  if (xcn.empty() || xcn.deletes()) return std::nullopt;
  Practitioner person;
  person.idNat = idNatOf(xcn, std::move(at));
  person.familyName = xcn.value(2);
  person.givenName = xcn.value(3);
  civilityAndTitle(person, xcn.value(6));
  if (person.idNat.empty() && person.familyName.empty()) return std::nullopt;
  return person;
}

std::optional<Practitioner> practitionerOf(const Field& field, Location at) {
  std::optional<Practitioner> first;
  for (const auto& repetition : field.repetitions()) {
    ++at.repetition;
    auto person = practitionerOf(repetition, at);
    if (!person) continue;
    if (!person->idNat.empty()) return person;
    if (!first) first = std::move(person);
  }
  return first;
}

Code codeOf(const Repetition& value, std::size_t first) { return {value.value(first), value.value(first + 1), systemOid(value.value(first + 2))}; }

std::string wordsOf(const Repetition& value) {
  for (const std::size_t position : {2, 9, 5, 1}) {
    if (auto text = value.value(position); !text.empty()) return text;
  }
  return {};
}

std::optional<Instant> instantOf(const std::string& text, const Zone& zone, Location at) {
  if (text.empty()) return std::nullopt;
  try {
    return zone.fromHl7(text);
  } catch (const Refusal&) {
    badType(std::move(at), "expected a time YYYYMMDD[HHMM[SS]][+ZZZZ]");
  }
}

std::string aeTitleOf(std::string text, Location at) {
  const bool printable = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7F && c != '\\'; });
  if (text.size() > 16 || !printable) badType(std::move(at), "expected an AE title of at most 16 characters");
  return text;
}

std::string dateOf(const std::string& text, Location at) {
  const auto day = std::string_view(text).substr(0, 8);
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (const char c : day.substr(from, count)) value = value * 10 + (c - '0');
    return value;
  };
  if (day.size() == 8 && digits(day)) {
    using namespace std::chrono;
    const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(4, 2))}, std::chrono::day{static_cast<unsigned>(number(6, 2))}};
    if (date.ok() && date.year() >= year{1800}) return text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2);
  }
  badType(std::move(at), "expected a whole date YYYYMMDD");
}

}  // namespace clairis::hl7
