// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/password_hash.h"

#include <argon2.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "core/domain/refusal.h"
#include "core/security/digest.h"

namespace clairis {
namespace {

constexpr std::size_t kSalt = 16;
constexpr std::size_t kDigest = 32;

}  // namespace

/// Bounds how many hashes run at once, and with them the memory.
class PasswordHasher::Gate {
public:
  explicit Gate(int places) : _places(places) {}

  class Pass {
  public:
    explicit Pass(Gate& gate) : _gate(gate) {
      std::unique_lock lock(_gate._mutex);
      if (!_gate._left.wait_for(lock, std::chrono::seconds(5), [&] { return _gate._places > 0; })) {
        throw Refusal("session.busy", "too many sign-ins at the same time; repeat in a few seconds");
      }
      --_gate._places;
    }
    ~Pass() {
      {
        const std::lock_guard lock(_gate._mutex);
        ++_gate._places;
      }
      _gate._left.notify_one();
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

  private:
    Gate& _gate;
  };

private:
  std::mutex _mutex;
  std::condition_variable _left;
  int _places;
};

PasswordHasher::PasswordHasher(HashingCost cost) : _cost(cost), _gate(std::make_unique<Gate>(cost.parallel)), _nobody(hash(randomBytes(32))) {}

PasswordHasher::~PasswordHasher() = default;

std::string PasswordHasher::hash(std::string_view password) const {
  const std::string salt = randomBytes(kSalt);
  std::string text(argon2_encodedlen(_cost.passes, _cost.memoryKiB, _cost.lanes, kSalt, kDigest, Argon2_id), '\0');
  const Gate::Pass pass(*_gate);
  const int result = argon2id_hash_encoded(_cost.passes, _cost.memoryKiB, _cost.lanes, password.data(), password.size(), salt.data(), salt.size(),
                                           kDigest, text.data(), text.size());
  if (result != ARGON2_OK) throw Refusal("password.hashing", std::string("Argon2id: ") + argon2_error_message(result));
  text.resize(text.find('\0') == std::string::npos ? text.size() : text.find('\0'));
  return text;
}

bool PasswordHasher::matches(std::string_view password, const std::string& hash) const {
  const Gate::Pass pass(*_gate);
  return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

void PasswordHasher::pretend(std::string_view password) const { (void)matches(password, _nobody); }

bool PasswordHasher::outdated(std::string_view hash) const {
  const std::string current =
      "$argon2id$v=19$m=" + std::to_string(_cost.memoryKiB) + ",t=" + std::to_string(_cost.passes) + ",p=" + std::to_string(_cost.lanes) + "$";
  return hash.rfind(current, 0) != 0;
}

}  // namespace clairis
