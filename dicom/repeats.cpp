// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/repeats.h"

namespace clairis::dicom {
namespace {

constexpr std::size_t kWordsOfOne = 20;
constexpr std::size_t kPeers = 1000;
constexpr std::chrono::hours kMemory{1};

}  // namespace

bool Repeats::seenBefore(const std::string& peer, const std::string& words, Clock::time_point now) {
  const std::lock_guard lock(_mutex);
  if (!_peers.contains(peer) && _peers.size() >= kPeers) {
    std::erase_if(_peers, [&](const auto& known) { return now - known.second.since >= kMemory; });
    // Full of recent ones: a flood from everywhere. The newcomer is not worth a line.
    if (_peers.size() >= kPeers) return true;
  }
  auto& known = _peers.try_emplace(peer, Peer{now, {}}).first->second;
  if (now - known.since >= kMemory) known = {now, {}};
  if (known.words.contains(words) || known.words.size() >= kWordsOfOne) return true;
  known.words.insert(words);
  return false;
}

}  // namespace clairis::dicom
