// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "core/plugin/routes.h"
#include "core/plugin/sql.h"

namespace clairis {

/// One use of an Idempotency-Key. The same (principal, route, key) is the same request; its hash tells whether the body is too.
struct IdempotentRequest {
  std::string principal;
  std::string route;  ///< "POST /api/v1/exams/{id}/reports"
  std::string key;
  std::string requestSha256;  ///< over method, target and body
};

/// Architecture §5. The row is written once, by the effect's own transaction, never reserved beforehand: a process killed at any
/// instruction leaves either effect and answer or neither, and no key that stays "in flight" for ever. Two equal requests at the
/// same time: inside this process the second is refused at once; on another node its transaction meets the row and is rolled back.
/// Thread-safe.
class Idempotency {
public:
  explicit Idempotency(Store& store) : _store(store) {}

  /// While it lives the key is in flight in this process.
  class Running {
  public:
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

  private:
    friend class Idempotency;
    Running(Idempotency& owner, std::string name) : _owner(owner), _name(std::move(name)) {}
    Idempotency& _owner;
    std::string _name;
  };

  /// Throws Conflict "idempotency.in_flight".
  Running begin(const IdempotentRequest& request);
  /// The answer given before. Throws Refusal "idempotency.other_request" when the key was used for something else.
  std::optional<HttpResponse> stored(const IdempotentRequest& request);
  /// Throws Conflict "idempotency.in_flight" when another node was first, which rolls the effect back.
  static void remember(UnitOfWork& work, const IdempotentRequest& request, const HttpResponse& response);
  /// For effects that were committed by a service with units of work of its own.
  void rememberAlone(const IdempotentRequest& request, const HttpResponse& response);

private:
  Store& _store;
  std::mutex _mutex;
  std::set<std::string> _running;
};

/// 1 to 200 visible ASCII characters, or Refusal "idempotency.key.malformed".
std::string checkedIdempotencyKey(const std::string& key);

/// Deletes rows created before `before` (SR-40: 7 days), at most 500 a transaction. Returns how many. For a job.
std::int64_t purgeIdempotency(Store& store, Instant before);

}  // namespace clairis
