// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

namespace clairis::bench {

struct Load {
  std::uint16_t port = 0;
  std::string called = "CLAIRIS";
  std::string question;
  std::size_t expected = 0;  ///< answers; another number is a failed measurement
  int clients = 1;
  bool keep = true;       ///< one association for all queries of a client, else one for each
  double seconds = 2;     ///< then no client begins another query
  std::size_t least = 3;  ///< queries of each client, however long they take
  double pace = 0;        ///< queries a second of each client, latencies counted from when each was due; 0: one after the other
};

/// Asks and prints one JSON line: queries, seconds, median and p99 in milliseconds, queries a second. False when an answer was wrong.
bool measure(const Load& load);

/// Saves the answer of "everything" as numbered worklist files (PS3.10) in `folder`: what wlmscpfs and Orthanc serve.
bool save(std::uint16_t port, const std::string& folder);

}  // namespace clairis::bench
