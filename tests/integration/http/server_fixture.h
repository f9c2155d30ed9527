// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/app/json_log.h"
#include "core/app/prometheus_metrics.h"
#include "core/audit/shared_read_trace.h"
#include "core/http/server.h"
#include "core/security/security_context.h"
#include "core/security/vault.h"
#include "core/store/database.h"

namespace clairis::test {

/// A clock that stands still until it is moved.
class MovedClock final : public Clock {
public:
  Instant now() const override;
  void advance(std::chrono::milliseconds by) { _offset += by.count(); }

private:
  std::atomic<std::int64_t> _offset{0};
};

/// A folder of this test alone, gone at the end.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  std::filesystem::path path;
};

/// What is not about locking does not lock.
inline SessionRules longSessions() { return {std::chrono::hours(1000), {}}; }

/// A migrated SQLite database with the security context on it. Hashing is made cheap: its cost is not what is tested.
struct SecureStore {
  explicit SecureStore(SessionRules rules = longSessions());
  TemporaryFolder folder;
  MovedClock clock;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> sink;
  std::string logged;  ///< every line, read after the server stopped
  JsonLog log;
  PrometheusMetrics metrics;
  FileVault vault;
  std::unique_ptr<Database> database;
  SecurityContext security;
  SharedReadTrace readTrace{*database};

  /// An account with one role and a token for it.
  std::string account(const std::string& login, const std::string& role, const std::string& password = {});
  std::string token(const std::string& login, bool service = false);
  std::int64_t count(const std::string& sql);
};

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< lower-case names
  std::string body;
  nlohmann::json json() const;
  std::string code() const;  ///< of problem+json
};

using Headers = std::map<std::string, std::string>;

/// A server with all security routes and whatever the test adds, on a free loopback port.
struct ServerFixture : SecureStore {
  explicit ServerFixture(HttpLimits limits = {}, std::size_t bodyLimit = 10 * 1024 * 1024, SessionRules rules = longSessions());
  ~ServerFixture();
  void stop() { server->stop(std::chrono::steady_clock::now() + std::chrono::seconds(10)); }

  Reply call(const std::string& method, const std::string& target, const std::string& body = {}, const Headers& headers = {}) const;
  Reply callAs(const std::string& bearer, const std::string& method, const std::string& target, const std::string& body = {},
               Headers headers = {}) const;
  /// Sends bytes as they are and reads until the server closes.
  std::string raw(const std::string& bytes) const;

  RouteTable table;
  Idempotency idempotency;
  std::unique_ptr<HttpServer> server;
  std::uint16_t port = 0;
};

}  // namespace clairis::test
