// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "plugins/hl7/mllp/frame_reader.h"
#include "plugins/hl7/mllp/stream.h"

namespace clairis::hl7::test {

/// The receiver's end of one connection, as the test plays it.
class Conversation {
public:
  explicit Conversation(Stream& stream) : _stream(stream) {}
  /// The next message; empty when the connection ended.
  std::string next();
  void say(std::string_view bytes) { _stream.send(bytes, std::chrono::steady_clock::now() + std::chrono::seconds(20)); }
  void answer(const std::string& message) { say(framed(message)); }
  /// Reads and forgets until the connection ends.
  void hangOn();

private:
  Stream& _stream;
  FrameReader _reader{1 << 20};
  std::string _buffer = std::string(65536, '\0');
  std::string_view _rest;
};

/// Accepts one connection after the other; the n-th is played by the n-th script, further ones by the last.
class ScriptedReceiver {
public:
  using Script = std::function<void(Conversation&)>;
  explicit ScriptedReceiver(std::vector<Script> scripts, std::shared_ptr<const TlsContext> tls = nullptr);
  ~ScriptedReceiver();
  int port() const { return _listener->port(); }
  int connections() const;
  std::vector<std::string> failures() const;  ///< handshakes that failed

private:
  void run();
  std::unique_ptr<Listener> _listener;
  std::vector<Script> _scripts;
  mutable std::mutex _mutex;
  Stream* _current = nullptr;
  bool _stopping = false;
  int _connections = 0;
  std::vector<std::string> _failures;
  std::thread _thread;
};

/// MSH-10 of a message.
std::string controlIdOf(const std::string& message);
/// An answer to `controlId`, with more segments if wanted.
std::string ackFor(const std::string& controlId, const std::string& code = "AA", const std::string& more = "");

}  // namespace clairis::hl7::test
