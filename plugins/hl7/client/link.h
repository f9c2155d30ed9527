// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/hl7/client/turn.h"
#include "plugins/hl7/mllp/connect.h"
#include "plugins/hl7/mllp/frame_reader.h"

namespace clairis::hl7 {

/// How far a message came. What may be repeated follows from it.
enum class Passage {
  answered,         ///< the receiver's answer was read
  notSent,          ///< name, connection, TLS, time or a busy link: no byte of the message left
  refused,          ///< TLS: one end refuses the other's certificate; no byte that the receiver could act on
  cutWhileWriting,  ///< the end of the frame did not leave: a receiver acts on whole frames only
  sentUnanswered    ///< the whole frame left, then connection, time or answer failed: nobody knows
};

struct Exchange {
  Passage passage = Passage::notSent;
  std::string code;    ///< stable word for what failed; empty when answered
  std::string detail;  ///< the library's words, no health data
};

/// The one kept connection to a receiver. Messages go one after the other, each waits for its answer; a connection is made only when one is needed
/// and given up after anything unexpected, so that a late answer never meets another message. Thread-safe: an exchange waits for its turn.
///
///   cut at this point                                   passage           what the channel makes of it
///   name, connection refused or timed out, TLS failed   notSent           retry
///   TLS: a certificate is refused, by either end        refused           paused
///   peer closed the kept connection while idle          –                 a new connection, then as usual
///   before or inside the frame                          cutWhileWriting   retry
///   after the end mark 0x1C                             sentUnanswered    unknown: the same bytes again, or a person
///   inside the answer, garbage, silence, wrong MSA-2    sentUnanswered    unknown
///   stop asked while waiting for the answer             sentUnanswered    unknown
class Link {
public:
  /// Reads one frame of the receiver. True: the exchange is over.
  using Answer = std::function<bool(std::string_view frame)>;
  static constexpr std::size_t kAnswerBytes = 262144;  ///< of one answer; a longer one is none
  static constexpr int kMostFrames = 64;               ///< read while waiting for the right one

  Link(Endpoint endpoint, std::chrono::milliseconds idle) : _endpoint(std::move(endpoint)), _idle(idle) {}

  Exchange exchange(std::string_view message, const Answer& answer, std::chrono::milliseconds answerTime, Deadline deadline,
                    const std::stop_token& stop);
  /// Closes a connection that was not used for the idle time; does not wait for one in use.
  void closeIdle();
  std::uint64_t connections() const;  ///< made so far
  std::uint64_t strays() const;       ///< frames that answered nothing
  bool connected() const;

private:
  std::optional<Exchange> connect(Deadline deadline, const std::stop_token& stop);
  bool stillOpen();
  std::optional<Exchange> write(std::string_view message, Deadline deadline);
  Exchange wait(const Answer& answer, Deadline deadline);
  void drop();

  const Endpoint _endpoint;
  const std::chrono::milliseconds _idle;
  mutable Turn _turn;
  std::unique_ptr<Stream> _stream;
  std::unique_ptr<FrameReader> _reader;
  Deadline _used{};
  std::uint64_t _connections = 0;
  std::uint64_t _strays = 0;
  bool _heard = false;  ///< the receiver answered something on this connection
};

}  // namespace clairis::hl7
