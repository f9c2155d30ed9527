// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/client/message_kinds.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "plugins/hl7/status/order_origin.h"

namespace clairis::hl7 {
namespace {

OrderStatus statusOf(Reader& reader, Clinic& clinic, const MessageView& message) {
  const auto data = nlohmann::json::parse(message.data);
  OrderStatus status;
  status.status = data.at("status").get<std::string>();
  status.at = fromIso(data.at("at").get<std::string>());
  status.exam = clinic.exam(reader, data.at("exam").get<std::string>());
  status.order = clinic.order(reader, data.at("order").get<std::string>());
  status.patient = clinic.patient(reader, status.exam.patientId);
  status.site = clinic.site(reader, status.exam.siteId);
  status.sender = senderOf(reader, status.order.id);
  return status;
}

BuiltMessage buildStatus(Reader& reader, Clinic& clinic, const MessageView& message, const Destination& destination, const MessageStamp& stamp) {
  const auto status = statusOf(reader, clinic, message);
  BuiltMessage built;
  built.patientId = status.patient.id;
  built.plain = orderStatusMessage(status, destination, stamp, std::nullopt);
  built.ins = insForOutlet(status.patient, stamp.environment);
  if (built.ins) built.withIns = orderStatusMessage(status, destination, stamp, built.ins);
  return built;
}

}  // namespace

MessageKinds messageKinds(Clinic& clinic) {
  MessageKinds kinds;
  kinds.emplace(kOrderStatusKind, [&clinic](Reader& reader, const MessageView& message, const Destination& destination, const MessageStamp& stamp) {
    try {
      return buildStatus(reader, clinic, message, destination, stamp);
    } catch (const nlohmann::json::exception& failure) {
      throw Refusal("hl7.message.data", std::string("the stored message cannot be read: ") + failure.what());
    }
  });
  return kinds;
}

}  // namespace clairis::hl7
