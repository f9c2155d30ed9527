// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace clairis::dicom {

/// Tells what is new from what a peer causes over and over, so that neither a misconfigured console nor a port scan fills the log.
/// Within an hour: the same words about a peer are new once, and no more than twenty things about one peer are new. Thread-safe.
class Repeats {
public:
  using Clock = std::chrono::steady_clock;
  bool seenBefore(const std::string& peer, const std::string& words, Clock::time_point now = Clock::now());

private:
  struct Peer {
    Clock::time_point since;
    std::set<std::string> words;
  };
  std::mutex _mutex;
  std::map<std::string, Peer> _peers;
};

}  // namespace clairis::dicom
