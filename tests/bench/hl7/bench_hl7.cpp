// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// How many messages a second are read and mapped, and how many cross a socket when acting costs nothing. JSON lines.
#include <fmt/format.h>

#include <chrono>
#include <thread>
#include <vector>

#include "plugins/hl7/acknowledgement/acknowledgement.h"
#include "plugins/hl7/mapping/order_mapping.h"
#include "plugins/hl7/mapping/patient_mapping.h"
#include "plugins/hl7/mllp/server.h"
#include "plugins/hl7/receiver/acceptance.h"
#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;
using SteadyClock = std::chrono::steady_clock;

namespace {

Sender partner() {
  Sender sender;
  sender.name = "DPI/CIM-TEST";
  return sender;
}

double seconds(SteadyClock::time_point since) { return std::chrono::duration<double>(SteadyClock::now() - since).count(); }

/// Repeats `work` for about a second; calls a second.
template <class F>
double rate(F&& work) {
  const auto start = SteadyClock::now();
  long calls = 0;
  for (; seconds(start) < 1.0; calls += 100) {
    for (int i = 0; i < 100; ++i) work();
  }
  return static_cast<double>(calls) / seconds(start);
}

void print(const char* name, double value, const char* unit, double peer) {
  fmt::print("{{\"bench\":\"hl7\",\"case\":\"{}\",\"value\":{:.0f},\"unit\":\"{}\",\"peer\":{:.0f},\"ratio\":{:.3f}}}\n", name, value, unit, peer,
             value / peer);
}

/// The least any reader must do: look at every byte once and copy it.
std::size_t touch(const std::string& text, std::string& copy) {
  copy = text;
  std::size_t segments = 0;
  for (const char c : copy) segments += c == '\r' ? 1U : 0U;
  return segments;
}

std::string act(std::string_view frame, const Sender& sender, const Zone& zone) {
  Charset used = Charset::utf8;
  const auto message = Message::parse(decodedText(frame, "UNICODE UTF-8", sender, used), used);
  const auto envelope = envelopeOf(message);
  if (acceptance(envelope, Environment::test) == Action::receiveOrders) orderRequests(message, sender, zone, {});
  patientFeed(message, sender, Environment::test);
  return answers(envelope, {}, {"0123456789ABCDEF", "20261120101700+0000", Environment::test}).at(0);
}

/// Round trips a second over one link that waits for each answer, and over one that does not.
double overSocket(const MllpServer& server, const std::string& frame, int window) {
  const auto stream = connectTcp("127.0.0.1", server.port());
  FrameReader reader(1 << 20);
  std::vector<char> buffer(65536);
  const auto start = SteadyClock::now();
  long sent = 0, answered = 0;
  while (seconds(start) < 1.0 || answered < sent) {
    std::string batch;
    for (; seconds(start) < 1.0 && sent - answered < window; ++sent) batch += frame;
    stream->send(batch, SteadyClock::now() + std::chrono::seconds(10));
    const auto received = stream->receive(buffer.data(), buffer.size(), SteadyClock::now() + std::chrono::seconds(10));
    std::string_view rest(buffer.data(), received.bytes);
    while (reader.next(rest)) ++answered;
  }
  return static_cast<double>(answered) / seconds(start);
}

}  // namespace

int main() {
  const auto sender = partner();
  const Zone zone("Europe/Paris");
  const auto patient = test::SampleMessage().text();
  const auto order = test::SampleOrder().text();
  std::string copy;
  std::size_t sink = 0;
  const double floorRate = rate([&] { sink += touch(order, copy); });
  print("parse", rate([&] { sink += Message::parse(order).segments().size(); }), "messages/s", floorRate);
  print("adt parse+map+answer", rate([&] { sink += act(patient, sender, zone).size(); }), "messages/s", floorRate);
  const double whole = rate([&] { sink += act(order, sender, zone).size(); });
  print("order parse+map+answer", whole, "messages/s", floorRate);

  const auto frame = framed(order);
  MllpServer echo(
      listenTcp("127.0.0.1", 0), {},
      [](const FrameReader::Frame&, const std::string&) { return std::vector<std::string>{"MSH|^~\\&|A\rMSA|AA|1\r"}; }, nullptr);
  MllpServer server(
      listenTcp("127.0.0.1", 0), {},
      [&](const FrameReader::Frame& received, const std::string&) { return std::vector<std::string>{act(received.bytes, sender, zone)}; }, nullptr);
  print("socket, one by one", overSocket(server, frame, 1), "messages/s", overSocket(echo, frame, 1));
  print("socket, window of 32", overSocket(server, frame, 32), "messages/s", overSocket(echo, frame, 32));
  return sink == 0 ? 1 : 0;
}
