// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Rendering of a one-page report: milliseconds and bytes, on one thread.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "reports/pdf/report_pdf.h"
#include "tests/unit/reports_pdf/report_fixture.h"

using namespace clairis::reports;

namespace {

/// Time this thread has spent computing: other programs of the machine do not count.
double threadMilliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Median of single renditions: what one validation waits for.
double medianMilliseconds(const ReportValue& value, int rounds) {
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = threadMilliseconds();
    const auto result = renderPdf(value);
    times.push_back(threadMilliseconds() - begin);
    if (result.bytes.empty()) return -1;
  }
  std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
  return times[static_cast<std::size_t>(rounds) / 2];
}

// Floor: a bare hand-written writer of the same page without layout, tags or font subset took 0.47 ms.
constexpr double kFloorMilliseconds = 0.47;

void print(const char* name, const ReportValue& value) {
  const auto time = medianMilliseconds(value, 400);
  const auto size = static_cast<double>(renderPdf(value).bytes.size());
  std::printf("{\"bench\":\"reports_pdf\",\"case\":\"%s\",\"value\":%.3f,\"unit\":\"ms\",\"floor\":%.2f,\"ratio\":%.2f}\n", name, time,
              kFloorMilliseconds, time / kFloorMilliseconds);
  std::printf("{\"bench\":\"reports_pdf\",\"case\":\"%s size\",\"value\":%.0f,\"unit\":\"byte\"}\n", name, size);
}

}  // namespace

int main() {
  auto plain = fixture::kneeReport();
  print("one page", plain);
  plain.ins.reset();
  print("one page without INS", plain);
  print("one page, Polish Turkish Romanian", fixture::chestReport());
  auto longer = fixture::kneeReport();
  const auto results = longer.text.results;
  for (int i = 0; i < 90; ++i) longer.text.results += "\n" + results;
  print("twenty pages", longer);
}
