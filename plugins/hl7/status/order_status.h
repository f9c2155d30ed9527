// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/plugin/clinic.h"
#include "core/time/zone.h"
#include "plugins/hl7/client/destination.h"

namespace clairis::hl7 {

/// What happened to an order, as the requester must read it (HL7 v2.5 tables 0038 and 0123, IHE RAD-3).
///
///   event of the house   status        ORC-5  OBR-25                        ORC-16
///   order.placed         scheduled     SC     S scheduled, not yet done
///   order.changed        rescheduled   SC     S
///   exam.arrived         arrived       SC     S                             ARRIVED
///   exam.started         started       IP     I procedure incomplete
///   exam.completed       completed     CM     R stored, not yet verified
///   exam.discontinued    discontinued  DC     X
///   order.cancelled      cancelled     CA     X
struct StatusRule {
  std::string_view event;
  std::string_view status;
  std::string_view orderStatus;
  std::string_view resultStatus;
  std::string_view reason;
};

/// By the name of the event, or nothing. `exam.cancelled` and `exam.rescheduled` mean the same as the order's.
const StatusRule* statusOfEvent(std::string_view event) noexcept;
const StatusRule* statusNamed(std::string_view status) noexcept;

/// Everything an order's status tells.
struct OrderStatus {
  std::string status;  ///< "started"
  Instant at{};        ///< when it happened
  Order order;
  Exam exam;
  Patient patient;
  Site site;
  std::string sender;  ///< the partner that placed the order: MSH-3/MSH-4
};

struct MessageStamp {
  std::string controlId;  ///< MSH-10, at most 20 characters
  Instant madeAt{};
  Environment environment = Environment::test;
};

/// The message in UTF-8, segments ended by CR: ORM^O01 or OMG^O19 of v2.5 as the destination wants. `ins`: what the outlet guard lets through
/// (SR-02).
std::string orderStatusMessage(const OrderStatus& status, const Destination& destination, const MessageStamp& stamp, const std::optional<Ins>& ins);

}  // namespace clairis::hl7
