// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <stop_token>
#include <string>

#include "plugins/hl7/mllp/stream.h"
#include "plugins/hl7/mllp/tls.h"

namespace clairis::hl7 {

struct Endpoint {
  std::string host;  ///< name or numeric address
  int port = 0;
  std::shared_ptr<const TlsContext> tls;  ///< none: plain
  std::string serverName;                 ///< what the server's certificate must name; empty: `host`
};

/// A stream ready for bytes, or why there is none: "connect.name", "connect.refused", "connect.timeout", "connect.stopped" or one of the TLS codes.
struct Connected {
  std::unique_ptr<Stream> stream;
  StreamFailure failure;
};

/// Resolves the name, tries each of its addresses and shakes hands, all before `deadline`; ends soon after `stop`. Never throws for what the network
/// does.
Connected connectTo(const Endpoint& endpoint, Deadline deadline, const std::stop_token& stop);

}  // namespace clairis::hl7
