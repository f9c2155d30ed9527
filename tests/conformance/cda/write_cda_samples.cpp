// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// write_cda_samples FOLDER: the documents of sample_variants.h and every fifth combination of generated_values.h, for the checkers.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "generated_values.h"
#include "reports/cda/report_cda.h"

namespace {

namespace sample = clairis::reports::sample;

void write(const std::filesystem::path& folder, const sample::Variant& variant, std::size_t padding) {
  std::ofstream file(folder / (variant.name + ".xml"), std::ios::binary);
  file << clairis::reports::renderCda(variant.value, sample::pdf(padding));
  if (!file) throw std::runtime_error("cannot write " + variant.name);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_cda_samples FOLDER\n";
    return 2;
  }
  try {
    const std::filesystem::path folder(argv[1]);
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (const auto& variant : sample::variants()) write(folder, variant, 20000);
    // 5 divides no axis, so every choice of every axis is among them.
    const auto combinations = sample::generated();
    for (std::size_t i = 0; i < combinations.size(); i += 5) write(folder, combinations[i], 0);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "write_cda_samples: " << error.what() << "\n";
    return 2;
  }
}
