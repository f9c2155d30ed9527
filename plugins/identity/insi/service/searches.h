// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <vector>

#include "core/plugin/identities.h"
#include "plugins/identity/insi/answer/search_answer.h"
#include "plugins/identity/insi/retry/search_state.h"
#include "plugins/identity/insi/search_by_card/request.h"
#include "plugins/identity/insi/service/standing.h"
#include "plugins/identity/insi/service/traced_calls.h"

namespace clairis::identity::insi {

/// One call of a search, as the operator sees it.
struct SearchStep {
  std::string callId;
  std::string code;
  std::string french;  ///< what went wrong; empty with 00, 01 and 02
  std::string detail;
};

struct SearchResult {
  SearchEnd end = SearchEnd::open;
  std::vector<SearchStep> steps;
  std::optional<AnsweredPerson> found;  ///< answer of the last step
  Patient local;
};

/// What a person does with INSi about one patient: ask, compare, accept or refuse. Thread-safe.
class Searches {
public:
  Searches(Store& store, Clinic& clinic, Identities& identities, const TracedCalls& calls, const Clock& clock, const InsiOptions& options);

  /// By the local traits, over as many calls as the states of the search want (RIS.INS.50).
  SearchResult byTraits(const Asking& asking, const Standing& standing, const std::string& patientId, std::stop_token stop) const;
  SearchResult byCard(const Asking& asking, const Standing& standing, const std::string& patientId, const CardReading& reading,
                      std::stop_token stop) const;

  struct Acceptance {
    std::string patientId, callId;
    std::int64_t version = 0;
    std::string firstBirthName;  ///< as the operator confirmed it
    bool keyConfirmed = false;
  };
  /// Takes over what was stored for that call: once, for that patient, within an hour of the answer. Refusal "insi.call.unknown" (NotFound),
  /// "insi.call.patient", "insi.call.code", "insi.call.late", "insi.accept.first_name"; Conflict "insi.call.decided"; what takeFromInsi()
  /// throws, and then nothing is decided. Who decides holds insi.call at the site that the call was made for: Forbidden "site.right".
  Patient accept(const Caller& caller, const Acceptance& acceptance, const std::function<void(UnitOfWork&, const Patient&)>& also = {}) const;
  void refuse(const Caller& caller, const std::string& patientId, const std::string& callId, const std::string& reason,
              const std::function<void(UnitOfWork&)>& also = {}) const;

private:
  Patient callable(const std::string& patientId) const;
  Call decidable(const Caller& caller, const std::string& patientId, const std::string& callId) const;
  SearchReply ask(const Question& question, const Client::Request& request, const Standing& standing, SearchResult& result) const;
  std::string today() const;

  Store& _store;
  Clinic& _clinic;
  Identities& _identities;
  const TracedCalls& _calls;
  const Clock& _clock;
  const InsiOptions& _options;
};

}  // namespace clairis::identity::insi
