// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "core/plugin/caller.h"
#include "core/plugin/sql.h"

namespace clairis {

enum class TokenKind { personal, service, session };

/// What a token stands for, with the account behind it. Table access_token; the token's text is never stored, only its SHA-256.
struct TokenHolder {
  std::string tokenId;
  TokenKind kind = TokenKind::personal;
  std::string expiresAt;  ///< ISO instant, empty: never
  Instant lastUsed{};     ///< as stored: up to a minute late; opening counts
  bool locked = false;
  bool mustChangePassword = false;
  Caller caller;
};

/// A token as it is shown once.
struct IssuedToken {
  std::string id;
  std::string text;  ///< "clairis_" + 256 random bits in base64url
  std::string expiresAt;
};

struct NewToken {
  std::string accountId;
  std::string name;  ///< for people: which machine or browser
  TokenKind kind = TokenKind::personal;
  Authentication authentication = Authentication::bearerToken;
  std::optional<std::chrono::seconds> lifetime;  ///< absent: until revoked
  std::string address = {};                      ///< where it is asked for
};

namespace tokens {

/// Audited "token.created". Throws Refusal "token.name.empty", "token.lifetime", NotFound "account.unknown".
IssuedToken issue(UnitOfWork& work, const std::string& actor, const NewToken& token);
/// Whose token it is; empty when there is none.
std::string accountOf(Reader& reader, const std::string& id);
/// Audited "token.revoked". Revoking twice is no error. Throws NotFound "token.unknown".
void revoke(UnitOfWork& work, const std::string& actor, const std::string& id);
/// Ends the token with this text, if there is one.
void revokeText(UnitOfWork& work, const std::string& actor, std::string_view text);
/// The holder of a token that is known, neither expired nor revoked, of an active account.
std::optional<TokenHolder> holder(Reader& reader, std::string_view text, Instant now);

}  // namespace tokens

std::string_view tokenKindName(TokenKind kind);
/// Throws Refusal "token.kind.unknown" for anything but personal and service: sessions are made by signing in.
TokenKind requestedTokenKind(std::string_view name);
std::string_view authenticationName(Authentication authentication);

}  // namespace clairis
