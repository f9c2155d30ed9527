// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/plugin/clinic.h"
#include "core/plugin/plugin.h"
#include "plugins/hl7/client/ack.h"
#include "plugins/hl7/client/link.h"
#include "plugins/hl7/client/message_kinds.h"
#include "plugins/hl7/client/prepared.h"

namespace clairis::hl7 {

inline constexpr const char* kChannelName = "hl7";

/// Sends stored messages over MLLP: one kept connection a destination (see Link for what a cut at each point amounts to), answers judged by SR-34.
/// After an unknown outcome the same bytes leave again under the same MSH-10, which the receiver may recognise; since a status tells a whole state,
/// one that does not is told the same twice. Thread-safe.
class Hl7Channel final : public DeliveryChannel {
public:
  struct Services {
    Store& store;
    Clinic& clinic;
    const Clock& clock;
    Log& log;
    Metrics& metrics;
    Environment environment = Environment::test;
    Identities* identities = nullptr;  ///< null: nobody keeps a list of partners
  };
  Hl7Channel(Services services, DestinationTable destinations, MessageKinds kinds);

  std::string name() const override { return kChannelName; }
  int workers() const override;
  std::vector<PlannedDelivery> plan(const DocumentView&) const override { return {}; }
  std::string prepare(const DeliveryTask& task) override;
  Outcome send(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop) override;
  bool canProbe() const override { return true; }
  Outcome probe(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop) override;

  void closeIdle();
  Link& link(const std::string& destination) { return *_links.at(destination); }

private:
  const Destination& destinationOf(const DeliveryTask& task) const;
  const MessageKind& kindOf(const DeliveryTask& task) const;
  Prepared build(const DeliveryTask& task);
  std::string encoded(const std::string& text, const Destination& destination, const std::string& deliveryId);
  bool insMayLeave(const Prepared& prepared);
  void rememberIns(const Destination& destination, const Prepared& prepared);
  void forgetWithdrawn(const Destination& destination, const Prepared& prepared);
  Outcome transmit(const DeliveryTask& task, Deadline deadline, const std::stop_token& stop);
  Outcome judge(const DeliveryTask& task, const Ack& ack, std::string_view frame);

  Services _services;
  DestinationTable _destinations;
  MessageKinds _kinds;
  std::map<std::string, std::unique_ptr<Link>, std::less<>> _links;
  std::mutex _mutex;
  std::map<std::string, int> _rejections;  ///< AR in a row, by delivery
};

}  // namespace clairis::hl7
