// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// What a CDA costs, in JSON lines. The floor of each case is the work that no implementation can leave out: base64 and copying for
// writing, the digest for metadata and for storage. Medians of 31 rounds; the PDF has the size of a usual report, then of a long one.
#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <vector>

#include "reports/cda/assertions.h"
#include "reports/cda/base64.h"
#include "reports/cda/digest.h"
#include "reports/cda/pdf_body.h"
#include "reports/cda/report_cda.h"
#include "reports/cda/storage.h"
#include "reports/xds/metadata.h"
#include "sample_report.h"

namespace {

using namespace clairis::reports;

std::size_t sink = 0;  // keeps results alive

double microseconds(const std::function<std::size_t()>& work) {
  constexpr int rounds = 31, repeats = 40;
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < repeats; ++i) sink += work();
    times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count() / repeats);
  }
  std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
  return times[rounds / 2];
}

void print(const std::string& name, double value, double floor) {
  std::cout << "{\"bench\":\"reports_cda\",\"case\":\"" << name << "\",\"value\":" << value << ",\"unit\":\"us\",\"floor\":" << floor
            << ",\"ratio\":" << value / floor << "}\n";
}

void measure(std::size_t size) {
  const auto value = sample::report();
  const auto pdf = sample::pdf(size);
  const auto cda = renderCda(value, pdf);
  const auto stored = split(cda);
  const auto suffix = "_" + std::to_string(size / 1000) + "kB";
  const auto encode = microseconds([&] {
    std::string out;
    appendBase64(out, pdf);
    return out.size();
  });
  const auto sha1 = microseconds([&] { return sha1Hex(cda).size(); });
  const auto sha256 = microseconds([&] { return sha256Hex(cda).size(); });
  print("render" + suffix, microseconds([&] { return renderCda(value, pdf).size(); }), encode);
  print("metadata" + suffix, microseconds([&] { return metadataFromCda(cda).hash.size(); }), sha1);
  print("recompose" + suffix, microseconds([&] { return recompose(stored, pdf).size(); }), sha256 + encode);
  print("extract_pdf" + suffix, microseconds([&] { return pdfFromCda(cda).size(); }), encode);
  print("check" + suffix, microseconds([&] { return cdaFindings(cda).size(); }), encode);
}

}  // namespace

int main() {
  measure(40000);
  measure(400000);
  return sink == 0;
}
