// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/tokens.h"

#include "core/domain/refusal.h"
#include "core/security/accounts.h"
#include "core/security/digest.h"

namespace clairis {
namespace {

constexpr std::string_view kPrefix = "clairis_";
constexpr std::size_t kSecretBytes = 32;

constexpr auto kInsert =
    "INSERT INTO access_token (id, token_sha256, account_id, name, kind, authentication, authenticated_at, created_at, expires_at, revoked_at, "
    "address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10)";
constexpr auto kHolder =
    "SELECT t.id, t.kind, t.authentication, t.authenticated_at, t.expires_at, a.id, a.practitioner_id, t.last_used_at, t.created_at, "
    "t.locked_at, a.must_change_password FROM access_token t "
    "JOIN account a ON a.id = t.account_id WHERE t.token_sha256 = $1 AND t.revoked_at = '' AND a.active = 1 AND (t.expires_at = '' OR t.expires_at > "
    "$2)";

Authentication authenticationOf(std::string_view name) {
  if (name == "password") return Authentication::password;
  if (name == "second_factor") return Authentication::secondFactor;
  if (name == "pro_sante_connect") return Authentication::proSanteConnect;
  return Authentication::bearerToken;
}

TokenKind storedKind(std::string_view name) {
  if (name == "service") return TokenKind::service;
  return name == "session" ? TokenKind::session : TokenKind::personal;
}

Caller callerOf(Reader& reader, const Row& row) {
  Caller caller;
  caller.accountId = row[5].text();
  caller.principal = "account:" + caller.accountId;
  grants::give(caller, grants::of(reader, caller.accountId));
  caller.sessionId = row[0].text();
  caller.practitionerId = row[6].text();
  caller.authentication = authenticationOf(row[2].text());
  caller.authenticatedAt = fromIso(row[3].text());
  caller.serviceToken = row[1].text() == "service";
  return caller;
}

void check(UnitOfWork& work, const NewToken& token) {
  if (token.name.empty() || token.name.size() > 200) throw Refusal("token.name.empty", "expected a name of 1 to 200 bytes", "/name");
  if (token.lifetime && token.lifetime->count() <= 0) throw Refusal("token.lifetime", "expected a lifetime above zero", "/days");
  if (!accounts::find(work, token.accountId)) throw NotFound("account.unknown", "no account has this id");
}

}  // namespace

std::string_view tokenKindName(TokenKind kind) {
  switch (kind) {
    case TokenKind::service:
      return "service";
    case TokenKind::session:
      return "session";
    case TokenKind::personal:
      break;
  }
  return "personal";
}

TokenKind requestedTokenKind(std::string_view name) {
  if (name == "personal") return TokenKind::personal;
  if (name == "service") return TokenKind::service;
  throw Refusal("token.kind.unknown", "expected personal or service", "/kind");
}

std::string_view authenticationName(Authentication authentication) {
  switch (authentication) {
    case Authentication::system:
      return "system";
    case Authentication::password:
      return "password";
    case Authentication::secondFactor:
      return "second_factor";
    case Authentication::proSanteConnect:
      return "pro_sante_connect";
    case Authentication::bearerToken:
      break;
  }
  return "bearer_token";
}

namespace tokens {

IssuedToken issue(UnitOfWork& work, const std::string& actor, const NewToken& token) {
  check(work, token);
  IssuedToken issued;
  issued.id = work.newId();
  issued.text = std::string(kPrefix) + base64Url(randomBytes(kSecretBytes));
  if (token.lifetime) issued.expiresAt = toIso(work.now() + *token.lifetime);
  work.execute(kInsert, {issued.id, sha256Hex(issued.text), token.accountId, token.name, tokenKindName(token.kind),
                         authenticationName(token.authentication), work.now(), work.now(), issued.expiresAt, token.address});
  work.audit({actor, token.kind == TokenKind::session ? "session.opened" : "token.created", "account:" + token.accountId, "ok",
              "{\"token\":\"" + issued.id + "\"}"});
  return issued;
}

std::string accountOf(Reader& reader, const std::string& id) {
  const Row row = reader.first("SELECT account_id FROM access_token WHERE id = $1", {id});
  return row.empty() ? std::string() : row[0].text();
}

void revoke(UnitOfWork& work, const std::string& actor, const std::string& id) {
  if (work.first("SELECT id FROM access_token WHERE id = $1", {id}).empty()) throw NotFound("token.unknown", "no token has this id");
  const auto rows = work.execute("UPDATE access_token SET revoked_at = $1 WHERE id = $2 AND revoked_at = ''", {work.now(), id});
  if (rows > 0) work.audit({actor, "token.revoked", "token:" + id, "ok", "{}"});
}

void revokeText(UnitOfWork& work, const std::string& actor, std::string_view text) {
  const Row row = work.first("SELECT id FROM access_token WHERE token_sha256 = $1", {sha256Hex(text)});
  if (!row.empty()) revoke(work, actor, row[0].text());
}

std::optional<TokenHolder> holder(Reader& reader, std::string_view text, Instant now) {
  const Row row = reader.first(kHolder, {sha256Hex(text), now});
  if (row.empty()) return std::nullopt;
  const std::string& used = row[7].text().empty() ? row[8].text() : row[7].text();
  return TokenHolder{row[0].text(),   storedKind(row[1].text()), row[4].text(),           fromIso(used), !row[9].text().empty(),
                     row[10].boolean(), callerOf(reader, row)};
}

}  // namespace tokens
}  // namespace clairis
