// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace clairis {

/// Cost of Argon2id. The defaults are OWASP's second choice: 19 MiB, so that a few sign-ins at once stay small on a practice's server.
struct HashingCost {
  std::uint32_t memoryKiB = 19'456;
  std::uint32_t passes = 2;
  std::uint32_t lanes = 1;
  int parallel = 2;  ///< hashes computed at the same time; others wait up to 5 s, then Refusal "session.busy"
};

/// Argon2id (RFC 9106) through libargon2, as "$argon2id$v=19$m=…" text. Thread-safe.
class PasswordHasher {
public:
  explicit PasswordHasher(HashingCost cost = {});
  ~PasswordHasher();

  std::string hash(std::string_view password) const;
  bool matches(std::string_view password, const std::string& hash) const;
  /// The same work as matches() on a hash nobody has the password of: what an unknown login costs.
  void pretend(std::string_view password) const;
  /// True when the hash was made at another cost: store a new one at the next sign-in.
  bool outdated(std::string_view hash) const;

private:
  class Gate;
  HashingCost _cost;
  std::unique_ptr<Gate> _gate;
  std::string _nobody;
};

}  // namespace clairis
