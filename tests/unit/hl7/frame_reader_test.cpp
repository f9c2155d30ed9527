// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mllp/frame_reader.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace clairis::hl7;

namespace {

std::vector<FrameReader::Frame> framesOf(FrameReader& reader, std::string_view bytes) {
  std::vector<FrameReader::Frame> frames;
  while (auto frame = reader.next(bytes)) frames.push_back(std::move(*frame));
  CHECK(bytes.empty());
  return frames;
}

std::vector<std::string> bodies(std::size_t limit, std::string_view bytes) {
  FrameReader reader(limit);
  std::vector<std::string> all;
  for (auto& frame : framesOf(reader, bytes)) all.push_back(frame.bytes);
  return all;
}

}  // namespace

TEST_CASE("frames are found however they are glued") {
  CHECK(bodies(100, framed("one") + framed("two")) == std::vector<std::string>{"one", "two"});
  CHECK(bodies(100,
               "\x0B"
               "one\x1C\x0B"
               "two\x1C\r\n") == std::vector<std::string>{"one", "two"});
  CHECK(bodies(100, "\r\n" + framed("") + "noise" + framed("one\r")) == std::vector<std::string>{"", "one\r"});
  CHECK(bodies(100, "no frame at all").empty());
}

TEST_CASE("a frame cut into single bytes is one frame") {
  FrameReader reader(100);
  const auto bytes = framed("MSH|^~\\&|A\rPID|1");
  std::vector<std::string> all;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (auto& frame : framesOf(reader, std::string_view(bytes).substr(i, 1))) all.push_back(frame.bytes);
    if (i > 0 && i + 2 < bytes.size()) CHECK(reader.insideFrame());
  }
  CHECK(all == std::vector<std::string>{"MSH|^~\\&|A\rPID|1"});
  CHECK_FALSE(reader.insideFrame());
}

TEST_CASE("a frame that never ended is dropped when the next one starts") {
  FrameReader reader(100);
  const auto frames = framesOf(reader,
                               "\x0B"
                               "half\x0B"
                               "whole\x1C\r");
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].bytes == "whole");
  CHECK(reader.unterminated() == 1);
}

TEST_CASE("bytes outside of frames are counted, line ends apart") {
  FrameReader reader(100);
  framesOf(reader, "abc\r\n" + framed("x") + "\r\nde");
  CHECK(reader.strayBytes() == 5);
}

TEST_CASE("the largest frame passes, one byte more does not, and memory stays bounded") {
  constexpr std::size_t limit = 8388608;
  FrameReader reader(limit);
  const auto largest = framesOf(reader, framed(std::string(limit, 'x')));
  REQUIRE(largest.size() == 1);
  CHECK(largest[0].bytes.size() == limit);
  CHECK_FALSE(largest[0].oversized);
  const auto larger = framesOf(reader, framed("MSH" + std::string(limit - 2, 'x')) + framed("next"));
  REQUIRE(larger.size() == 2);
  CHECK(larger[0].oversized);
  CHECK(larger[0].bytes.size() == FrameReader::kHead);
  CHECK(larger[0].bytes.substr(0, 3) == "MSH");
  CHECK(larger[1].bytes == "next");
  CHECK_FALSE(larger[1].oversized);
}

TEST_CASE("an oversized frame in small pieces keeps its head only") {
  FrameReader reader(10000);
  framesOf(reader, "\x0B");
  for (int i = 0; i < 3000; ++i) framesOf(reader, "0123456789");
  CHECK(reader.frameBytes() == 30000);
  const auto frames = framesOf(reader, "\x1C");
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].oversized);
  CHECK(frames[0].bytes.size() == FrameReader::kHead);
}

TEST_CASE("any cutting of a stream gives the same frames") {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    std::string stream;
    for (int i = 0; i < 60; ++i) {
      const auto kind = random() % 6;
      stream += kind == 0 ? '\x0B' : kind == 1 ? '\x1C' : kind == 2 ? '\r' : static_cast<char>('a' + random() % 26);
    }
    const auto whole = bodies(20, stream);
    FrameReader reader(20);
    std::vector<std::string> cut;
    for (std::size_t at = 0; at < stream.size();) {
      const auto size = 1 + random() % 7;
      for (auto& frame : framesOf(reader, std::string_view(stream).substr(at, size))) cut.push_back(frame.bytes);
      at += size;
    }
    REQUIRE(cut == whole);
  }
}
