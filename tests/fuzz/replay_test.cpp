// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets must survive, in every build: their corpora, in which each finding of the past has its file, and mutations of these.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int fuzz_identifier(const std::uint8_t* data, std::size_t size);
extern "C" int fuzz_association(const std::uint8_t* data, std::size_t size);
extern "C" int fuzz_hl7(const std::uint8_t* data, std::size_t size);
extern "C" int fuzz_ins_datamatrix(const std::uint8_t* data, std::size_t size);

namespace {

using Target = int (*)(const std::uint8_t*, std::size_t);

constexpr int kMutations = 1500;

std::vector<std::string> corpusOf(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(CLAIRIS_FUZZ_FOLDER) + "/" + folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> corpus;
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

void mutate(std::string& bytes, const std::string& other, std::mt19937& random) {
  for (auto changes = 1 + random() % 6; changes > 0; --changes) {
    const auto at = bytes.empty() ? 0 : random() % bytes.size();
    switch (random() % 5) {
      case 0:
        bytes.insert(at, 1, static_cast<char>(random()));
        break;
      case 1:
        bytes.erase(at, 1 + random() % 12);
        break;
      case 2:
        bytes.insert(at, other.substr(other.empty() ? 0 : random() % other.size(), random() % 60));
        break;
      case 3:
        bytes.resize(at);
        break;
      default:
        if (!bytes.empty()) bytes[at] = static_cast<char>(random() % 4 == 0 ? 0xFF : random());
    }
  }
}

void replay(Target target, const std::string& folder) {
  const auto feed = [&](const std::string& bytes) { return target(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()); };
  const auto corpus = corpusOf(folder);
  REQUIRE(corpus.size() >= 5);
  for (const auto& bytes : corpus) CHECK(feed(bytes) == 0);
  std::mt19937 random(1);
  int survived = 0;
  for (int i = 0; i < kMutations; ++i) {
    auto bytes = corpus[random() % corpus.size()];
    mutate(bytes, corpus[random() % corpus.size()], random);
    survived += feed(bytes) == 0 ? 1 : 0;
  }
  CHECK(survived == kMutations);
}

}  // namespace

TEST_CASE("identifiers of any bytes are read, explained and answered, or refused") { replay(fuzz_identifier, "dicom/corpus/identifier"); }

TEST_CASE("any bytes on a connection end at worst its association") { replay(fuzz_association, "dicom/corpus/association"); }

TEST_CASE("any bytes of an HL7 partner are answered or refused") { replay(fuzz_hl7, "hl7/corpus"); }

TEST_CASE("any text of a scanner is refused, or an identity that is written and read as the same one") {
  replay(fuzz_ins_datamatrix, "identity/corpus");
}
