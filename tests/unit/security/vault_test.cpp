// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/vault.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "core/domain/refusal.h"
#include "core/security/private_file.h"

using namespace clairis;

namespace {

struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "clairis-vault-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  VaultFiles files() const { return {path / "vault.key", path / "vault.secrets"}; }
  std::filesystem::path path;
};

template <class F>
std::string codeOf(const F& act) {
  try {
    act();
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("what is sealed opens again, and two seals of the same text differ") {
  const KeyEncryptionKey key(std::string(32, 'k'));
  for (const std::string& plain : {std::string(), std::string("x"), std::string(100'000, '\0')}) {
    const auto sealed = sealBox(key, plain);
    CHECK(openBox(key, sealed) == plain);
    CHECK(sealBox(key, plain) != sealed);
  }
}

TEST_CASE("any changed byte, a short text and another key are refused") {
  const KeyEncryptionKey key(std::string(32, 'k'));
  const auto sealed = sealBox(key, "secret");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CAPTURE(i);
    CHECK(codeOf([&] { openBox(key, changed); }) != "accepted");
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) CHECK(codeOf([&] { openBox(key, sealed.substr(0, size)); }) != "accepted");
  CHECK(codeOf([&] { openBox(KeyEncryptionKey(std::string(32, 'x')), sealed); }) == "vault.sealed.refused");
  CHECK(codeOf([] { KeyEncryptionKey(std::string(31, 'x')); }) == "vault.key.malformed");
}

TEST_CASE("rotation wraps the data key anew and leaves the object's bytes alone") {
  const KeyEncryptionKey before(std::string(32, 'a'));
  const KeyEncryptionKey after(std::string(32, 'b'));
  const auto sealed = sealBox(before, "secret");
  const auto moved = rewrapBox(before, after, sealed);
  CHECK(openBox(after, moved) == "secret");
  CHECK(codeOf([&] { openBox(before, moved); }) == "vault.sealed.refused");
  CHECK(moved.substr(64) == sealed.substr(64));
}

TEST_CASE("secrets survive a restart, and the file shows nothing of them") {
  const Folder folder;
  createVaultKey(folder.files().keyFile);
  FileVault(folder.files()).put("smtp.password", "Sésame-ouvre-toi");
  const FileVault again(folder.files());
  CHECK(again.secret("smtp.password") == "Sésame-ouvre-toi");
  CHECK(codeOf([&] { again.secret("other"); }) == "vault.secret.unknown");
  const auto bytes = readWholeFile(folder.files().secretsFile);
  CHECK(bytes.find("ouvre") == std::string::npos);
  CHECK(bytes.find("smtp") == std::string::npos);
  struct stat facts {};
  REQUIRE(::stat(folder.files().secretsFile.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777U) == 0600);
}

TEST_CASE("a key file that others could read is refused") {
  const Folder folder;
  const auto key = folder.files().keyFile;
  CHECK(codeOf([&] { FileVault vault(folder.files()); }) == "vault.key.missing");
  createVaultKey(key);
  CHECK(codeOf([&] { createVaultKey(key); }) == "vault.key.exists");
  for (const mode_t mode : {0600U, 0440U, 0404U, 0644U, 04400U}) {
    ::chmod(key.c_str(), mode);
    CAPTURE(mode);
    CHECK(codeOf([&] { FileVault vault(folder.files()); }) == "vault.key.mode");
  }
  ::chmod(key.c_str(), 0400);
  CHECK(codeOf([&] { FileVault vault(folder.files()); }) == "accepted");
}

TEST_CASE("a key file that holds no key, and secrets of another key, are refused") {
  const Folder folder;
  writeNewFile(folder.files().keyFile, std::string(64, 'G'), 0400);
  CHECK(codeOf([&] { FileVault vault(folder.files()); }) == "vault.key.malformed");
  const Folder one;
  const Folder two;
  createVaultKey(one.files().keyFile);
  createVaultKey(two.files().keyFile);
  FileVault(one.files()).put("a", "b");
  CHECK(codeOf([&] { FileVault vault({two.files().keyFile, one.files().secretsFile}); }) == "vault.sealed.refused");
}

TEST_CASE("names that could be paths are refused") {
  const Folder folder;
  createVaultKey(folder.files().keyFile);
  FileVault vault(folder.files());
  for (const char* name : {"", "../x", "A", "a b", "é"}) CHECK(codeOf([&] { vault.put(name, "v"); }) == "vault.secret.name");
}

TEST_CASE("the key comes from the option, else from the systemd credential") {
  CHECK(vaultFiles("/k/key", "", "/run/credentials").keyFile == "/k/key");
  CHECK(vaultFiles("/k/key", "", "").secretsFile == "/k/vault.secrets");
  CHECK(vaultFiles("", "/s/secrets", "/run/credentials/clairis").keyFile == "/run/credentials/clairis/clairis-vault-key");
  CHECK(codeOf([] { vaultFiles("", "", "/run/credentials"); }) == "vault.secrets.missing");
  CHECK(codeOf([] { vaultFiles("", "", ""); }) == "vault.key.missing");
}
