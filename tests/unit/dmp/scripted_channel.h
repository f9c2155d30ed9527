// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "plugins/dmp/channel.h"
#include "tests/unit/dmp/dmp_fixture.h"
#include "tests/unit/dmp/test_certificates.h"

namespace clairis::dmp::test {

/// Answers requests from a script, one after the other; "{id}" in a body becomes the MessageID of the request.
class ScriptedTransport final : public Transport {
public:
  HttpAnswer post(const HttpPost& request) override;
  std::deque<HttpAnswer> answers;
  std::vector<std::string> urls;
  std::vector<std::string> bodies;
};

/// The channel on real certificates and signatures, with answers written by the test.
struct ScriptedChannel {
  explicit ScriptedChannel(DmpOptions configured = options());

  ScriptedChannel& answer(const std::string& soapBody, long status = 200);
  ScriptedChannel& answerRaw(HttpAnswer answer);
  Outcome send(int attempt = 1);
  Outcome send(const DeliveryTask& task);
  Outcome probe(int attempt = 1);
  DeliveryTask task(const DocumentView& document = view(), int attempt = 1);

  Folder folder;
  SetClock clock{SystemClock().now()};
  RecordedMetrics metrics;
  RecordedLog log;
  std::shared_ptr<CountedIds> ids = std::make_shared<CountedIds>();
  ScriptedTransport* transport = nullptr;
  std::unique_ptr<DmpChannel> channel;
};

/// Answers of the DMP in its own notation, shortened to what matters.
std::string existenceAnswer(const std::string& acknowledgement = "AA", const std::string& code = "DMPFound", const std::string& response = "OK",
                            const std::string& status = "active", const std::string& authorisation = "VALIDE");
std::string feedAnswer(const std::string& status = "Success", const std::string& errors = "");
std::string findAnswer(const std::string& objects, const std::string& status = "Success");
std::string faultBody(const std::string& code, const std::string& text, const std::string& soapCode = "Sender");

}  // namespace clairis::dmp::test
