// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "core/plugin/plugin.h"
#include "plugins/dmp/credentials/structures.h"
#include "plugins/dmp/fresh_ids.h"
#include "plugins/dmp/options.h"
#include "plugins/dmp/soap/reply.h"
#include "plugins/dmp/transport/judgement.h"

namespace clairis::dmp {

/// One try: for whom, until when.
struct Try {
  const Structure& structure;
  VihfSubject subject;
  Standing standing;
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop;
};

/// Either a reply to read or the outcome that network, HTTP or a fault decided.
struct Exchanged {
  SoapReply reply;
  std::optional<Outcome> outcome;
  std::vector<ReceiverError> errors;  ///< of a fault
};

/// Runs single SOAP requests: fresh MessageID and VIHF for each, classification of everything that is not a reply. Thread-safe.
class Exchange {
public:
  Exchange(const DmpOptions& options, IdSource& ids, const Clock& clock, Metrics& metrics)
      : _options(options), _ids(ids), _clock(clock), _metrics(metrics) {}

  /// `transaction`: label of the metric, e.g. "TD0.2".
  Exchanged ask(const Try& now, const char* transaction, const char* service, const char* action, std::string_view body);
  /// TD2.1: the same with two attachments.
  Exchanged feed(const Try& now, std::string_view registryObjects, std::string_view replacement, std::string_view document,
                 std::string_view signature);

private:
  struct Message {
    std::string id;
    std::string envelope;
  };
  Message message(const Try& now, const char* service, const char* action, std::string_view body);
  Exchanged post(const Try& now, const char* transaction, Effect effect, HttpPost request, const std::string& messageId);

  const DmpOptions& _options;
  IdSource& _ids;
  const Clock& _clock;
  Metrics& _metrics;
};

}  // namespace clairis::dmp
