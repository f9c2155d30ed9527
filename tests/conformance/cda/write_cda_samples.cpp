// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// write_cda_samples FOLDER: the documents of sample_variants.h, for the checkers.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "reports/cda/report_cda.h"
#include "sample_variants.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_cda_samples FOLDER\n";
    return 2;
  }
  try {
    const std::filesystem::path folder(argv[1]);
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (const auto& [name, value] : clairis::reports::sample::variants()) {
      std::ofstream file(folder / (name + ".xml"), std::ios::binary);
      file << clairis::reports::renderCda(value, clairis::reports::sample::pdf(20000));
      if (!file) throw std::runtime_error("cannot write " + name);
    }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "write_cda_samples: " << error.what() << "\n";
    return 2;
  }
}
