// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/dataset_shape.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

using namespace clairis::dicom;

namespace {

// One element of explicit VR little endian.
std::string sequence(const std::string& content, bool undefined) {
  std::string bytes("\x40\x00\x70\x02SQ\0\0", 8);
  const auto length = static_cast<std::uint32_t>(content.size());
  for (int i = 0; i < 4; ++i) bytes += undefined ? '\xFF' : static_cast<char>(length >> (8 * i) & 0xFF);
  return bytes + content + (undefined ? std::string("\xFE\xFF\xDD\xE0\0\0\0\0", 8) : "");
}
std::string item(const std::string& content) {
  std::string bytes("\xFE\xFF\x00\xE0", 4);
  const auto length = static_cast<std::uint32_t>(content.size());
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(length >> (8 * i) & 0xFF);
  return bytes + content;
}
std::string nested(int depth, bool undefined) {
  std::string bytes;
  for (int level = 0; level < depth; ++level) bytes = sequence(item(bytes), undefined);
  return bytes;
}

}  // namespace

TEST_CASE("nesting is counted without recursion, whatever form lengths have") {
  for (const bool undefined : {false, true}) {
    CAPTURE(undefined);
    CHECK(hasDatasetShape(nested(16, undefined), true, 16));
    CHECK_FALSE(hasDatasetShape(nested(17, undefined), true, 16));
    CHECK_FALSE(hasDatasetShape(nested(1000, undefined), true, 16));
  }
  CHECK(hasDatasetShape("", true, 16));
}

TEST_CASE("bytes that are no data set are refused at every cut") {
  const auto whole = nested(3, false) + sequence(item(""), true);
  REQUIRE(hasDatasetShape(whole, true, 16));
  for (std::size_t length = 1; length < whole.size(); ++length) {
    if (length == nested(3, false).size()) continue;  // a whole element ends there
    CHECK_FALSE(hasDatasetShape(whole.substr(0, length), true, 16));
  }
  auto shifted = whole;
  shifted[4] = 'q';
  CHECK_FALSE(hasDatasetShape(shifted, true, 16));
}

TEST_CASE("a sequence hidden in a private or unknown element counts") {
  std::string hidden("\x09\x00\x10\x10UN\0\0", 8);
  const auto inside = nested(20, false);
  const auto content = item(inside);
  for (int i = 0; i < 4; ++i) hidden += static_cast<char>(content.size() >> (8 * i) & 0xFF);
  CHECK_FALSE(hasDatasetShape(hidden + content, true, 16));
}

TEST_CASE("only a sequence may leave its length open: other elements would be believed to have 4 GB") {
  const std::string open("\x10\x00\x10\x00UT\0\0\xFF\xFF\xFF\xFF", 12);
  CHECK_FALSE(hasDatasetShape(open, true, 16));
  CHECK_FALSE(hasDatasetShape(open + std::string("\xFE\xFF\xDD\xE0\0\0\0\0", 8), true, 16));
  const std::string beyond("\x10\x00\x10\x00UT\0\0\x00\xFF\xFF\x7F", 12);
  CHECK_FALSE(hasDatasetShape(beyond, true, 16));
}
