// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// make_sample_reports DIR: writes every sample report as DIR/<name>.pdf.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "reports/pdf/report_pdf.h"
#include "tests/conformance/pdfa/sample_reports.h"

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: make_sample_reports DIR\n";
    return 2;
  }
  const std::filesystem::path folder(argv[1]);
  std::filesystem::create_directories(folder);
  for (const auto& sample : clairis::reports::samples::all()) {
    const auto result = clairis::reports::renderPdf(sample.value);
    std::ofstream file(folder / (sample.name + ".pdf"), std::ios::binary);
    file.write(result.bytes.data(), static_cast<std::streamsize>(result.bytes.size()));
    if (!file.flush()) throw std::runtime_error("cannot write " + sample.name);
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
