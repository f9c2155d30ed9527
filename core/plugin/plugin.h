// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/embedded_file.h"
#include "core/domain/identifiers.h"
#include "core/plugin/options.h"
#include "core/plugin/routes.h"
#include "core/plugin/sql.h"

namespace CLI {
class App;
}

namespace clairis {

class DeliveryChannel;
struct OutboundMessage;

/// Structured log line: JSON to stdout, no patient data. Thread-safe.
class Log {
public:
  enum class Level { debug, info, warning, error };
  using Fields = std::vector<std::pair<std::string, std::string>>;
  virtual ~Log();
  /// `event`: stable name, e.g. "hl7.frame.dropped".
  virtual void write(Level level, std::string_view event, const Fields& fields = {}) = 0;
  void info(std::string_view event, const Fields& fields = {}) { write(Level::info, event, fields); }
  void warning(std::string_view event, const Fields& fields = {}) { write(Level::warning, event, fields); }
  void error(std::string_view event, const Fields& fields = {}) { write(Level::error, event, fields); }
};

/// Prometheus instruments; labels are name=value pairs. Thread-safe.
class Metrics {
public:
  using Labels = std::vector<std::pair<std::string, std::string>>;
  virtual ~Metrics();
  virtual void count(std::string_view name, std::string_view help, const Labels& labels = {}, double by = 1) = 0;
  virtual void observe(std::string_view name, std::string_view help, double seconds, const Labels& labels = {}) = 0;
  virtual void gauge(std::string_view name, std::string_view help, double value, const Labels& labels = {}) = 0;
};

/// A command of the `clairis` program. `configure` declares arguments and returns what runs after parsing (exit code).
struct Command {
  std::string path;   ///< "worklist explain"
  std::string help;
  std::function<std::function<int()>(CLI::App&)> configure;
};

class Commands {
public:
  virtual ~Commands();
  virtual void add(Command command) = 0;
};

/// A committed event with its gapless position.
struct PublishedEvent {
  std::int64_t position = 0;
  Instant at{};
  Event event;
};

class Events {
public:
  virtual ~Events();
  /// Durable cursor `consumer`; called in order, one at a time, at least once; an exception repeats the event with backoff.
  /// `names` empty: all.
  virtual void subscribe(std::string consumer, std::vector<std::string> names, std::function<void(const PublishedEvent&)> handler) = 0;
};

class Deliveries {
public:
  virtual ~Deliveries();
  virtual void addChannel(std::shared_ptr<DeliveryChannel> channel) = 0;
  /// Stores the message and its delivery in the caller's transaction. Returns the delivery's id, or "" when the message's onceKey is known already:
  /// causes come at least once. Refusal "delivery.message" when something that it needs is empty.
  virtual std::string enqueue(UnitOfWork& work, const OutboundMessage& message) = 0;
};

class Jobs {
public:
  virtual ~Jobs();
  /// First run one interval after start; never two runs at once; exceptions are logged.
  virtual void every(std::string name, std::chrono::milliseconds interval, std::function<void(std::stop_token)> run) = 0;
};

class Vault {
public:
  virtual ~Vault();
  virtual std::string secret(std::string_view name) const = 0;   ///< value behind "vault:<name>"
  virtual std::string seal(std::string_view plain) const = 0;    ///< AES-256-GCM under the vault's key
  virtual std::string open(std::string_view sealed) const = 0;
};

/// Everything a plugin may touch. Valid from start() to stop(); what was registered is taken back by the host at stop.
class Host {
public:
  virtual ~Host();
  virtual const Options& options() const = 0;
  virtual Environment environment() const = 0;
  virtual const Oid& oidRoot() const = 0;
  virtual const Clock& clock() const = 0;
  virtual Store& store() = 0;
  virtual Routes& routes() = 0;
  virtual Events& events() = 0;
  virtual Deliveries& deliveries() = 0;
  virtual Jobs& jobs() = 0;
  virtual const Vault& vault() const = 0;
  virtual Log& log() = 0;
  virtual Metrics& metrics() = 0;

  /// Service registry: string id with version ("clinic/1"). `find` is null when nobody provides it.
  virtual void provide(std::string id, std::shared_ptr<void> service) = 0;
  virtual std::shared_ptr<void> find(std::string_view id) const = 0;
  /// The service, or Refusal "service.missing" naming the id.
  template <class T>
  std::shared_ptr<T> service(std::string_view id) const {
    return std::static_pointer_cast<T>(require(id));
  }

protected:
  std::shared_ptr<void> require(std::string_view id) const;
};

struct PluginDescription {
  std::string name;                          ///< "worklist"
  std::string version;
  std::string threads;                       ///< which threads it starts and which entry points may run together
  std::vector<std::string> requirements;     ///< "RIS.DMP.01"
  std::vector<OptionSpec> options;
};

struct Health {
  bool ok = true;
  std::string detail;
};

/// The contract of architecture §3. start() returns within `plugin.start_timeout`; it registers, listens and returns.
class Plugin {
public:
  virtual ~Plugin();
  virtual PluginDescription describe() const = 0;
  /// Numbered SQL files; tables are prefixed by the plugin's name.
  virtual std::vector<EmbeddedFile> migrations() const { return {}; }
  /// Commands of the `clairis` program exist without start(). `host` opens the store at its first call; no listener runs.
  virtual void declareCommands(Commands&, const std::function<Host&()>& /*host*/) {}
  virtual void start(Host& host) = 0;
  virtual void stop() noexcept = 0;
  virtual Health health() const { return {}; }
};

}  // namespace clairis
