// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/authenticator.h"

#include "core/domain/refusal.h"
#include "core/security/digest.h"
#include "core/security/sessions.h"

namespace clairis {
namespace {

constexpr std::chrono::seconds kKeep{3};
constexpr std::size_t kMostKept = 4096;
constexpr std::size_t kLongestToken = 512;

std::optional<std::string> bearer(const std::string& authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() < scheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char c = authorization[i];
    if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != scheme[i]) return std::nullopt;
  }
  const auto start = authorization.find_first_not_of(' ', scheme.size());
  return start == std::string::npos ? std::string() : authorization.substr(start);
}

std::optional<std::string> cookie(std::string_view header) {
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    std::string_view pair = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == kSessionCookie) return std::string(pair.substr(equals + 1));
  }
  return std::nullopt;
}

bool writes(const std::string& method) { return method != "GET" && method != "HEAD"; }

constexpr std::string_view kCurrent = "/api/v1/sessions/current";

bool unlocks(const HttpRequest& request) { return request.method == "POST" && request.path == std::string(kCurrent) + "/unlock"; }

bool leavesLock(const HttpRequest& request) { return unlocks(request) || (request.method == "DELETE" && request.path == kCurrent); }

// Paths are served as they are written (no dots, nothing decoded twice), so a prefix is a folder.
bool ofOneself(const HttpRequest& request) {
  return request.path.rfind(kCurrent, 0) == 0 || request.path == "/api/v1/me" || request.path.rfind("/api/v1/me/", 0) == 0;
}

[[noreturn]] void refused() { throw Refusal("auth.token", "the token is unknown, expired or revoked, or its account is not active"); }

}  // namespace

std::optional<PresentedToken> presentedToken(const HttpRequest& request) {
  if (const std::string authorization = request.header("authorization"); !authorization.empty()) {
    auto text = bearer(authorization);
    if (!text) throw Refusal("auth.scheme", "expected Authorization: Bearer <token>", "Authorization");
    return PresentedToken{std::move(*text), false};
  }
  auto text = cookie(request.header("cookie"));
  if (!text || text->empty()) return std::nullopt;
  return PresentedToken{std::move(*text), true};
}

std::string csrfTokenOf(std::string_view sessionToken) { return base64Url(sha256("clairis csrf\n" + std::string(sessionToken))); }

std::optional<Caller> Authenticator::operator()(const HttpRequest& request) {
  const auto presented = presentedToken(request);
  if (!presented) return std::nullopt;
  const TokenHolder holder = holderOf(presented->text);
  if (presented->fromCookie) {
    if (holder.kind != TokenKind::session) refused();  // a cookie carries nothing but sessions
    // A tab opened on a locked session has the cookie alone. Like signing in, unlocking proves itself by what only the person knows.
    if (writes(request.method) && !unlocks(request) && !sameSecret(request.header("x-clairis-csrf"), csrfTokenOf(presented->text))) {
      throw Forbidden("auth.csrf", "a write with the session cookie needs the header X-Clairis-CSRF with the session's `csrf`", "X-Clairis-CSRF");
    }
  }
  if (holder.kind == TokenKind::session) {
    keepUnlocked(request, holder);
    keepToDuties(request, holder);
  }
  return holder.caller;
}

void Authenticator::keepUnlocked(const HttpRequest& request, const TokenHolder& holder) {
  const Instant now = _clock.now();
  const bool idle = now - _activity.last(holder.tokenId, holder.lastUsed) > _rules.inactivity;
  if (idle && !holder.locked) {
    _store.write(Lane::interactive, [&](UnitOfWork& work) { sessions::lock(work, "system", holder.tokenId, "idle"); });
    forget();
  }
  if (idle || holder.locked) {
    if (leavesLock(request)) return;
    throw Refusal("session.locked", "POST /api/v1/sessions/current/unlock with `password` or `code` unlocks it, with the same token");
  }
  if (!request.header("x-clairis-background").empty()) return;
  if (_activity.use(holder.tokenId, holder.lastUsed, now)) {
    _store.write(Lane::interactive, [&](UnitOfWork& work) { sessions::used(work, holder.tokenId, now); });
  }
}

void Authenticator::keepToDuties(const HttpRequest& request, const TokenHolder& holder) const {
  if (ofOneself(request)) return;
  if (holder.mustChangePassword && holder.caller.authentication != Authentication::proSanteConnect)
    throw Forbidden("session.password_change", "POST /api/v1/me/password comes first");
  if (holder.caller.authentication == Authentication::password && _rules.secondFactor.requiredOf(holder.caller.roles))
    throw Forbidden("session.second_factor.enrol", "POST /api/v1/me/second-factor and its first code come first");
}

TokenHolder Authenticator::holderOf(const std::string& text) {
  if (text.empty() || text.size() > kLongestToken) refused();
  const std::string digest = sha256(text);
  const Instant now = _clock.now();
  if (auto known = kept(digest, now)) return *known;
  const std::uint64_t asOf = generation();
  const auto found = _store.reading([&](Reader& reader) { return tokens::holder(reader, text, now); });
  if (!found) refused();
  keep(digest, *found, asOf);
  return *found;
}

std::optional<TokenHolder> Authenticator::kept(const std::string& digest, Instant now) {
  const std::lock_guard lock(_mutex);
  const auto found = _kept.find(digest);
  if (found == _kept.end() || found->second.until < std::chrono::steady_clock::now()) return std::nullopt;
  const TokenHolder& holder = found->second.holder;
  if (!holder.expiresAt.empty() && holder.expiresAt <= toIso(now)) return std::nullopt;
  return holder;
}

std::uint64_t Authenticator::generation() {
  const std::lock_guard lock(_mutex);
  return _generation;
}

void Authenticator::keep(const std::string& digest, const TokenHolder& holder, std::uint64_t asOf) {
  const std::lock_guard lock(_mutex);
  if (asOf != _generation) return;
  if (_kept.size() >= kMostKept) _kept.clear();
  _kept.insert_or_assign(digest, Kept{holder, std::chrono::steady_clock::now() + kKeep});
}

void Authenticator::forget() {
  const std::lock_guard lock(_mutex);
  ++_generation;
  _kept.clear();
}

}  // namespace clairis
