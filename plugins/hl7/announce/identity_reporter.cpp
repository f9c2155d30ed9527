// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/announce/identity_reporter.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "plugins/hl7/announce/identity_news.h"
#include "plugins/hl7/announce/ins_sent.h"
#include "plugins/hl7/client/channel.h"

namespace clairis::hl7 {
namespace {

using nlohmann::json;

std::string text(const json& data, const char* name) { return data.is_object() ? data.value(name, std::string()) : std::string(); }

OutboundMessage messageOf(std::string_view kind, const PublishedEvent& published, const Destination& destination, const std::string& siteId) {
  OutboundMessage message;
  message.channel = kChannelName;
  message.destination = destination.name;
  message.kind = kind;
  message.subject = published.event.subject;
  message.siteId = siteId;
  message.onceKey = "event:" + std::to_string(published.position);
  return message;
}

}  // namespace

IdentityReporter::IdentityReporter(Services services, SenderTable senders, const DestinationTable& destinations)
    : _services(services), _senders(std::move(senders)), _destinations(destinations) {}

std::vector<std::string> IdentityReporter::events() { return {"patient.identity_changed", "patient.merged"}; }

/// Whether this receiver is the partner whose message caused it: the one that its sender entry names, or the same application.
bool IdentityReporter::caused(const Destination& destination, const std::string& origin) const {
  if (!origin.starts_with("hl7:")) return false;
  const auto name = origin.substr(4);
  const auto slash = name.find('/');
  const auto application = name.substr(0, slash), facility = slash == std::string::npos ? std::string() : name.substr(slash + 1);
  if (_senders.find(application, facility).statusDestination == destination.name) return true;
  return destination.application == application && (destination.facility.empty() || destination.facility == facility);
}

void IdentityReporter::tellChange(const PublishedEvent& published) {
  const auto origin = text(json::parse(published.event.data, nullptr, false), "origin");
  const auto& patientId = published.event.subject;
  std::vector<OutboundMessage> messages;
  std::vector<std::pair<std::string, Ins>> known;
  _services.store.read([&](Reader& reader) {
    messages.clear();
    known.clear();
    for (const auto& [name, destination] : _destinations.all()) {
      if (!destination.identity) continue;
      const auto news = identityNews(reader, _services.clinic, nullptr, patientId, destination, _services.environment);
      // A duplicate lives on as his survivor.
      if (!news.patient.mergedInto.empty()) return;
      if (caused(destination, origin)) {
        for (const auto& gone : news.withdrawn) known.emplace_back(name, gone);
        continue;
      }
      if (news.numbers.empty() && news.withdrawn.empty()) continue;
      auto message = messageOf(kIdentityChangeKind, published, destination, news.site.id);
      message.orderingKey = "identity:" + patientId;
      message.newestIsEnough = true;
      messages.push_back(std::move(message));
    }
  });
  if (messages.empty() && known.empty()) return;
  _services.store.write(Lane::feed, [&](UnitOfWork& work) {
    // Whoever took the number away himself needs no message about it, now or later.
    for (const auto& [destination, ins] : known) forgetInsSent(work, destination, patientId, ins);
    for (const auto& message : messages) _services.deliveries.enqueue(work, message);
  });
}

void IdentityReporter::tellMerge(const PublishedEvent& published) {
  const auto data = json::parse(published.event.data, nullptr, false);
  const auto merge = text(data, "merge"), into = text(data, "into");
  std::vector<OutboundMessage> messages;
  _services.store.read([&](Reader& reader) {
    messages.clear();
    const auto row = reader.first("SELECT actor FROM patient_merge WHERE id = $1 AND undone_at = ''", {merge});
    if (row.empty()) return;
    for (const auto& [name, destination] : _destinations.all()) {
      if (!destination.merges || caused(destination, row[0].text()) || mergedNumbers(reader, into, merge, destination).empty()) continue;
      auto message = messageOf(kIdentityMergeKind, published, destination, _services.clinic.defaultSite(reader).id);
      message.data = json{{"merge", merge}, {"into", into}}.dump();
      message.orderingKey = "merge:" + into;
      messages.push_back(std::move(message));
    }
  });
  if (messages.empty()) return;
  _services.store.write(Lane::feed, [&](UnitOfWork& work) {
    for (const auto& message : messages) _services.deliveries.enqueue(work, message);
  });
}

void IdentityReporter::tell(const PublishedEvent& published) {
  if (published.event.name == "patient.identity_changed") tellChange(published);
  if (published.event.name == "patient.merged") tellMerge(published);
}

}  // namespace clairis::hl7
