// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "unit/hl7/scripted_receiver.h"

#include <algorithm>
#include <csignal>

namespace clairis::hl7::test {
namespace {

Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(30); }

}  // namespace

std::string Conversation::next() {
  while (true) {
    if (auto frame = _reader.next(_rest)) return frame->bytes;
    const auto received = _stream.receive(_buffer.data(), _buffer.size(), soon());
    if (received.event != Stream::Event::data) return {};
    _rest = {_buffer.data(), received.bytes};
  }
}

void Conversation::hangOn() {
  while (_stream.receive(_buffer.data(), _buffer.size(), soon()).event == Stream::Event::data) {
  }
}

ScriptedReceiver::ScriptedReceiver(std::vector<Script> scripts, std::shared_ptr<const TlsContext> tls)
    : _listener(listenTcp("127.0.0.1", 0, std::move(tls))), _scripts(std::move(scripts)) {
  std::signal(SIGPIPE, SIG_IGN);  // as the host's main does
  _thread = std::thread([this] { run(); });
}

ScriptedReceiver::~ScriptedReceiver() {
  {
    const std::lock_guard lock(_mutex);
    _stopping = true;
    if (_current != nullptr) _current->interrupt();
  }
  _listener->interrupt();
  _thread.join();
}

void ScriptedReceiver::run() {
  while (auto stream = _listener->accept()) {
    std::size_t number = 0;
    {
      const std::lock_guard lock(_mutex);
      if (_stopping) return;
      _current = stream.get();
      number = static_cast<std::size_t>(_connections++);
    }
    if (stream->open(soon())) {
      Conversation conversation(*stream);
      _scripts[std::min(number, _scripts.size() - 1)](conversation);
    }
    const std::lock_guard lock(_mutex);
    if (!stream->failure().code.empty()) _failures.push_back(stream->failure().code);
    _current = nullptr;
    stream.reset();
  }
}

int ScriptedReceiver::connections() const {
  const std::lock_guard lock(_mutex);
  return _connections;
}

std::vector<std::string> ScriptedReceiver::failures() const {
  const std::lock_guard lock(_mutex);
  return _failures;
}

std::string controlIdOf(const std::string& message) {
  std::size_t at = 0;
  for (int field = 1; field < 10; ++field) at = message.find('|', at) + 1;
  return message.substr(at, message.find_first_of("|\r", at) - at);
}

std::string ackFor(const std::string& controlId, const std::string& code, const std::string& more) {
  return "MSH|^~\\&|HIS|CH|CLAIRIS|MAIN|20261120111700+0100||ACK^O01^ACK|R1|T|2.5\rMSA|" + code + "|" + controlId + "\r" + more;
}

}  // namespace clairis::hl7::test
