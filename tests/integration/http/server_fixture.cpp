// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/http/server_fixture.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/StreamCopier.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/http/builtin_routes.h"
#include "core/http/security_routes.h"
#include "core/security/commands.h"
#include "core/store/migrations.h"

namespace clairis::test {
namespace {

constexpr HashingCost kCheap{64, 1, 1, 4};

std::unique_ptr<Database> migrated(const std::filesystem::path& file, const Clock& clock, Log& log, Metrics& metrics) {
  auto database = Database::open({"sqlite:" + file.string()}, clock, log, metrics);
  migrate(*database, {coreMigrations()});
  return database;
}

VaultFiles newVault(const std::filesystem::path& folder) {
  createVaultKey(folder / "vault.key");
  return {folder / "vault.key", folder / "vault.secrets"};
}

}  // namespace

Instant MovedClock::now() const { return fromIso("2026-11-20T10:17:00.000Z") + std::chrono::milliseconds(_offset.load()); }

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "clairis-http-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
  path = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

SecureStore::SecureStore(SessionRules rules)
    : sink(std::fopen("/dev/null", "w"), &std::fclose),
      log(clock, sink.get(), Log::Level::debug, [this](const std::string& line) { logged += line; }),
      vault(newVault(folder.path)),
      database(migrated(folder.path / "clairis.db", clock, log, metrics)),
      security(*database, clock, {kCheap, std::chrono::hours(12), std::move(rules)}, [this]() -> const Vault& { return vault; }) {}

std::string SecureStore::account(const std::string& login, const std::string& role, const std::string& password) {
  NewUser user;
  user.login = login;
  user.roles = {role};
  user.password = password;
  return addUser(*database, security.hasher, user).accountId;
}

std::string SecureStore::token(const std::string& login, bool service) { return createToken(*database, login, "test", service, std::nullopt).text; }

std::int64_t SecureStore::count(const std::string& sql) {
  return database->reading([&](Reader& reader) { return reader.first(sql)[0].integer(); });
}

nlohmann::json Reply::json() const { return nlohmann::json::parse(body); }
std::string Reply::code() const { return json().at("code"); }

ServerFixture::ServerFixture(HttpLimits limits, std::size_t bodyLimit, SessionRules rules) : SecureStore(std::move(rules)), idempotency(*database) {
  RequestDispatcher::Parts parts{table,    idempotency, [this](const HttpRequest& request) { return security.authenticator(request); },
                          log,      metrics,     [this] { return database->newId(); },
                          bodyLimit};
  server = std::make_unique<HttpServer>(table, parts, limits);
  addBuiltinRoutes(table, {[] { return Health{}; }, [this] { return metrics.exposition(); }, "test"});
  addSecurityRoutes(*server, security, readTrace);
  port = server->listen({});
}

ServerFixture::~ServerFixture() { stop(); }

Reply ServerFixture::call(const std::string& method, const std::string& target, const std::string& body, const Headers& headers) const {
  Poco::Net::HTTPClientSession session("127.0.0.1", port);
  session.setTimeout(Poco::Timespan(30, 0));
  Poco::Net::HTTPRequest request(method, target, Poco::Net::HTTPMessage::HTTP_1_1);
  if (!body.empty() || method != "GET") request.setContentLength64(static_cast<Poco::Int64>(body.size()));
  if (!body.empty()) request.setContentType("application/json");
  for (const auto& [name, value] : headers) request.set(name, value);
  session.sendRequest(request) << body;
  Poco::Net::HTTPResponse response;
  Reply reply;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), reply.body);
  reply.status = response.getStatus();
  for (const auto& [name, value] : response) reply.headers[Poco::toLower(name)] = value;
  return reply;
}

Reply ServerFixture::callAs(const std::string& bearer, const std::string& method, const std::string& target, const std::string& body,
                            Headers headers) const {
  headers["Authorization"] = "Bearer " + bearer;
  return call(method, target, body, headers);
}

std::string ServerFixture::raw(const std::string& bytes) const {
  Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", port));
  socket.setReceiveTimeout(Poco::Timespan(30, 0));
  std::string answer;
  try {
    for (std::size_t sent = 0; sent < bytes.size();)
      sent += static_cast<std::size_t>(socket.sendBytes(bytes.data() + sent, static_cast<int>(bytes.size() - sent)));
    char part[4096];
    for (int got = socket.receiveBytes(part, sizeof part); got > 0; got = socket.receiveBytes(part, sizeof part))
      answer.append(part, static_cast<std::size_t>(got));
  } catch (const Poco::Net::NetException&) {
    answer += "";  // a reset after the answer is the server closing on bytes it did not want
  }
  return answer;
}

}  // namespace clairis::test
