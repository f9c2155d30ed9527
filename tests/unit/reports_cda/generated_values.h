// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "sample_variants.h"

namespace clairis::reports::sample {

/// One way a part of a report may be; every combination of the axes below is a report that a department may meet.
using Change = std::function<void(ReportValue&)>;
using Axis = std::vector<Change>;

inline Change none() {
  return [](ReportValue&) {};
}

inline Change writtenBy(bool elsewhere, bool validatedToo) {
  return [=](ReportValue& value) {
    value.author = teleradiologist();
    if (validatedToo) value.validator = value.author;
    if (elsewhere) value.authorStructure = {"1690781810", "Téléradiologie du Rhône"};
  };
}

inline Change readBy(bool rpps) {
  return [=](ReportValue& value) {
    value.firstReader = teleradiologist();
    value.firstReader.id = "0190a1b2-0000-7000-8000-000000000009";
    value.firstReader.idNat = rpps ? value.firstReader.idNat : "";
    value.firstReadAt = fromIso("2026-11-20T10:05:00Z");
  };
}

inline Change version(int number) {
  return [=](ReportValue& value) {
    value.versionNumber = number;
    value.documentOid = value.setId + "." + std::to_string(number);
    value.replacesOid = value.setId + "." + std::to_string(number - 1);
    value.addendum = number > 2;
  };
}

inline Change stay(const char* patientClass, const char* setting, const char* facility) {
  return [=](ReportValue& value) {
    value.patientClass = patientClass;
    value.site.practiceSetting = {setting, "", ""};
    value.site.facilityType = {facility, "", ""};
    value.screening = std::string(setting) == "DEPISTAGE";
  };
}

inline Change correspondents(int count) {
  return [=](ReportValue& value) {
    value.recipients.assign(static_cast<std::size_t>(count), generalist());
    if (count > 1) value.recipients.back() = {"", "", "Inconnue", "", "", "", {}, ""};
    if (count == 0) value.treatingPhysician.reset();
    if (count == 0) value.requester = {};
  };
}

inline std::vector<Axis> axes() {
  const auto thirdAct = [](ReportValue& value) {
    addThoraxCt(value);
    value.acts.push_back(kneeMri());
    value.acts.back().studyInstanceUid += ".3";
  };
  return {
      {none(), writtenBy(false, false), writtenBy(true, false), writtenBy(true, true)},
      {none(), readBy(true), readBy(false)},
      {none(), addThoraxCt, thirdAct},
      {none(), version(2), version(3)},
      {stay("O", "AMBULATOIRE", "SA08"), stay("O", "ETABLISSEMENT", "SA01"), stay("I", "ETABLISSEMENT", "SA04"), stay("E", "ETABLISSEMENT", "SA01"),
       stay("R", "AMBULATOIRE", "SA07"), stay("", "DEPISTAGE", "SA54")},
      {none(), correspondents(0), correspondents(3)},
      {none(), [](ReportValue& value) { value.ins.reset(); }},
  };
}

/// All combinations: 4 × 3 × 3 × 3 × 6 × 3 × 2 = 3888 values, each with its number as name.
inline std::vector<Variant> generated() {
  std::vector<Variant> all{{"generated", report()}};
  for (const auto& axis : axes()) {
    std::vector<Variant> next;
    for (const auto& before : all) {
      for (std::size_t i = 0; i < axis.size(); ++i) {
        auto value = before.value;
        axis[i](value);
        next.push_back({before.name + "_" + std::to_string(i), std::move(value)});
      }
    }
    all = std::move(next);
  }
  return all;
}

}  // namespace clairis::reports::sample
