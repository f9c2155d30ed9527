// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "core/app/service_registry.h"
#include "core/plugin/delivery_channel.h"
#include "core/plugin/plugin.h"
#include "core/time/instant.h"

namespace clairis::test {

/// Keeps every line, and lets a test wait for one.
class RecordingLog final : public Log {
public:
  void write(Level, std::string_view event, const Fields& fields) override;
  bool contains(std::string_view text) const;
  /// Returns when a line contains the text.
  void waitFor(std::string_view text);

private:
  mutable std::mutex _mutex;
  std::condition_variable _written;
  std::vector<std::string> _lines;
};

/// A host that writes down what is registered with it. What no plugin of these tests asks for throws.
class RecordingHost final : public Host, private Routes, private Events, private Deliveries, private Jobs {
public:
  const Options& options() const override { throw std::logic_error("options"); }
  Environment environment() const override { return Environment::test; }
  const Oid& oidRoot() const override { throw std::logic_error("oidRoot"); }
  const Clock& clock() const override { return _clock; }
  Store& store() override { throw std::logic_error("store"); }
  Routes& routes() override { return *this; }
  Events& events() override { return *this; }
  Deliveries& deliveries() override { return *this; }
  Jobs& jobs() override { return *this; }
  const Vault& vault() const override { throw std::logic_error("vault"); }
  RecordingLog& log() override { return _log; }
  Metrics& metrics() override { throw std::logic_error("metrics"); }
  void provide(std::string id, std::shared_ptr<void> service) override { _services.provide(std::move(id), std::move(service)); }
  std::shared_ptr<void> find(std::string_view id) const override { return _services.find(id); }

  /// "GET /api/v1/hello", "event hello.exams", "channel …", "job …", in order.
  std::vector<std::string> registered() const;

private:
  void add(Route route) override { note(route.method + " " + route.pattern); }
  void subscribe(std::string consumer, std::vector<std::string>, std::function<void(const PublishedEvent&)>) override { note("event " + consumer); }
  void addChannel(std::shared_ptr<DeliveryChannel>) override { note("channel"); }
  std::string enqueue(UnitOfWork&, const OutboundMessage&) override { return {}; }
  void every(std::string name, std::chrono::milliseconds, std::function<void(std::stop_token)>) override { note("job " + name); }
  void note(std::string what);

  SystemClock _clock;
  RecordingLog _log;
  app::ServiceRegistry _services;
  mutable std::mutex _mutex;
  std::vector<std::string> _registered;
};

/// Code and detail of the refusal that `act` throws, or "accepted".
struct Refused {
  std::string code;
  std::string detail;
};
Refused refusalOf(const std::function<void()>& act);
bool contains(std::string_view text, std::string_view part);

}  // namespace clairis::test
