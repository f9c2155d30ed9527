// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// check_cda FILE-OR-FOLDER…: prints what breaks a rule of French level 1 imaging reports. Exit 0 clean, 1 findings, 2 nothing to read.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "reports/cda/assertions.h"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> documents(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.path().extension() == ".xml") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::size_t check(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto findings = clairis::reports::cdaFindings(bytes);
  for (const auto& finding : findings) std::cout << path.string() << ": " << finding << "\n";
  return findings.size();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::size_t files = 0, findings = 0;
    for (int i = 1; i < argc; ++i) {
      for (const auto& path : documents(argv[i])) {
        findings += check(path);
        ++files;
      }
    }
    std::cout << files << " documents, " << findings << " findings\n";
    if (files == 0) return 2;
    return findings == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "check_cda: " << error.what() << "\n";
    return 2;
  }
}
