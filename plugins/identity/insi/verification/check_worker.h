// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "plugins/identity/insi/service/verifier.h"
#include "plugins/identity/insi/verification/check_queue.h"

namespace clairis::identity::insi {

/// Verifies what waits in the queue, one after the other, with the INSI-AUTO certificate (RIS.INS.46). The event that asks for it only writes the
/// queue, so its durable cursor moves on and no other event waits for INSi; who cannot be verified now waits alone, longer each time.
class CheckWorker {
public:
  CheckWorker(Store& store, const Standings& standings, const Verifier& verifier, Identities& identities, const Clock& clock, Metrics& metrics,
              Log& log);
  /// Everything that is due. Returns early when INSi as a whole cannot be reached: the next one would fare no better.
  void run(std::stop_token stop) const;

private:
  /// False: stop for now.
  bool one(const Standing& standing, const DueCheck& check, std::stop_token stop) const;
  void forPerson(const DueCheck& check, const std::string& code) const;

  Store& _store;
  const Standings& _standings;
  const Verifier& _verifier;
  Identities& _identities;
  const Clock& _clock;
  Metrics& _metrics;
  Log& _log;
};

/// The system itself, as caller of what nobody triggers.
Caller systemCaller();

}  // namespace clairis::identity::insi
