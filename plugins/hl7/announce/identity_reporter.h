// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/plugin/clinic.h"
#include "core/plugin/plugin.h"
#include "plugins/hl7/client/destination.h"
#include "plugins/hl7/receiver/sender_table.h"

namespace clairis::hl7 {

/// Tells each receiver with `hl7.destination.<name>.identity = true` that an identity changed (RIS.INS.34, 36), and with `.merges = true` that a
/// duplicate was merged; never the partner whose own message did it, and nobody who has no number of that patient and never had his INS from us. One
/// message an event and receiver; what it says is read when it is prepared, so a newer one takes the place of an older one that has not left. An
/// unmerge is told to nobody: HL7 has no message for it.
class IdentityReporter {
public:
  struct Services {
    Store& store;
    Deliveries& deliveries;
    Clinic& clinic;
    Environment environment = Environment::test;
  };
  IdentityReporter(Services services, SenderTable senders, const DestinationTable& destinations);
  static std::vector<std::string> events();
  void tell(const PublishedEvent& published);

private:
  bool caused(const Destination& destination, const std::string& origin) const;
  void tellChange(const PublishedEvent& published);
  void tellMerge(const PublishedEvent& published);

  Services _services;
  SenderTable _senders;
  DestinationTable _destinations;
};

}  // namespace clairis::hl7
