// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "plugins/hl7/mllp/frame_reader.h"
#include "plugins/hl7/mllp/stream.h"

namespace clairis::hl7 {

/// MLLP server: one thread accepts, one per link reads frames and answers them in order. Everything a peer can do is bounded: links,
/// bytes of a frame, time of a frame, silence, time to take an answer.
class MllpServer {
public:
  struct Limits {
    std::size_t links = 64;
    std::size_t frameBytes = 8388608;
    std::chrono::milliseconds idle{600000};      ///< silence between frames
    std::chrono::milliseconds frame{60000};      ///< from the first byte of a frame to its last
    std::chrono::milliseconds send{30000};       ///< for the peer to take an answer
    std::chrono::milliseconds handshake{10000};  ///< of TLS, on the link's own thread: a silent peer costs one link until then
  };
  /// What became of a link or frame, for logs and metrics; called on the server's threads, never with patient data.
  using Notice = std::function<void(std::string_view event, const std::string& peer, const std::string& detail)>;
  /// The answers to one frame, in order; may be empty. Called on link threads, several at a time. Must not throw.
  using Handler = std::function<std::vector<std::string>(const FrameReader::Frame& frame, const std::string& peer)>;

  MllpServer(std::unique_ptr<Listener> listener, Limits limits, Handler handler, Notice notice);
  ~MllpServer();
  MllpServer(const MllpServer&) = delete;
  MllpServer& operator=(const MllpServer&) = delete;

  int port() const noexcept { return _port; }
  std::size_t links() const;
  /// Stops accepting, lets each link finish and answer the frame it works on, closes everything. Idempotent.
  void stop() noexcept;

private:
  struct Link {
    std::unique_ptr<Stream> stream;
    std::thread thread;
    bool finished = false;
  };
  void acceptLinks() noexcept;
  void admit(std::unique_ptr<Stream> stream);
  void reap();
  void serve(Stream& stream);
  bool answerFrames(Stream& stream, FrameReader& reader, std::string_view bytes);
  void report(std::string_view event, const std::string& peer, const std::string& detail) noexcept;

  std::unique_ptr<Listener> _listener;
  int _port;
  Limits _limits;
  Handler _handler;
  Notice _notice;
  std::atomic<bool> _stopping{false};
  mutable std::mutex _mutex;
  std::list<Link> _links;
  std::thread _acceptor;
};

}  // namespace clairis::hl7
