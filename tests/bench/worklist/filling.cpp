// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "bench/worklist/filling.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "unit/store/store_fixture.h"
#include "unit/worklist/practice.h"

namespace clairis::bench {
namespace {

constexpr int kBatch = 500, kStations = 20, kForty = 40, kNamedFirst = 50, kNamedEnd = 60;
constexpr int kCrowdStations = 4, kCrowdNames = 90;

struct Entry {
  Patient patient;
  test::Practice::Slot slot;
};

template <class... Numbers>
std::string moment(const char* form, Numbers... numbers) {
  char text[32];
  std::snprintf(text, sizeof text, form, numbers...);
  return text;
}

Entry spread(int i) {
  Entry entry{test::Practice::invented(i), {}};
  if (i >= kNamedFirst && i < kNamedEnd) entry.patient.traits.birthName = "ZELLER" + std::to_string(i);
  const bool forty = i < kForty;
  const int month = forty ? 1 : 2 + i % 11, day = forty ? 1 : 1 + i / 11 % 28;
  entry.slot = {"A" + std::to_string(i), moment("2026%02d%02d%02d%02d00", month, day, 8 + i % 10, i % 60),
                forty ? "ST0" : "ST" + std::to_string(1 + i % (kStations - 1))};
  return entry;
}

Entry crowd(int i) {
  Entry entry{test::Practice::invented(i), {}};
  entry.patient.traits.birthName = "NOM" + std::to_string(i % kCrowdNames);
  entry.slot = {"A" + std::to_string(i), moment("20260101%02d%02d00", 7 + i % 12, i % 60), "ST" + std::to_string(i % kCrowdStations)};
  return entry;
}

class WallClock final : public Clock {
public:
  Instant now() const override { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }
};

}  // namespace

void fill(const std::string& url, int exams, const std::string& manner) {
  WallClock clock;
  test::RecordingLog log;
  test::RecordingMetrics metrics;
  const auto database = Database::open({url}, clock, log, metrics);
  const auto site = database->reading([](Reader& reader) { return reader.first("SELECT id FROM site LIMIT 1"); });
  if (site.empty()) throw std::runtime_error("the instance has no site");
  test::Practice practice(*database, site[0].text());
  for (int first = 0; first < exams; first += kBatch) {
    database->write(Lane::batch, [&](UnitOfWork& work) {
      for (int i = first; i < std::min(first + kBatch, exams); ++i) {
        const auto entry = manner == "crowd" ? crowd(i) : spread(i);
        practice.scheduleIn(work, entry.patient, entry.slot);
      }
    });
  }
}

}  // namespace clairis::bench
