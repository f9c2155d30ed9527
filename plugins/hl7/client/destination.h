// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "core/domain/identifiers.h"
#include "core/plugin/options.h"
#include "plugins/hl7/message/charset.h"
#include "plugins/hl7/mllp/connect.h"

namespace clairis::hl7 {

/// The order message that the receiver understands: ORM^O01 or OMG^O19.
enum class OrderForm { orm, omg };
/// What is asked of the receiver (MSH-15, MSH-16): nothing, one application ACK; an accept ACK only; or the accept ACK and then the application ACK.
enum class AckMode { original, accept, both };

/// A receiver of our messages (options hl7.destination.<name>.…).
struct Destination {
  std::string name;
  Endpoint endpoint;
  Charset charset = Charset::latin9;
  std::string application;  ///< MSH-5
  std::string facility;     ///< MSH-6
  std::string ourApplication = "CLAIRIS";
  std::string ourFacility;
  OrderForm form = OrderForm::orm;
  AckMode ackMode = AckMode::original;
  std::set<std::string> statuses{"scheduled", "rescheduled", "arrived", "started", "completed", "discontinued", "cancelled"};
  std::string patientAuthority;  ///< name or OID of the authority whose patient number it knows; empty: by the order
  std::chrono::milliseconds ackTimeout{15000};
  std::chrono::milliseconds idle{300000};  ///< a connection without a message for this long is closed
  bool identity = false;                   ///< hears of changed identities (A31, A47)
  bool merges = false;                     ///< and of merges (A40)
  bool repeatUnknown = true;               ///< after an unknown outcome the same message is sent again; otherwise a person decides
};

/// The configured receivers. Immutable after construction.
class DestinationTable {
public:
  DestinationTable() = default;
  /// Refusal "hl7.destination" for a wrong key or value, "environment.mixed" when a receiver belongs to the other environment (SR-07).
  DestinationTable(const Options& options, Environment environment);
  void add(Destination destination);
  const Destination* find(std::string_view name) const;
  const std::map<std::string, Destination, std::less<>>& all() const noexcept { return _destinations; }

private:
  std::map<std::string, Destination, std::less<>> _destinations;
};

}  // namespace clairis::hl7
