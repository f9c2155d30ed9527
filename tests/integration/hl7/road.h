// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <doctest/doctest.h>

#include <condition_variable>

#include "core/app/configuration.h"
#include "core/delivery/dispatcher.h"
#include "core/delivery/queue_repository.h"
#include "integration/hl7/house.h"
#include "plugins/hl7/announce/identity_reporter.h"
#include "plugins/hl7/client/channel.h"
#include "plugins/hl7/receiver/option_specs.h"
#include "unit/hl7/scripted_receiver.h"

namespace clairis::test {

using hl7::test::ackFor;
using hl7::test::controlIdOf;
using hl7::test::Conversation;
using hl7::test::ScriptedReceiver;

inline app::Configuration configured(std::vector<std::string> assignments) {
  app::ConfiguredValues values;
  for (const auto& assignment : assignments) app::setOverride(values, assignment);
  return app::Configuration(values, hl7::optionSpecs());
}

/// The house, a partner's receiver, and the channel between them.
struct Road {
  explicit Road(std::vector<ScriptedReceiver::Script> scripts, std::vector<std::string> more = {})
      : receiver(std::move(scripts)),
        added(std::move(more)),
        options(configured(all(receiver.port(), added))),
        destinations(options, Environment::test) {
    start();
    listener = house.store->addRecordedListener([this](const std::vector<std::string>&) {
      {
        const std::lock_guard lock(mutex);
        ++commits;
      }
      changed.notify_all();
    });
  }
  ~Road() {
    dispatcher.reset();
    house.store->removeRecordedListener(listener);
  }
  static std::vector<std::string> all(int port, std::vector<std::string> more) {
    std::vector<std::string> options{"hl7.sender.DPI.trust = same_domain",     "hl7.sender.DPI.status_destination = HIS",
                                     "hl7.destination.HIS.host = 127.0.0.1",   "hl7.destination.HIS.port = " + std::to_string(port),
                                     "hl7.destination.HIS.environment = test", "hl7.destination.HIS.application = DPI",
                                     "hl7.destination.HIS.facility = CH",      "hl7.destination.HIS.ack_timeout = 20s"};
    options.insert(options.end(), more.begin(), more.end());
    return options;
  }
  /// The instance started again with the partner at this port.
  void restartTowards(int port) {
    dispatcher.reset();
    auto again = added;
    again.push_back("hl7.destination.HIS.port = " + std::to_string(port));
    options = configured(all(port, again));
    destinations = hl7::DestinationTable(options, Environment::test);
    start();
  }
  void start() {
    channel = std::make_shared<hl7::Hl7Channel>(hl7::Hl7Channel::Services{*house.store, house.clinic, house.store.clock, house.store.log,
                                                                          house.store.metrics, Environment::test, &house.identities},
                                                destinations, hl7::messageKinds(house.clinic, &house.identities));
    DispatcherPorts ports;
    ports.document = [](Reader&, const std::string&) { return DocumentView{}; };
    ports.holdReason = [](Reader&, const std::string&) { return std::nullopt; };
    ports.random = [] { return 0.0; };
    DispatcherOptions quick;
    quick.retry = {std::chrono::milliseconds(1), std::chrono::milliseconds(5), std::chrono::milliseconds(1)};
    quick.breaker.failures = 1000;
    quick.housekeeping = std::chrono::hours(1);
    dispatcher = std::make_unique<Dispatcher>(*house.store, house.store.log, house.store.metrics, quick, std::move(ports));
    dispatcher->addChannel(channel);
    dispatcher->start();
  }
  std::string newest() { return house.row("SELECT id FROM delivery ORDER BY id DESC LIMIT 1")[0].text(); }
  DeliveryRow waitFor(const std::string& id, DeliveryState state) {
    while (true) {
      std::uint64_t seen = 0;
      {
        const std::lock_guard lock(mutex);
        seen = commits;
      }
      auto row = house.store->reading([&](Reader& reader) { return queue::find(reader, id).value(); });
      if (row.state == state) return row;
      house.store.clock.advance(std::chrono::seconds(1));
      dispatcher->wake();
      std::unique_lock lock(mutex);
      changed.wait_for(lock, std::chrono::milliseconds(50), [&] { return commits != seen; });
    }
  }

  House house;
  ScriptedReceiver receiver;
  std::vector<std::string> added;
  app::Configuration options;
  hl7::DestinationTable destinations;
  std::shared_ptr<hl7::Hl7Channel> channel;
  std::unique_ptr<Dispatcher> dispatcher;
  std::mutex mutex;
  std::condition_variable changed;
  std::uint64_t commits = 0;
  int listener = 0;
};

/// A port at which nobody listens.
inline int deadPort() { return hl7::listenTcp("127.0.0.1", 0)->port(); }

/// What a receiver heard, from its own thread.
struct Heard {
  void add(const std::string& message) {
    const std::lock_guard lock(mutex);
    messages.push_back(message);
  }
  std::vector<std::string> all() const {
    const std::lock_guard lock(mutex);
    return messages;
  }
  ScriptedReceiver::Script answering(const std::string& code = "AA", const std::string& more = "") {
    return [this, code, more](Conversation& c) {
      for (auto m = c.next(); !m.empty(); m = c.next()) {
        add(m);
        c.answer(ackFor(controlIdOf(m), code, more));
      }
    };
  }
  mutable std::mutex mutex;
  std::vector<std::string> messages;
};

}  // namespace clairis::test
