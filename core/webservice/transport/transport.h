// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>

namespace clairis::webservice {

struct HttpPost {
  std::string url;
  std::string contentType;
  std::string body;
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop;
};

/// How far a request came. What may be repeated follows from it: nothing of a refused or unsent request reached the receiver.
enum class Passage {
  answered,            ///< an HTTP answer was read to its end
  notSent,             ///< name, connection, TLS or time failed before the first byte of the request left
  certificateRefused,  ///< the receiver refused our certificate in the TLS handshake
  sentWithoutAnswer    ///< bytes left, then the connection, the time or the answer failed: the outcome is unknown
};

struct HttpAnswer {
  Passage passage = Passage::notSent;
  std::string code;    ///< stable word for what failed, e.g. "network.timeout"; empty when answered
  std::string detail;  ///< the library's words for the operator, no health data
  long status = 0;     ///< HTTP status when answered
  std::string contentType;
  std::string body;
};

/// One structure's way to a national service. Thread-safe; never throws for what the network does.
class Transport {
public:
  virtual ~Transport() = default;
  virtual HttpAnswer post(const HttpPost& request) = 0;
};

}  // namespace clairis::webservice
