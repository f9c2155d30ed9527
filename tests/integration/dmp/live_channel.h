// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <memory>

#include "plugins/dmp/channel.h"
#include "plugins/dmp/webservice.h"
#include "tests/integration/dmp/sandbox.h"
#include "tests/unit/dmp/dmp_fixture.h"

namespace clairis::dmp::test {

/// The real channel over the real transport against the sandbox.
struct LiveChannel {
  explicit LiveChannel(DmpOptions configured = options(), const StructureFiles& files = sandbox().structure(),
                       const std::string& caFile = sandbox().caFile());

  /// Prepares and sends once.
  Outcome deliver(const DocumentView& document, int attempt = 1);
  Outcome send(const DeliveryTask& task, std::chrono::milliseconds patience = std::chrono::seconds(20));
  Outcome probe(const DeliveryTask& task);
  DeliveryTask task(const DocumentView& document, int attempt = 1);

  SystemClock clock;
  RecordedMetrics metrics;
  RecordedLog log;
  std::unique_ptr<DmpChannel> channel;
};

/// A report nobody sent yet.
reports::ReportValue freshReport();

inline constexpr const char* kMatricule = "279035121518989";

}  // namespace clairis::dmp::test
