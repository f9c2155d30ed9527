// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/domain/ins_outlets.h"
#include "property/identity/stories.h"

using namespace clairis;
using namespace clairis::test;

namespace {

constexpr Weights kEverything{20, 5, 5, 2, 6, 5, 6, 2, 4, 3, 4, 8, 3, 2, 2, 4, 3, 7, 8, 5, 4};

/// By the rows of the table: in which of the house's bytes each is looked at.
const std::map<std::string_view, std::string> kLookedAt{{"HL7", "HL7"},
                                                        {"HL7, stored message before each try", "HL7"},
                                                        {"CDA ids", "document"},
                                                        {"CDA telecom", "document"},
                                                        {"PDF text", "document"},
                                                        {"PDF datamatrix", "document"},
                                                        {"stored document, read or printed", "document"},
                                                        {"stored document, before each try", "DMP"},
                                                        {"XDS metadata", "DMP"},
                                                        {"DMP existence test", "DMP"},
                                                        {"VIHF", "DMP"},
                                                        {"DICOM worklist", "worklist"}};

/// The bytes without what a person reads over: spaces, also those that do not break.
std::string closedUp(const std::string& bytes) {
  std::string all;
  all.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == ' ') continue;
    if (bytes.compare(i, 2, "\xC2\xA0") == 0) {
      ++i;
    } else if (bytes.compare(i, 3, "\xE2\x80\xAF") == 0) {
      i += 2;
    } else {
      all += bytes[i];
    }
  }
  return all;
}

/// Numbers of anybody in these bytes, with or without their key.
std::vector<std::string> numbersIn(const std::string& bytes) {
  const auto all = closedUp(bytes);
  std::vector<std::string> found;
  for (const auto& person : knownPeople()) {
    if (all.find(std::string(person.matricule, 13)) != std::string::npos) found.emplace_back(person.matricule);
  }
  return found;
}

/// The segment that names what its receiver must remove.
std::string mergeSegment(const std::string& message) {
  const auto start = message.find("\rMRG|");
  return start == std::string::npos ? std::string() : message.substr(start, message.find('\r', start + 1) - start);
}

/// Judges what leaves against the model; counts what rightly had a number.
class Judge {
public:
  explicit Judge(const Model& model) : _model(model) {}

  /// Why this must not have left, or "".
  std::string wrong(const Leaving& item) {
    if (item.outlet == "HL7") return wrongMessage(item);
    return wrongNumbers(item, item.bytes);
  }
  const std::map<std::string, int>& seen() const { return _seen; }

private:
  std::string wrongNumbers(const Leaving& item, const std::string& bytes) {
    for (const auto& number : numbersIn(bytes)) {
      if (item.patientId.empty() || number != _model.open(item.patientId))
        return item.outlet + " lets " + number + " out for " + said(item.patientId);
      ++_seen[item.outlet];
    }
    return {};
  }

  /// A number that is withdrawn stands in MRG-1 alone, of a message to who has it from us.
  std::string wrongMessage(const Leaving& item) {
    const auto mrg = mergeSegment(item.bytes);
    auto rest = item.bytes;
    if (!mrg.empty()) rest.erase(rest.find(mrg), mrg.size());
    if (auto why = wrongNumbers(item, rest); !why.empty()) return why;
    for (const auto& number : numbersIn(mrg)) {
      if (!_has.contains(item.patientId + number)) return "HL7 withdraws " + number + " from who never had it, of " + said(item.patientId);
      ++_seen["HL7 withdrawn"];
    }
    for (const auto& number : numbersIn(rest)) _has.insert(item.patientId + number);
    return {};
  }

  std::string said(const std::string& id) const { return (id.empty() ? "nobody" : id) + ", who may be told by \"" + _model.open(id) + "\""; }

  const Model& _model;
  std::set<std::string> _has;
  std::map<std::string, int> _seen;
};

/// What should have left and did not: an oracle that forbids everything proves nothing.
std::string missing(Play& play, const std::vector<Leaving>& fetched) {
  for (const auto& item : fetched) {
    const auto open = play.model.open(item.patientId);
    if (item.outlet == "worklist" && !open.empty() && numbersIn(item.bytes).empty()) return "the worklist lacks " + open + " of " + item.patientId;
  }
  std::map<std::string, int> holders;
  for (const auto& [id, person] : play.model.people()) {
    if (const auto open = play.model.open(id); !open.empty() && ++holders[open] > 1) return "two living patients are qualified with " + open;
  }
  return {};
}

/// Plays the steps; the first thing that is wrong, after which step, or "".
std::string violation(OutletHouse& house, const std::vector<Step>& steps, bool autoValidation, std::map<std::string, int>* seen) {
  Play play(house, autoValidation);
  Judge judge(play.model);
  const auto look = [&](std::size_t number) {
    auto items = play.house.left();
    const auto fetched = play.house.fetched();
    if (auto why = missing(play, fetched); !why.empty()) return why;
    items.insert(items.end(), fetched.begin(), fetched.end());
    if (number % 16 == 15 || number + 1 == steps.size()) {
      for (auto& screen : play.house.screens()) items.push_back(std::move(screen));
    }
    for (const auto& item : items) {
      if (auto why = judge.wrong(item); !why.empty()) return why;
    }
    return std::string();
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::string why;
    try {
      play.act(steps[i]);
      why = look(i);
    } catch (const std::exception& error) {
      why = std::string("unexpected: ") + error.what();
    }
    if (!why.empty()) return "after step " + std::to_string(i + 1) + ", " + describe(steps[i]) + ": " + why;
  }
  if (auto why = judge.wrong(play.house.kept()); !why.empty()) return why;
  for (const auto& [outlet, count] : judge.seen()) (*seen)[outlet] += count;
  (*seen)["refused"] += play.refused;
  return {};
}

}  // namespace

TEST_CASE("no sequence of messages or edits lets an unqualified INS out of any outlet [SR-01] [SR-02] [SR-03] [SR-04] [RIS.INS.26] [RIS.INS.37]") {
  inMemory();
  OutletHouse house;
  std::map<std::string, int> seen;
  const auto told =
      tellStories(kEverything, [&](const std::vector<Step>& steps, bool autoValidation) { return violation(house, steps, autoValidation, &seen); });
  if (!told.wrong.empty()) FAIL(told.wrong);
  // Every outlet of the table was seen with a number that may leave, or the stories say nothing about it.
  for (const auto& outlet : kInsOutlets) {
    if (outlet.guard != InsGuard::insForOutlet) continue;
    CAPTURE(std::string(outlet.name));
    const auto looked = kLookedAt.find(outlet.name);
    REQUIRE(looked != kLookedAt.end());
    CHECK(seen[looked->second] > 0);
  }
  CHECK(seen["HL7 withdrawn"] > 0);
  std::string counts;
  for (const auto& [outlet, count] : seen) counts += " " + outlet + "=" + std::to_string(count);
  MESSAGE(told.stories << " stories from seed " << told.seed << ":" << counts);
}
