// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/vault.h"

#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/security/digest.h"
#include "core/security/private_file.h"

namespace clairis {
namespace {

namespace fs = std::filesystem;

constexpr auto kCredential = "clairis-vault-key";

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string fromHex(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const bool hex = std::all_of(text.begin(), text.end(), [](char c) { return hexDigit(c) >= 0; });
  if (text.size() != 64 || !hex)
    throw Refusal("vault.key.malformed",
                  "expected a key file of 64 lower-case hexadecimal digits, found " + std::to_string(text.size()) + " characters");
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) bytes += static_cast<char>(hexDigit(text[i]) * 16 + hexDigit(text[i + 1]));
  return bytes;
}

std::string toHex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += digits[static_cast<unsigned char>(byte) >> 4];
    text += digits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

std::string keyFrom(const fs::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0)
    throw Refusal("vault.key.missing", "no vault key at " + path.string() + "; set vault.key_file or give the credential " + kCredential,
                  "vault.key_file");
  const unsigned mode = facts.st_mode & 07777U;
  if (!S_ISREG(facts.st_mode) || mode != 0400) {
    char found[8];
    std::snprintf(found, sizeof found, "%04o", mode);
    throw Refusal("vault.key.mode",
                  path.string() + ": expected a regular file of mode 0400, found " + found + "; run chmod 0400 after checking who could read it",
                  "vault.key_file");
  }
  return fromHex(readWholeFile(path));
}

std::map<std::string, std::string, std::less<>> secretsFrom(const fs::path& path, const KeyEncryptionKey& key) {
  if (!fs::exists(path)) return {};
  const auto plain = nlohmann::json::parse(openBox(key, readWholeFile(path)), nullptr, false);
  if (!plain.is_object()) throw Refusal("vault.secrets.malformed", path.string() + ": expected a sealed JSON object", "vault.secrets_file");
  return plain.get<std::map<std::string, std::string, std::less<>>>();
}

void checkName(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'; });
  if (name.empty() || name.size() > 64 || !plain) throw Refusal("vault.secret.name", "expected 1 to 64 of a-z 0-9 . _ -");
}

}  // namespace

VaultFiles vaultFiles(const std::string& keyFileOption, const std::string& secretsFileOption, const std::string& credentialsDirectory) {
  VaultFiles files;
  if (!keyFileOption.empty())
    files.keyFile = keyFileOption;
  else if (!credentialsDirectory.empty())
    files.keyFile = fs::path(credentialsDirectory) / kCredential;
  else
    throw Refusal("vault.key.missing", std::string("no vault key: set vault.key_file, or start under systemd with LoadCredential=") + kCredential,
                  "vault.key_file");
  if (!secretsFileOption.empty())
    files.secretsFile = secretsFileOption;
  else if (!keyFileOption.empty())
    files.secretsFile = files.keyFile.parent_path() / "vault.secrets";
  else
    throw Refusal("vault.secrets.missing", "the credential directory is read-only: set vault.secrets_file", "vault.secrets_file");
  return files;
}

void createVaultKey(const fs::path& keyFile) { writeNewFile(keyFile, toHex(randomBytes(32)) + "\n", 0400); }

FileVault::FileVault(VaultFiles files) : _files(std::move(files)), _key(keyFrom(_files.keyFile)), _secrets(secretsFrom(_files.secretsFile, _key)) {}

std::string FileVault::secret(std::string_view name) const {
  const std::lock_guard lock(_mutex);
  const auto found = _secrets.find(name);
  if (found == _secrets.end())
    throw Refusal("vault.secret.unknown",
                  "the vault holds no secret named " + std::string(name) + "; put it with clairis vault put " + std::string(name));
  return found->second;
}

std::string FileVault::seal(std::string_view plain) const { return sealBox(_key, plain); }

std::string FileVault::open(std::string_view sealed) const { return openBox(_key, sealed); }

void FileVault::put(const std::string& name, const std::string& value) {
  checkName(name);
  const std::lock_guard lock(_mutex);
  auto next = _secrets;
  next[name] = value;
  replaceFile(_files.secretsFile, sealBox(_key, nlohmann::json(next).dump()), 0600);
  _secrets = std::move(next);
}

}  // namespace clairis
