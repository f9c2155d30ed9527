// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "core/plugin/plugin.h"
#include "plugins/identity/insi/calls/call_log.h"
#include "plugins/identity/insi/client/client.h"

namespace clairis::identity::insi {

/// A question about one patient.
struct Question {
  std::string patientId;
  std::string searchId;  ///< of the search that it belongs to
  int number = 1;
  std::string purpose;  ///< operator, partner, campaign
  std::string mode;     ///< manual, automatic, card
  std::string structure;
  std::string siteId;
  std::string actor;     ///< principal
  std::string criteria;  ///< JSON of what is asked: sealed beside the answer
  Lane lane = Lane::interactive;
};

/// What is known of an answered question before it is stored.
struct Answered {
  std::string callId;
  std::string code;  ///< for the trace
  CallResult result;
};

/// Calls with their trace: the row is committed before the call leaves, the answer sealed and committed after it, together with its effect.
/// No transaction is open while INSi is asked. Thread-safe.
class TracedCalls {
public:
  TracedCalls(Store& store, const Vault& vault, const Client& client, Metrics& metrics, Log& log, std::string instance);

  /// Reads an answered (not faulty) reply; gives the code for the trace. A Refusal makes the answer unreadable.
  using Reading = std::function<std::string(const SoapReply& reply)>;
  /// Runs in the unit of work that stores the answer.
  using Effect = std::function<void(UnitOfWork& work, const Answered& answered)>;
  Answered ask(const Question& question, const Client::Request& request, webservice::Transport& transport, const Reading& reading,
               const Effect& effect = {}) const;

  /// What ask() sealed: criteria and answer as they went and came. Refusal "insi.call.no_answer".
  struct Content {
    std::string criteria, answer;
  };
  Content content(const Call& call) const;

private:
  Store& _store;
  const Vault& _vault;
  const Client& _client;
  Metrics& _metrics;
  Log& _log;
  std::string _instance;
};

}  // namespace clairis::identity::insi
