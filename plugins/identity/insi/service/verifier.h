// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/identities.h"
#include "plugins/identity/insi/service/standing.h"
#include "plugins/identity/insi/service/traced_calls.h"

namespace clairis::identity::insi {

/// What a verification came to.
struct Verification {
  enum class Verdict { ok, ko, nothing, failed };  ///< nothing: the patient has no such INS (any more)
  Verdict verdict = Verdict::failed;
  std::string callId;
  std::string code, french, detail;
  Remedy remedy = Remedy::later;
};

/// Unit verification (RIS.INS.42, 48) of the INS of a patient, or of the one that a partner sent and that is kept apart (SR-04). The effect on
/// the identity is committed together with the answer. Thread-safe.
class Verifier {
public:
  enum class Which { own, foreign };
  Verifier(Store& store, Clinic& clinic, Identities& identities, const TracedCalls& calls, const Clock& clock, const InsiOptions& options);

  /// Throws Refusal when it cannot be asked: "insi.identity.…", "insi.name.…", "insi.sex", "insi.birth_date", "insi.birth_place".
  Verification verify(const Caller& caller, const Standing& standing, const std::string& patientId, Which which, const std::string& purpose,
                      Lane lane, std::stop_token stop) const;

private:
  Store& _store;
  Clinic& _clinic;
  Identities& _identities;
  const TracedCalls& _calls;
  const Clock& _clock;
  const InsiOptions& _options;
};

}  // namespace clairis::identity::insi
