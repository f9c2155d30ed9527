// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <stop_token>
#include <string>

#include "core/plugin/plugin.h"
#include "plugins/identity/insi/faults/fault_table.h"
#include "plugins/identity/insi/soap/envelope.h"
#include "core/webservice/transport/transport.h"

namespace clairis::identity::insi {

/// What came of one request.
struct CallResult {
  enum class Kind { answered, fault, network, unreadable };
  Kind kind = Kind::network;
  std::string code;    ///< of the fault ("desir_550"), of the network ("network.timeout"), of what is unreadable; empty when answered
  std::string detail;  ///< for the operator and the log; INSi's own words are in `answer` alone
  std::string french;  ///< a sentence for the operator; empty when answered
  Remedy remedy = Remedy::later;
  std::string answer;  ///< as received; may be empty
  SoapReply reply;     ///< when answered
};

/// One SOAP request and its answer. Nothing is repeated and nothing stored here. Thread-safe.
class Client {
public:
  struct Settings {
    Software software;
    std::string url;      ///< certificate of the structure
    std::string cardUrl;  ///< assertion of a card
    std::chrono::milliseconds timeout{20'000};
  };
  Client(Settings settings, const Clock& clock, Metrics& metrics);

  /// New identifiers for the next call.
  Stamp stamp(const std::string& structure) const;
  struct Request {
    std::string name;  ///< traits, card, verify: for metrics
    Operation operation;
    Cover cover;
    std::string assertion;  ///< empty: the certificate of the structure speaks
    std::stop_token stop;
  };
  CallResult call(const Stamp& stamp, const Request& request, webservice::Transport& transport) const;

private:
  CallResult judged(const webservice::HttpAnswer& answer, const Stamp& stamp) const;
  Settings _settings;
  const Clock& _clock;
  Metrics& _metrics;
};

}  // namespace clairis::identity::insi
