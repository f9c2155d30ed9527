// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/instance.h"

#include <openssl/rand.h>

#include <array>
#include <cstdio>

#include "core/domain/refusal.h"

namespace clairis::app {
namespace {

constexpr const char* kAuditKey = "audit.key";

std::string randomHex() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw Refusal("crypto.random", "the random source failed");
  std::string text;
  for (const auto byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace

Instance::Instance(const Settings& settings, const Invocation& invocation, Output log)
    : _settings(settings), _credentialsDirectory(invocation.credentialsDirectory), _log(_clock, log == Output::standardOutput ? stdout : stderr, log == Output::standardOutput ? Log::Level::info : Log::Level::warning) {}

Instance::~Instance() = default;

Database& Instance::database() {
  if (!_database) {
    const auto& options = *_settings.options;
    _database = Database::open({databaseUrl(_settings), static_cast<int>(options.integer("database.readers")), static_cast<int>(options.integer("database.writers"))},
                               _clock, _log, _metrics);
  }
  return *_database;
}

FileVault& Instance::fileVault() {
  if (!_vault) {
    auto keyFile = _settings.options->text("vault.key_file");
    const auto beside = _settings.folder / "vault.key";
    if (keyFile.empty() && std::filesystem::exists(beside)) keyFile = beside.string();
    if (!keyFile.empty()) keyFile = (_settings.folder / keyFile).string();
    _vault = std::make_unique<FileVault>(vaultFiles(keyFile, _settings.options->text("vault.secrets_file"), _credentialsDirectory));
  }
  return *_vault;
}

SecurityContext& Instance::security() {
  if (!_security) _security = std::make_unique<SecurityContext>(database(), _clock, securitySettings(*_settings.options), [this]() -> const Vault& { return fileVault(); });
  return *_security;
}

std::string Instance::auditKey() {
  auto& vault = fileVault();
  try {
    return vault.secret(kAuditKey);
  } catch (const Refusal& refusal) {
    if (refusal.code() != "vault.secret.unknown") throw;
  }
  const bool sealedBefore = database().reading([](Reader& reader) { return !reader.query("SELECT position FROM audit_head LIMIT 1").empty(); });
  if (sealedBefore) throw Refusal("audit.key.lost", "the vault no longer holds the audit key, but the trail is sealed with it: restore the vault from a backup");
  vault.put(kAuditKey, randomHex());
  return vault.secret(kAuditKey);
}

std::filesystem::path Instance::auditHeadFile() const { return fileOption(_settings, "audit.head_file", "audit.heads"); }

}  // namespace clairis::app
