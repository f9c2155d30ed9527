// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// fuzz_hl7 [runs [seed]] without libFuzzer: mutates well-formed messages and feeds them. fuzz_hl7 FILE…: replays files.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

#include "unit/hl7/sample_messages.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void feed(const std::string& bytes) { LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()); }

void mutate(std::string& text, std::mt19937& random) {
  static const std::string alphabet("|^~\\&\r\n\"\x0B\x1C\x00\xC3\xA9\xBDX09A", 19);
  for (auto changes = 1 + random() % 8; changes > 0; --changes) {
    const auto at = text.empty() ? 0 : random() % text.size();
    const char c = alphabet[random() % alphabet.size()];
    switch (random() % 5) {
      case 0:
        text.insert(at, 1, c);
        break;
      case 1:
        text.erase(at, 1 + random() % 12);
        break;
      case 2:
        text.insert(at, text.substr(text.size() / 2, random() % 60));
        break;
      case 3:
        text.insert(at, 1 + random() % 300, c);
        break;
      default:
        if (!text.empty()) text[at] = c;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::atol(argv[1]) == 0) {
    for (int i = 1; i < argc; ++i) {
      std::ifstream file(argv[i], std::ios::binary);
      feed({std::istreambuf_iterator<char>(file), {}});
    }
    return 0;
  }
  const long runs = argc > 1 ? std::atol(argv[1]) : 100000;
  std::mt19937 random(argc > 2 ? static_cast<unsigned>(std::atol(argv[2])) : 1U);
  for (long i = 0; i < runs; ++i) {
    std::string text = random() % 2 == 0 ? clairis::test::SampleMessage().text() : clairis::test::SampleOrder().text();
    if (random() % 4 == 0) text = '\x0B' + text + "\x1C\r\x0B" + text;
    mutate(text, random);
    feed(text);
  }
  std::printf("%ld inputs\n", runs);
  return 0;
}
