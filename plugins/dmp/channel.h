// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "core/plugin/delivery_channel.h"
#include "core/plugin/plugin.h"
#include "plugins/dmp/exchange.h"
#include "plugins/dmp/existence_cache.h"
#include "plugins/dmp/td21_feed/submission.h"

namespace clairis::dmp {

/// What the channel stands on. The references outlive it.
struct ChannelParts {
  DmpOptions options;
  std::shared_ptr<const Structures> structures;
  std::shared_ptr<IdSource> ids;
  const Clock& clock;
  Metrics& metrics;
  Log& log;
};

/// Feeds the DMP under the structure of the exam's site, mode INDIRECTE: TD0.2, TD3.1b when a version is replaced, TD2.1.
/// Outcomes are the table of SR-30. Nothing is repeated in here. Thread-safe.
class DmpChannel final : public DeliveryChannel {
public:
  explicit DmpChannel(ChannelParts parts);

  std::string name() const override { return "dmp"; }
  int workers() const override { return _parts.options.workers; }
  std::vector<PlannedDelivery> plan(const DocumentView& document) const override;
  /// Empty when the structure cannot sign now or the document may not leave like this: send() then answers `paused` or `fix` with the
  /// reason, and prepare() is to be called again before the next try. Never throws a Refusal.
  std::string prepare(const DeliveryTask& task) override;
  Outcome send(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop) override;
  bool canProbe() const override { return true; }
  Outcome probe(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop) override;

private:
  struct Lookup {
    std::string entryUuid;  ///< empty: not there
    std::string proof;
    std::optional<Outcome> outcome;  ///< the question failed
  };
  Outcome attempt(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop);
  Outcome withSubmission(const Try& now, const DeliveryTask& task, const Submission& submission);
  /// Nothing when the DMP is there; `authorisation` as TD0.2 told it.
  std::optional<Outcome> existenceTest(const Try& now, const DocumentView& document, std::string& authorisation);
  Lookup find(const Try& now, const std::string& uniqueId);
  Outcome feed(const Try& now, const DeliveryTask& task, const Submission& submission, const std::string& replacement,
               const std::string& authorisation);
  Outcome judgeRefusal(const Try& now, const DeliveryTask& task, const std::vector<ReceiverError>& errors, Outcome outcome,
                       const std::string& authorisation);
  void report(const char* what, const DeliveryTask& task, const Outcome& outcome);

  ChannelParts _parts;
  Exchange _exchange;
  ExistenceCache _known;
};

}  // namespace clairis::dmp
