// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/listener.h"

#include "core/domain/refusal.h"
#include "dicom/association_server.h"
#include "dicom/mpps_service.h"
#include "dicom/worklist_service.h"
#include "plugins/worklist/step_sink.h"
#include "plugins/worklist/store_source.h"
#include "plugins/worklist/tls_listener.h"

namespace clairis::worklist {
namespace {

constexpr std::int64_t kSmallestPdu = 4096, kLargestPdu = 131072;

std::chrono::seconds seconds(const Options& options, std::string_view name) {
  const auto value = std::chrono::ceil<std::chrono::seconds>(options.duration(name));
  if (value.count() < 1) throw Refusal("option.range", std::string(name) + ": expected at least 1s", std::string(name));
  return value;
}

std::int64_t between(const Options& options, std::string_view name, std::int64_t least, std::int64_t most) {
  const auto value = options.integer(name);
  if (value < least || value > most) {
    throw Refusal("option.range",
                  std::string(name) + ": expected " + std::to_string(least) + " to " + std::to_string(most) + ", found " + std::to_string(value),
                  std::string(name));
  }
  return value;
}

dicom::ServerSettings settingsOf(const Options& options, std::shared_ptr<dicom::TlsKeys> tls) {
  dicom::ServerSettings settings;
  settings.bind = options.text("dicom.bind");
  settings.port = static_cast<std::uint16_t>(options.integer("dicom.port"));
  settings.plain = settings.port != 0;
  settings.tls = std::move(tls);
  settings.tlsPort = static_cast<std::uint16_t>(options.integer("dicom.tls_port"));
  settings.aeTitle = options.text("dicom.ae_title");
  settings.checkCalledAe = options.boolean("dicom.check_called_ae");
  settings.maxAssociations = static_cast<std::size_t>(between(options, "dicom.max_associations", 1, 1000));
  settings.maxPerPeer = static_cast<std::size_t>(between(options, "dicom.max_associations_per_peer", 1, 1000));
  settings.association.artim = seconds(options, "dicom.artim");
  settings.association.idle = seconds(options, "dicom.idle_timeout");
  settings.association.limits.stall = seconds(options, "dicom.stall_timeout");
  settings.association.limits.whole = seconds(options, "dicom.request_timeout");
  settings.association.maxPdu = static_cast<unsigned>(between(options, "dicom.max_pdu", kSmallestPdu, kLargestPdu));
  if (!dicom::validAeTitle(settings.aeTitle)) {
    throw Refusal("option.range", "dicom.ae_title: expected 1 to 16 printable ASCII characters without slash or backslash", "dicom.ae_title");
  }
  return settings;
}

void record(Host& host, const dicom::AssociationNote& note) {
  if (note.event == "worklist.query") {
    host.metrics().observe("clairis_worklist_query_seconds", "C-FIND from request to last answer", note.seconds);
    host.metrics().count("clairis_worklist_answers_total", "Worklist answers sent", {}, static_cast<double>(note.answers));
  } else {
    host.metrics().count("clairis_dicom_associations_troubled_total", "Associations and connections refused or lost", {{"event", note.event}});
  }
  if (note.repeated) return;
  Log::Fields fields{{"calling_ae", note.callingAe}, {"peer", note.peer}, {"detail", note.detail}};
  if (note.event == "worklist.query") fields.emplace_back("answers", std::to_string(note.answers));
  host.log().write(note.level == dicom::AssociationNote::Level::warning ? Log::Level::warning : Log::Level::info, note.event, fields);
}

}  // namespace

std::vector<OptionSpec> optionSpecs() {
  std::vector<OptionSpec> specs{
      {"dicom.port", OptionType::port, "11112", "", "Port of the plain DICOM listener; 0 switches it off."},
      {"dicom.bind", OptionType::text, "127.0.0.1", "", "IPv4 or IPv6 address the DICOM listeners bind; 0.0.0.0 or :: for all."},
      {"dicom.ae_title", OptionType::text, "CLAIRIS", "", "Application entity title of this worklist provider."},
      {"dicom.check_called_ae", OptionType::boolean, "false", "", "Refuse associations that call another title than dicom.ae_title."},
      {"dicom.max_associations", OptionType::integer, "32", "", "Associations served at a time; one more is refused as temporary congestion."},
      {"dicom.max_associations_per_peer", OptionType::integer, "16", "", "Of these for one address, so that one console cannot shut out the others."},
      {"dicom.allow_list",
       OptionType::choice,
       "off",
       "",
       "Which associations are held against the allow-list of AE titles, addresses and certificates (/api/v1/dicom-peers).",
       false,
       {"off", "tls", "all"}},
      {"dicom.artim", OptionType::duration, "10s", "s", "Longest wait for an association request and for the peer to hang up."},
      {"dicom.idle_timeout", OptionType::duration, "5min", "s", "An association without a request for so long is aborted."},
      {"dicom.stall_timeout", OptionType::duration, "15s", "s", "Longest silence inside a request, and longest wait for a console to take answers."},
      {"dicom.request_timeout", OptionType::duration, "1min", "s", "Longest time from the first byte of a request to its last."},
      {"dicom.max_pdu", OptionType::integer, "16384", "bytes", "Largest PDU accepted, 4096 to 131072."},
      {"worklist.answer_limit", OptionType::integer, "500", "",
       "Answers to one query of a console without a profile; a longer list is cut and ends with status 0xA700."},
      {"worklist.recorded_queries", OptionType::integer, "50", "", "Last queries kept of each console, to be explained and replayed; 0 to 1000."},
      {"worklist.recorded_retention", OptionType::duration, "7d", "", "How long recorded queries are kept: they name patients."},
      {"worklist.other_patient_ids_ins", OptionType::boolean, "false", "",
       "Give the qualified INS in Other Patient IDs to consoles that ask for it (SR-02)."},
  };
  for (auto& spec : tlsOptionSpecs()) specs.push_back(std::move(spec));
  return specs;
}

std::vector<std::shared_ptr<dicom::DimseService>> dimseServices(std::shared_ptr<dicom::WorklistSource> source,
                                                                std::shared_ptr<dicom::WorklistConsoles> consoles,
                                                                std::shared_ptr<dicom::StepSink> steps, const dicom::WorklistService::Note& note) {
  return {std::make_shared<dicom::EchoService>(), std::make_shared<dicom::WorklistService>(std::move(source), std::move(consoles), note),
          std::make_shared<dicom::MppsService>(std::move(steps), note)};
}

std::shared_ptr<dicom::WorklistSource> worklistOf(Host& host) {
  return std::make_shared<StoreWorklistSource>(host.store(),
                                               Disclosure{host.environment(), host.options().boolean("worklist.other_patient_ids_ins")});
}

dicom::ConsoleProfile profileOf(const Options& options) {
  dicom::ConsoleProfile profile;
  profile.answerLimit = static_cast<std::size_t>(between(options, "worklist.answer_limit", 1, 100'000));
  return profile;
}

std::unique_ptr<dicom::AssociationServer> listen(Host& host, std::shared_ptr<dicom::WorklistSource> source,
                                                 std::shared_ptr<dicom::WorklistConsoles> consoles, std::shared_ptr<dicom::TlsKeys> tls,
                                                 dicom::AssociationServer::Admit admit) {
  const auto& options = host.options();
  if (options.integer("dicom.port") == 0 && !tls) return nullptr;
  const auto note = [&host](const dicom::AssociationNote& value) { record(host, value); };
  auto services = dimseServices(std::move(source), std::move(consoles),
                                std::make_shared<StoreStepSink>(host.store(), host.service<PerformedSteps>("steps/1"), host.oidRoot()), note);
  auto server = std::make_unique<dicom::AssociationServer>(settingsOf(options, std::move(tls)), std::move(services), note, std::move(admit));
  if (server->port() != 0) host.log().info("dicom.listening", {{"address", options.text("dicom.bind") + ":" + std::to_string(server->port())}});
  if (server->tlsPort() != 0)
    host.log().info("dicom.tls.listening", {{"address", options.text("dicom.bind") + ":" + std::to_string(server->tlsPort())}});
  return server;
}

}  // namespace clairis::worklist
