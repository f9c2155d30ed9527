// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/idempotency.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr auto kFind = "SELECT request_sha256, status, headers, body FROM idempotency WHERE principal = $1 AND route = $2 AND idempotency_key = $3";
constexpr auto kInsert =
    "INSERT INTO idempotency (principal, route, idempotency_key, request_sha256, status, headers, body, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (principal, route, idempotency_key) DO NOTHING";
// The oldest first, a bounded batch: the writer is never held for long.
constexpr auto kOldest = "SELECT principal, route, idempotency_key FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT 500";
constexpr auto kDelete = "DELETE FROM idempotency WHERE principal = $1 AND route = $2 AND idempotency_key = $3";

std::string nameOf(const IdempotentRequest& request) { return request.principal + '\n' + request.route + '\n' + request.key; }

[[noreturn]] void inFlight() {
  throw Conflict("idempotency.in_flight", "a request with this Idempotency-Key is still running; repeat it with the same key once it has ended");
}

}  // namespace

Idempotency::Running::~Running() {
  const std::lock_guard lock(_owner._mutex);
  _owner._running.erase(_name);
}

Idempotency::Running Idempotency::begin(const IdempotentRequest& request) {
  std::string name = nameOf(request);
  {
    const std::lock_guard lock(_mutex);
    if (!_running.insert(name).second) inFlight();
  }
  return {*this, std::move(name)};
}

std::optional<HttpResponse> Idempotency::stored(const IdempotentRequest& request) {
  const Row row = _store.reading([&](Reader& reader) { return reader.first(kFind, {request.principal, request.route, request.key}); });
  if (row.empty()) return std::nullopt;
  if (row[0].text() != request.requestSha256) {
    throw Refusal("idempotency.other_request", "this Idempotency-Key was used for another request on this route; use a new key", "Idempotency-Key");
  }
  HttpResponse response;
  response.status = static_cast<int>(row[1].integer());
  response.headers = nlohmann::json::parse(row[2].text()).get<std::map<std::string, std::string>>();
  response.contentType = response.headers["Content-Type"];
  response.headers.erase("Content-Type");
  response.headers["Idempotency-Replayed"] = "true";
  response.body = row[3].text();
  return response;
}

void Idempotency::remember(UnitOfWork& work, const IdempotentRequest& request, const HttpResponse& response) {
  auto headers = response.headers;
  headers["Content-Type"] = response.contentType;
  const auto rows = work.execute(kInsert, {request.principal, request.route, request.key, request.requestSha256, response.status,
                                           nlohmann::json(headers).dump(), response.body, work.now()});
  if (rows == 0) inFlight();
}

void Idempotency::rememberAlone(const IdempotentRequest& request, const HttpResponse& response) {
  _store.write(Lane::interactive, [&](UnitOfWork& work) { remember(work, request, response); });
}

std::string checkedIdempotencyKey(const std::string& key) {
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  if (key.empty() || key.size() > 200 || !visible) {
    throw Refusal("idempotency.key.malformed", "expected 1 to 200 visible ASCII characters, found " + std::to_string(key.size()) + " bytes",
                  "Idempotency-Key");
  }
  return key;
}

std::int64_t purgeIdempotency(Store& store, Instant before) {
  std::int64_t total = 0;
  for (;;) {
    const auto deleted = store.writing(Lane::batch, [&](UnitOfWork& work) {
      std::int64_t count = 0;
      for (const auto& row : work.query(kOldest, {before})) count += work.execute(kDelete, {row[0], row[1], row[2]});
      return count;
    });
    total += deleted;
    if (deleted == 0) return total;
  }
}

}  // namespace clairis
