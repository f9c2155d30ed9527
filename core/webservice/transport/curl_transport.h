// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/webservice/certificate/certificate.h"
#include "core/webservice/transport/transport.h"

namespace clairis::webservice {

struct TransportSettings {
  std::string caFile;  ///< PEM file of the authorities that may have issued the server's certificate
  std::string proxy;   ///< empty: none, and none from the environment either
  std::chrono::milliseconds connectTimeout{10'000};
  std::size_t answerLimit = 4 * 1024 * 1024;  ///< bytes of an HTTP answer
};

/// Mutual TLS 1.2 or higher with the structure's AUTH pair, over kept-alive connections: as many as requests ran at once.
/// Redirections are not followed and nothing is repeated here, not even what libcurl repeats by itself.
class CurlTransport final : public Transport {
public:
  /// Call once before threads; any number of times is fine.
  static void initialise();

  CurlTransport(TransportSettings settings, KeyPair authentication);
  ~CurlTransport() override;
  HttpAnswer post(const HttpPost& request) override;

private:
  class Connection;
  std::unique_ptr<Connection> take();
  void giveBack(std::unique_ptr<Connection> connection);

  TransportSettings _settings;
  KeyPair _authentication;
  std::mutex _mutex;
  std::vector<std::unique_ptr<Connection>> _idle;
};

}  // namespace clairis::webservice
