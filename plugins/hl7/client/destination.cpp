// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/client/destination.h"

#include <algorithm>
#include <functional>

#include "core/domain/refusal.h"

namespace clairis::hl7 {
namespace {

constexpr std::string_view kFamily = "hl7.destination.";

[[noreturn]] void refuse(const std::string& key, const std::string& expected, const std::string& found) {
  throw Refusal("hl7.destination", key + ": expected " + expected + "; found \"" + found + "\"", key);
}

/// One destination's options while they are read.
struct Reading {
  const Options& options;
  std::string key;
  Environment environment;
  Destination& to;
  TlsFiles& files;
  bool& tls;
  bool& environmentSaid;

  std::string text() const { return options.text(key); }
};

template <class T>
T choice(const Reading& r, std::initializer_list<std::pair<std::string_view, T>> table) {
  const auto value = r.text();
  std::string expected;
  for (const auto& [word, meaning] : table) {
    if (value == word) return meaning;
    expected += (expected.empty() ? "" : ", ") + std::string(word);
  }
  refuse(r.key, "one of " + expected, value);
}

bool yes(const Reading& r) { return choice<bool>(r, {{"true", true}, {"false", false}}); }

void readEnvironment(const Reading& r) {
  r.environmentSaid = true;
  const auto meant = choice<Environment>(r, {{"production", Environment::production}, {"test", Environment::test}});
  if (meant == r.environment) return;
  throw Refusal(
      "environment.mixed",
      r.key + ": this receiver belongs to " + r.text() + ", this instance to " + (r.environment == Environment::test ? "test" : "production"), r.key);
}

void readStatuses(const Reading& r) {
  const Destination defaults;
  r.to.statuses.clear();
  for (const auto& word : r.options.list(r.key)) {
    if (!defaults.statuses.contains(word)) refuse(r.key, "scheduled, rescheduled, arrived, started, completed, discontinued, cancelled", word);
    r.to.statuses.insert(word);
  }
}

void readCharset(const Reading& r) {
  const auto charset = charsetFrom(r.text());
  if (!charset) refuse(r.key, "8859/15, 8859/1, UNICODE UTF-8 or ASCII", r.text());
  r.to.charset = *charset;
}

void readPort(const Reading& r) {
  const auto text = r.text();
  const bool digits = !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const int port = digits ? std::stoi(text) : 0;
  if (port < 1 || port > 65535) refuse(r.key, "a port of 1 to 65535", text);
  r.to.endpoint.port = port;
}

using Reader = std::function<void(const Reading&)>;

const std::map<std::string, Reader, std::less<>>& keys() {
  static const std::map<std::string, Reader, std::less<>> table{
      {"host", [](const Reading& r) { r.to.endpoint.host = r.text(); }},
      {"port", readPort},
      {"tls", [](const Reading& r) { r.tls = yes(r); }},
      {"certificate", [](const Reading& r) { r.files.certificate = r.text(); }},
      {"key", [](const Reading& r) { r.files.key = r.text(); }},
      {"trust", [](const Reading& r) { r.files.trust = r.text(); }},
      {"server_name", [](const Reading& r) { r.to.endpoint.serverName = r.text(); }},
      {"character_set", readCharset},
      {"application", [](const Reading& r) { r.to.application = r.text(); }},
      {"facility", [](const Reading& r) { r.to.facility = r.text(); }},
      {"our_application", [](const Reading& r) { r.to.ourApplication = r.text(); }},
      {"our_facility", [](const Reading& r) { r.to.ourFacility = r.text(); }},
      {"message",
       [](const Reading& r) {
         r.to.form = choice<OrderForm>(r, {{"orm", OrderForm::orm}, {"omg", OrderForm::omg}});
       }},
      {"acknowledgement",
       [](const Reading& r) {
         r.to.ackMode = choice<AckMode>(r, {{"original", AckMode::original}, {"accept", AckMode::accept}, {"both", AckMode::both}});
       }},
      {"statuses", readStatuses},
      {"patient_authority", [](const Reading& r) { r.to.patientAuthority = r.text(); }},
      {"ack_timeout", [](const Reading& r) { r.to.ackTimeout = r.options.duration(r.key); }},
      {"idle_timeout", [](const Reading& r) { r.to.idle = r.options.duration(r.key); }},
      {"repeat_unknown", [](const Reading& r) { r.to.repeatUnknown = yes(r); }},
      {"identity", [](const Reading& r) { r.to.identity = yes(r); }},
      {"merges", [](const Reading& r) { r.to.merges = yes(r); }},
      {"environment", readEnvironment},
  };
  return table;
}

Destination readOne(const Options& options, const std::string& name, Environment environment) {
  Destination destination;
  destination.name = name;
  TlsFiles files;
  bool tls = false, environmentSaid = false;
  const auto prefix = std::string(kFamily) + name + ".";
  for (const auto& child : options.children(prefix)) {
    const auto known = keys().find(child);
    if (known == keys().end()) {
      std::string expected;
      for (const auto& [key, read] : keys()) expected += (expected.empty() ? "" : ", ") + key;
      refuse(prefix + child, "one of " + expected, child);
    }
    known->second({options, prefix + child, environment, destination, files, tls, environmentSaid});
  }
  if (destination.endpoint.host.empty()) refuse(prefix + "host", "a name or address", "");
  if (destination.endpoint.port == 0) refuse(prefix + "port", "a port of 1 to 65535", "");
  if (!environmentSaid) refuse(prefix + "environment", "production or test, which must be the instance's own (SR-07)", "");
  if (files.certificate.empty() != files.key.empty()) refuse(prefix + "key", "certificate and key together", files.key);
  if (!tls && !(files.certificate + files.trust).empty()) refuse(prefix + "tls", "true, since certificates are named", "false");
  if (tls) destination.endpoint.tls = TlsContext::client(files);
  return destination;
}

}  // namespace

DestinationTable::DestinationTable(const Options& options, Environment environment) {
  for (const auto& name : options.children(kFamily)) add(readOne(options, name, environment));
}

void DestinationTable::add(Destination destination) {
  auto name = destination.name;
  _destinations.insert_or_assign(std::move(name), std::move(destination));
}

const Destination* DestinationTable::find(std::string_view name) const {
  const auto found = _destinations.find(name);
  return found == _destinations.end() ? nullptr : &found->second;
}

}  // namespace clairis::hl7
