// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/client/message_kinds.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "plugins/hl7/announce/identity_news.h"
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

BuiltMessage built(const IdentityNews& news, const Destination& destination, const MessageStamp& stamp) {
  BuiltMessage message;
  message.patientId = news.patient.id;
  message.withdrawn = news.withdrawn;
  message.plain = identityMessage(news, destination, stamp, std::nullopt);
  message.ins = insForOutlet(news.patient, stamp.environment);
  if (message.ins) message.withIns = identityMessage(news, destination, stamp, message.ins);
  return message;
}

BuiltMessage buildChange(Reader& reader, Clinic& clinic, Identities* identities, const MessageView& message, const Destination& destination,
                         const MessageStamp& stamp) {
  return built(identityNews(reader, clinic, identities, message.subject, destination, stamp.environment), destination, stamp);
}

BuiltMessage buildMerge(Reader& reader, Clinic& clinic, const MessageView& message, const Destination& destination, const MessageStamp& stamp) {
  const auto data = nlohmann::json::parse(message.data);
  auto news = identityNews(reader, clinic, nullptr, data.at("into").get<std::string>(), destination, stamp.environment);
  news.withdrawn.clear();
  news.former = mergedNumbers(reader, news.patient.id, data.at("merge").get<std::string>(), destination);
  if (news.former.empty()) throw Refusal("hl7.merge.undone", "the merge was taken back, or the receiver knows no number of the duplicate");
  const auto follows = [&](const LocalId& id) { return std::find(news.former.begin(), news.former.end(), id) != news.former.end(); };
  std::erase_if(news.numbers, follows);
  if (news.numbers.empty()) throw Refusal("hl7.merge.number", "the receiver knows no number of the patient who remains");
  return built(news, destination, stamp);
}

/// A merge that was taken back must not be carried out by the receiver: HL7 has no message that would undo it there.
void mergeStands(Reader& reader, const MessageView& message) {
  const auto data = nlohmann::json::parse(message.data, nullptr, false);
  const auto merge = data.is_object() ? data.value("merge", std::string()) : std::string();
  if (!reader.first("SELECT 1 FROM patient_merge WHERE id = $1 AND undone_at = ''", {merge}).empty()) return;
  throw Refusal("hl7.merge.undone", "the merge was taken back before the receiver acknowledged it: tell him, if he may have it");
}

template <class Build>
Builder readable(Build build) {
  return [build](Reader& reader, const MessageView& message, const Destination& destination, const MessageStamp& stamp) {
    try {
      return build(reader, message, destination, stamp);
    } catch (const nlohmann::json::exception& failure) {
      throw Refusal("hl7.message.data", std::string("the stored message cannot be read: ") + failure.what());
    }
  };
}

}  // namespace

MessageKinds messageKinds(Clinic& clinic, Identities* identities) {
  MessageKinds kinds;
  kinds[std::string(kOrderStatusKind)] = {
      readable([&clinic](Reader& reader, const MessageView& message, const Destination& destination, const MessageStamp& stamp) {
        return buildStatus(reader, clinic, message, destination, stamp);
      }),
      {}};
  kinds[std::string(kIdentityChangeKind)] = {
      readable([&clinic, identities](Reader& reader, const MessageView& message, const Destination& destination, const MessageStamp& stamp) {
        return buildChange(reader, clinic, identities, message, destination, stamp);
      }),
      {}};
  kinds[std::string(kIdentityMergeKind)] = {
      readable([&clinic](Reader& reader, const MessageView& message, const Destination& destination, const MessageStamp& stamp) {
        return buildMerge(reader, clinic, message, destination, stamp);
      }),
      mergeStands};
  return kinds;
}

}  // namespace clairis::hl7
