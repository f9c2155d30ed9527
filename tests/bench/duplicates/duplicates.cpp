// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "core/store/patient_repository.h"
#include "core/work/duplicate_watch.h"
#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::test;
using Steady = std::chrono::steady_clock;

namespace {

constexpr int kBatch = 500, kNewcomers = 400;

/// People as a practice has them: few names that many bear, many that few bear, births over ninety years.
class People {
public:
  Patient one() {
    Patient patient;
    patient.traits.birthName = word(4000, "NOM");
    patient.traits.firstBirthName = patient.traits.birthNames = word(300, "PRENOM");
    patient.traits.birthDate = fmt::format("{}-{:02}-{:02}", 1930 + number(90), 1 + number(12), 1 + number(28));
    patient.traits.sex = number(2) == 0 ? Sex::female : Sex::male;
    patient.traits.birthPlaceCode = fmt::format("{:05}", 1000 + number(400));
    return patient;
  }
  std::string store(UnitOfWork& work, Patient patient) {
    patient.id = work.newId();
    patient.version = 1;
    patient.localIds = {{patient.id, "BENCH", ""}};
    store::insertPatient(work, patient);
    return patient.id;
  }

private:
  int number(int below) { return std::uniform_int_distribution<int>(0, below - 1)(_random); }
  /// The square makes the first ones frequent.
  std::string word(int kinds, const char* stem) {
    const auto i = static_cast<int>(static_cast<double>(kinds) * std::pow(std::uniform_real_distribution<>(0, 1)(_random), 2));
    std::string text = stem;
    for (int rest = i + 26; rest > 0; rest /= 26) text += static_cast<char>('A' + rest % 26);
    return text;
  }
  std::mt19937 _random{7};
};

void print(const char* name, double value, const char* unit) {
  std::puts(fmt::format(R"({{"bench":"duplicates","case":"{}","value":{:.3f},"unit":"{}"}})", name, value, unit).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const int patients = argc > 1 ? std::atoi(argv[1]) : 100000;
  TestStore store;
  People people;
  for (int first = 0; first < patients; first += kBatch) {
    store->write(Lane::batch, [&](UnitOfWork& work) {
      for (int i = 0; i < kBatch; ++i) people.store(work, people.one());
    });
  }
  work::DuplicateWatch watch(*store, 1);
  std::vector<double> strange, known;
  for (int i = 0; i < kNewcomers; ++i) {
    const bool twice = i % 20 == 0;
    std::string id;
    store->write(Lane::feed, [&](UnitOfWork& work) {
      const auto person = people.one();
      if (twice) people.store(work, person);
      id = people.store(work, person);
    });
    const auto start = Steady::now();
    watch.heard({"patient.received", id, R"({"traits":true})"});
    (twice ? known : strange).push_back(std::chrono::duration<double, std::milli>(Steady::now() - start).count());
  }
  const auto tasks = store->reading([](Reader& reader) { return reader.first("SELECT COUNT(*) FROM identity_task")[0].integer(); });
  for (auto* times : {&strange, &known}) std::sort(times->begin(), times->end());
  print("registered patients", patients, "patients");
  print("a newcomer without another record, median", strange[strange.size() / 2], "ms");
  print("a newcomer without another record, p99", strange[strange.size() * 99 / 100], "ms");
  print("a newcomer with another record and its task, median", known[known.size() / 2], "ms");
  print("tasks of pairs", static_cast<double>(tasks), "tasks");
  return 0;
}
