// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/plugin/routes.h"
#include "core/security/second_factor.h"
#include "core/security/session_activity.h"
#include "core/security/tokens.h"

namespace clairis {

inline constexpr std::string_view kSessionCookie = "clairis_session";

/// A token as the request presents it: Authorization: Bearer wins over the session cookie.
struct PresentedToken {
  std::string text;
  bool fromCookie = false;
};
/// Nothing when there is none. Throws Refusal "auth.scheme" for another Authorization scheme.
std::optional<PresentedToken> presentedToken(const HttpRequest& request);

/// What a page sends back in X-Clairis-CSRF: derived from the session's token, which scripts cannot read.
std::string csrfTokenOf(std::string_view sessionToken);

/// What a session must keep to. Tokens are not concerned: nobody sits before them.
struct SessionRules {
  std::chrono::seconds inactivity{15 * 60};  ///< SR-42
  SecondFactorSettings secondFactor;
};

/// Who a request comes from. Holders are kept for three seconds, so that a busy client costs no query; forget() makes a change on this
/// node take effect at once, other nodes of the same database follow within those seconds.
/// A session idle longer than the rule, or locked by hand, answers 401 "session.locked" to all but unlocking and signing out; it keeps
/// its id and token. A request with X-Clairis-Background (a page that refreshes by itself) is no use of it. A session that must first
/// change its password or set up a second factor is refused all else. Thread-safe.
class Authenticator {
public:
  Authenticator(Store& store, const Clock& clock, SessionRules rules) : _store(store), _clock(clock), _rules(std::move(rules)) {}

  /// Nothing when the request has no credentials. Throws Refusal "auth.token" for unknown, expired or revoked ones (not which),
  /// Forbidden "auth.csrf" for a write with the cookie alone.
  std::optional<Caller> operator()(const HttpRequest& request);
  void forget();
  /// Unlocked or opened: in use from now on.
  void inUse(const std::string& sessionId) { _activity.use(sessionId, _clock.now(), _clock.now()); }

private:
  struct Kept {
    TokenHolder holder;
    std::chrono::steady_clock::time_point until;
  };
  TokenHolder holderOf(const std::string& text);
  void keepUnlocked(const HttpRequest& request, const TokenHolder& holder);
  void keepToDuties(const HttpRequest& request, const TokenHolder& holder) const;
  std::optional<TokenHolder> kept(const std::string& digest, Instant now);
  std::uint64_t generation();
  void keep(const std::string& digest, const TokenHolder& holder, std::uint64_t asOf);

  Store& _store;
  const Clock& _clock;
  SessionRules _rules;
  SessionActivity _activity;
  std::mutex _mutex;
  std::uint64_t _generation = 0;  // raised by forget(): what was read before it is not kept after it
  std::unordered_map<std::string, Kept> _kept;
};

}  // namespace clairis
