// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// C-FIND on one association kept open, Nagle's algorithm left on at the console's side. Floor: the same server answering from memory.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

#include "dicom/association_server.h"
#include "dicom/worklist_service.h"
#include "plugins/worklist/store_source.h"
#include "unit/dicom/console.h"
#include "unit/dicom/memory_source.h"
#include "unit/store/store_fixture.h"
#include "unit/worklist/practice.h"

using namespace clairis;
using tests::Console;
using tests::Identifier;

namespace {

constexpr int kRounds = 200, kWarmUp = 20;
constexpr int kStations = 20;

/// Gives the same entries to every query.
class FixedSource final : public dicom::WorklistSource {
public:
  explicit FixedSource(std::size_t answers) : _answers(answers) {}
  std::unique_ptr<dicom::WorklistCursor> find(const dicom::WorklistQuery&) override { return std::make_unique<Cursor>(_answers); }

private:
  class Cursor final : public dicom::WorklistCursor {
  public:
    explicit Cursor(std::size_t left) : _left(left) {}
    bool next(dicom::WorklistEntry& entry) override {
      if (_left == 0) return false;
      --_left;
      static const auto kEntry = tests::patTrois();
      entry = kEntry;
      return true;
    }

  private:
    std::size_t _left;
  };
  std::size_t _answers;
};

struct Served {
  explicit Served(std::shared_ptr<dicom::WorklistSource> source)
      : server({},
               {std::make_shared<dicom::WorklistService>(
                   std::move(source), [](const std::string&) { return dicom::ConsoleProfile{}; }, [](const dicom::AssociationNote&) {})},
               [](const dicom::AssociationNote&) {}) {}
  dicom::AssociationServer server;
};

struct Milliseconds {
  double median = 0;
  double p99 = 0;
};

Milliseconds measure(std::uint16_t port, const std::function<void(Identifier&)>& ask, std::size_t expected) {
  Console console(port, "BENCH");
  std::vector<double> times;
  for (int round = -kWarmUp; round < kRounds; ++round) {
    Identifier identifier;
    tests::usualKeys(identifier);
    ask(identifier);
    const auto begun = std::chrono::steady_clock::now();
    const auto found = console.find(identifier);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
    if (found.answers.size() != expected || found.status != 0) {
      std::fprintf(stderr, "expected %zu answers, found %zu, status 0x%04X\n", expected, found.answers.size(), found.status);
      std::exit(1);
    }
    if (round >= 0) times.push_back(took.count());
  }
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times[times.size() * 99 / 100]};
}

void print(const std::string& name, const Milliseconds& value, const Milliseconds& floor) {
  std::printf("{\"bench\":\"worklist\",\"case\":\"%s\",\"value\":%.3f,\"unit\":\"ms\",\"floor\":%.3f,\"ratio\":%.2f}\n", name.c_str(), value.median,
              floor.median, value.median / floor.median);
  std::printf("{\"bench\":\"worklist\",\"case\":\"%s p99\",\"value\":%.3f,\"unit\":\"ms\",\"floor\":%.3f,\"ratio\":%.2f}\n", name.c_str(), value.p99,
              floor.p99, value.p99 / floor.p99);
  std::fflush(stdout);
}

/// Day 1 has forty exams on station ST0; ten patients have names beginning with ZELLER; the rest is spread over later days.
void fill(Store& store, int exams) {
  test::Practice practice(store);
  constexpr int kBatch = 500;
  for (int first = 0; first < exams; first += kBatch) {
    store.write(Lane::batch, [&](UnitOfWork& work) {
      for (int i = first; i < std::min(first + kBatch, exams); ++i) {
        auto patient = test::Practice::invented(i);
        if (i >= 100 && i < 110) patient.traits.birthName = "ZELLER" + std::to_string(i);
        const bool forty = i < 40;
        char local[32];
        std::snprintf(local, sizeof local, "2026%02d%02d%02d%02d00", 1 + (forty ? 0 : 1 + i % 11), 1 + (forty ? 0 : i / 11 % 28), 8 + i % 10, i % 60);
        practice.scheduleIn(work, patient, {"A" + std::to_string(i), local, forty ? "ST0" : "ST" + std::to_string(1 + i % (kStations - 1))});
      }
    });
  }
}

void oneAnswer(Identifier& identifier) { identifier.with(DCM_AccessionNumber, "A77"); }
void fortyAnswers(Identifier& identifier) {
  identifier.step(DCM_ScheduledStationAETitle, "ST0").step(DCM_ScheduledProcedureStepStartDate, "20260101");
}
void nameWildcard(Identifier& identifier) { identifier.with(DCM_PatientName, "ZELL*"); }

}  // namespace

int main() {
  Milliseconds floor1, floor10, floor40;
  {
    Served one(std::make_shared<FixedSource>(1)), ten(std::make_shared<FixedSource>(10)), forty(std::make_shared<FixedSource>(40));
    floor1 = measure(one.server.port(), oneAnswer, 1);
    floor10 = measure(ten.server.port(), nameWildcard, 10);
    floor40 = measure(forty.server.port(), fortyAnswers, 40);
  }
  for (const int exams : {1'000, 10'000, 100'000}) {
    test::TestStore store;
    fill(*store, exams);
    Served served(std::make_shared<worklist::StoreWorklistSource>(*store, worklist::Disclosure{}));
    const auto size = ", " + std::to_string(exams) + " entries";
    print("1 answer" + size, measure(served.server.port(), oneAnswer, 1), floor1);
    print("40 answers" + size, measure(served.server.port(), fortyAnswers, 40), floor40);
    print("name wildcard, 10 answers" + size, measure(served.server.port(), nameWildcard, 10), floor10);
  }
  return 0;
}
