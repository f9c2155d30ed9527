// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/funding/recount.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "unit/funding/counting_house.h"

using namespace clairis;
using namespace clairis::test;

TEST_CASE("an exam of a fictitious identity counts from the day he is merged into somebody real, until that is taken back [SR-11]") {
  CountingHouse h;
  const auto real = h.comes("REAL", false);
  const auto invented = h.comes("FICT", true);
  h.ended(invented.id);
  h.hear();
  CHECK(h.exams() == 0);
  const auto merge = h.merge(invented.id, real.id);
  h.hear();
  CHECK(h.exams() == 1);
  h.unmerge(merge.id);
  h.hear();
  CHECK(h.exams() == 0);
  h.merge(invented.id, real.id);
  h.hear();
  CHECK(h.exams() == 1);
  // Counted once, and each change since is a dated line that says why.
  CHECK(h.count("SELECT COUNT(*) FROM funding_counted_exam WHERE cause = 'patient.merged'") == 1);
  CHECK(h.count("SELECT COUNT(*) FROM funding_correction WHERE change = -1 AND reason = 'patient.unmerged' AND year = 2026 AND made_at <> ''") == 1);
  CHECK(h.count("SELECT COUNT(*) FROM funding_correction WHERE change = 1 AND reason = 'patient.merged' AND made_by = 'system'") == 1);
  CHECK(h.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'exam.count_corrected'") == 2);
}

TEST_CASE("an exam counts from the day the mark fictitious is cleared, and no more when it is set [SR-11]") {
  CountingHouse h;
  const auto person = h.comes("IPP", true);
  h.ended(person.id);
  h.ended(person.id);
  h.hear();
  CHECK(h.exams() == 0);
  h.mark(person.id, false);
  CHECK(h.lastEvent("patient.identity_changed", person.id).at("fictitious") == false);
  h.hear();
  CHECK(h.exams() == 2);
  h.mark(person.id, true);
  CHECK(h.lastEvent("patient.identity_changed", person.id).at("fictitious") == true);
  h.hear();
  CHECK(h.exams() == 0);
  CHECK(h.count("SELECT COUNT(*) FROM funding_correction WHERE change = -1 AND reason = 'patient.identity_changed'") == 2);
}

TEST_CASE("a partner's message that clears the mark makes the exams count as a person's word does [SR-11]") {
  CountingHouse h;
  const auto person = h.comes("IPP", true);
  h.ended(person.id);
  h.comes("IPP", false);
  h.hear();
  CHECK(h.exams() == 1);
}

TEST_CASE("an event heard twice, late, or after a crash in the middle changes no figure [SR-11]") {
  CountingHouse h;
  const auto real = h.comes("REAL", false);
  const auto invented = h.comes("FICT", true);
  std::vector<std::string> exams;
  for (int i = 0; i < 3; ++i) exams.push_back(h.ended(invented.id).id);
  const auto merge = h.merge(invented.id, real.id);
  // The program died when one of three was written: the event comes again.
  h.write([&](UnitOfWork& work) { funding::settle(work, h.clinic, exams[1], "patient.merged"); });
  CHECK(h.exams() == 1);
  const auto events = h.unheard();
  for (int twice = 0; twice < 2; ++twice) {
    for (const auto& event : events) h.recount.heard(event);
  }
  CHECK(h.exams() == 3);
  CHECK(h.rows() == 3);
  h.unmerge(merge.id);
  // What is heard late is judged by what is true now.
  for (const auto& event : events) h.recount.heard(event);
  CHECK(h.exams() == 0);
  const auto rows = h.rows();
  h.hear();
  for (const auto& event : events) h.recount.heard(event);
  CHECK(h.exams() == 0);
  CHECK(h.rows() == rows);
}

TEST_CASE("a change of an identity that is no matter of counting reads and writes nothing [SR-11]") {
  CountingHouse h;
  const auto person = h.comes("IPP", false);
  h.ended(person.id);
  h.unheard();
  h.act([&](UnitOfWork& work) {
    auto traits = person.traits;
    traits.birthName = "PAT-QUATRE";
    return h.service.changeTraits(work, h.officer(), person.id, person.version, traits, false, "Faute de frappe");
  });
  const auto events = h.unheard();
  REQUIRE(events.size() == 1);
  h.recount.heard(events[0]);
  CHECK(h.rows() == 0);
}

TEST_CASE("an exam that ends in another year after all moves there [SR-11]") {
  CountingHouse h;
  const auto person = h.comes("IPP", false);
  const auto exam = h.ended(person.id, "main", "2025-12-31T22:50:00.000Z", false);
  h.hear();
  CHECK(h.exams(2025) == 1);
  h.write([&](UnitOfWork& work) {
    Performance more;
    more.source = "mpps";
    more.endedAt = fromIso("2025-12-31T23:10:00.000Z");
    return h.clinic.perform(work, h.radiologist(), exam.id, more);
  });
  h.hear();
  CHECK(h.exams(2025) == 0);
  CHECK(h.exams(2026) == 1);
}

TEST_CASE("a patient with more exams than fit in one write is counted whole [SR-11]") {
  CountingHouse h;
  const auto person = h.comes("IPP", true);
  for (int i = 0; i < 205; ++i) h.ended(person.id);
  h.mark(person.id, false);
  h.hear();
  CHECK(h.exams() == 205);
}

TEST_CASE("the recount finds what was never heard, and nothing the second time [SR-11]") {
  CountingHouse h;
  const auto real = h.comes("REAL", false);
  const auto invented = h.comes("FICT", true);
  for (int i = 0; i < 101; ++i) h.ended(invented.id);
  h.merge(invented.id, real.id);
  h.unheard();
  CHECK(h.recount.everything({}) == 101);
  CHECK(h.exams() == 101);
  CHECK(h.recount.everything({}) == 0);
  CHECK(h.rows() == 101);
}

namespace {

/// Random doings of a practice, and the counter hearing them late, twice and in any order.
class RandomPractice {
public:
  explicit RandomPractice(unsigned seed) : _random(seed) {
    for (int i = 0; i < 5; ++i) _patients.push_back(h.comes("P" + std::to_string(i), i % 2 == 0).id);
  }

  void step() {
    switch (pick(6)) {
      case 0:
      case 1:
        return examine();
      case 2:
        return mark();
      case 3:
        return merge();
      case 4:
        return unmerge();
      default:
        return hearSome();
    }
  }
  void hearAll() {
    take();
    std::shuffle(_waiting.begin(), _waiting.end(), _random);
    for (const auto& event : _waiting) h.recount.heard(event);
    _waiting.clear();
  }

  CountingHouse h;
  int merges = 0, unmerges = 0, marks = 0;

private:
  std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(_random); }
  const std::string& anybody() { return _patients[pick(_patients.size())]; }

  void examine() {
    static constexpr const char* kEnds[] = {"2025-12-31T21:30:00.000Z", "2025-12-31T23:30:00.000Z", "2026-01-15T10:00:00.000Z",
                                            "2024-12-31T22:30:00.000Z"};
    const auto& patient = anybody();
    if (!h.patient(patient).mergedInto.empty()) return;
    const auto exam = h.ended(patient, pick(2) == 0 ? "island" : "main", kEnds[pick(4)], pick(4) == 0);
    if (pick(2) == 0) return;
    auto caller = h.radiologist();
    caller.siteIds.push_back(h.island.id);
    h.desk.validate(caller, h.desk.open(caller, exam.id, House::text()).id, std::nullopt, {}, {});
  }
  void mark() {
    const auto patient = h.patient(anybody());
    if (!patient.mergedInto.empty()) return;
    h.mark(patient.id, !patient.fictitious);
    ++marks;
  }
  void merge() {
    const auto source = anybody(), target = anybody();
    if (!h.preview(source, target).obstacles.empty()) return;
    _merges.push_back(h.merge(source, target).id);
    ++merges;
  }
  void unmerge() {
    if (_merges.empty()) return;
    const auto id = _merges[pick(_merges.size())];
    if (!refusalOf([&] { h.unmerge(id); }).empty()) return;
    ++unmerges;
  }
  void take() {
    for (auto& event : h.unheard()) _waiting.push_back(std::move(event));
  }
  void hearSome() {
    take();
    if (_waiting.empty()) return;
    const auto i = pick(_waiting.size());
    h.recount.heard(_waiting[i]);
    // Half of them come again.
    if (pick(2) == 0) _waiting.erase(_waiting.begin() + static_cast<std::ptrdiff_t>(i));
  }

  std::mt19937 _random;
  std::vector<std::string> _patients;
  std::vector<std::string> _merges;
  std::vector<Event> _waiting;
};

}  // namespace

TEST_CASE("whatever exams, marks, merges and unmerges come, the count kept equals the count from nothing [SR-11]") {
  int merges = 0, unmerges = 0, marks = 0;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    RandomPractice practice(seed);
    for (int round = 0; round < 4; ++round) {
      for (int i = 0; i < 20; ++i) practice.step();
      practice.hearAll();
      REQUIRE(practice.h.tallies() == practice.h.fromNothing());
      CHECK(practice.h.recount.everything({}) == 0);
    }
    // Counted anew from an empty table.
    practice.h.write([](UnitOfWork& work) {
      work.execute("DELETE FROM funding_counted_exam");
      work.execute("DELETE FROM funding_correction");
    });
    practice.h.recount.everything({});
    CHECK(practice.h.tallies() == practice.h.fromNothing());
    merges += practice.merges, unmerges += practice.unmerges, marks += practice.marks;
  }
  CHECK(merges > 10);
  CHECK(unmerges > 5);
  CHECK(marks > 30);
}
