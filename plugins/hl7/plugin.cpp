// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <mutex>
#include <string>

#include "core/domain/refusal.h"
#include "core/plugin/clinic.h"
#include "core/plugin/export.h"
#include "plugins/hl7/announce/identity_reporter.h"
#include "plugins/hl7/client/channel.h"
#include "plugins/hl7/mllp/server.h"
#include "plugins/hl7/mllp/tls.h"
#include "plugins/hl7/receiver/inbox.h"
#include "plugins/hl7/receiver/option_specs.h"
#include "plugins/hl7/receiver/receiver.h"
#include "plugins/hl7/scheduling/appointment_book.h"
#include "plugins/hl7/status/status_reporter.h"
#include "plugins/hl7/visit/movements.h"

const std::vector<clairis::EmbeddedFile>& hl7_migrations();

namespace clairis::hl7 {

/// Longer than any stay that has exams, and than any agenda plans ahead.
constexpr auto kStayMemory = std::chrono::hours(24) * 400;

/// HL7 v2 over MLLP: patients and imaging orders from partners, and what becomes of the orders back to them.
class Hl7Plugin final : public Plugin {
public:
  PluginDescription describe() const override {
    return {
        "hl7",
        "1.0",
        "one thread accepts on each of mllp.port and mllp.tls_port, one serves each link (mllp.max_links); the channel sends on the host's workers; "
        "health may be asked from any thread",
        {"RIS.INS.34", "RIS.INS.36", "RIS.INS.37", "RIS.INS.51", "RIS.INS.55", "RIS.INS.56", "RIS.INS.57"},
        optionSpecs()};
  }

  std::vector<EmbeddedFile> migrations() const override { return hl7_migrations(); }

  void start(Host& host) override {
    const auto& options = host.options();
    _clinic = host.service<Clinic>("clinic/1");
    _identities = host.service<Identities>("identities/1");
    _merges = std::static_pointer_cast<PatientMerges>(host.find("merges/1"));
    _receiver = std::make_unique<Receiver>(Receiver::Services{host.store(), *_clinic, host.clock(), host.vault(), host.log(), host.metrics(),
                                                              host.environment(), _identities.get(), _merges.get()},
                                           SenderTable(options), modalityTable(options));
    registerPurge(host);
    makeChannel(host);
    if (const auto port = options.integer("mllp.port"); port != 0) listen(host, static_cast<int>(port), nullptr, _server);
    if (const auto port = options.integer("mllp.tls_port"); port != 0) listen(host, static_cast<int>(port), tlsOf(options), _tlsServer);
  }

  void stop() noexcept override {
    if (_server) _server->stop();
    if (_tlsServer) _tlsServer->stop();
    const std::lock_guard lock(_mutex);
    _server.reset();
    _tlsServer.reset();
    _receiver.reset();
    _merges.reset();
    _identities.reset();
    _clinic.reset();
  }

  Health health() const override {
    const std::lock_guard lock(_mutex);
    if (!_receiver) return {true, "stopped"};
    const auto failures = _receiver->failuresInARow();
    if (failures > 0) return {false, std::to_string(failures) + " messages in a row could not be stored; their senders were told to send again"};
    std::string detail;
    for (const auto* server : {_server.get(), _tlsServer.get()}) {
      if (server == nullptr) continue;
      detail += (detail.empty() ? "port " : ", TLS port ") + std::to_string(server->port()) + ", " + std::to_string(server->links()) + " links";
    }
    return {true, detail.empty() ? "mllp.port and mllp.tls_port are 0: not listening" : detail};
  }

private:
  /// Messages out. The channel's parts live as long as the host holds it.
  void makeChannel(Host& host) {
    const DestinationTable destinations(host.options(), host.environment());
    auto reporter = std::make_shared<StatusReporter>(host.store(), host.deliveries(), SenderTable(host.options()), destinations);
    if (destinations.all().empty()) return;
    const Hl7Channel::Services services{host.store(), *_clinic, host.clock(), host.log(), host.metrics(), host.environment(), _identities.get()};
    auto channel = std::make_shared<Hl7Channel>(services, destinations, messageKinds(*_clinic, _identities.get()));
    host.deliveries().addChannel(channel);
    host.events().subscribe("hl7.order_status", StatusReporter::events(), [reporter](const PublishedEvent& event) { reporter->tell(event); });
    auto identities = std::make_shared<IdentityReporter>(IdentityReporter::Services{host.store(), host.deliveries(), *_clinic, host.environment()},
                                                         SenderTable(host.options()), destinations);
    host.events().subscribe("hl7.identity", IdentityReporter::events(), [identities](const PublishedEvent& event) { identities->tell(event); });
    host.jobs().every("hl7.idle_links", std::chrono::seconds(10), [channel](const std::stop_token&) { channel->closeIdle(); });
  }

  static std::shared_ptr<const TlsContext> tlsOf(const Options& options) {
    const TlsFiles files{options.text("mllp.tls.certificate"), options.text("mllp.tls.key"), options.text("mllp.tls.ca")};
    return TlsContext::server(files, options.text("mllp.tls.client_certificate") == "required", options.list("mllp.tls.client_subjects"));
  }

  void listen(Host& host, int port, std::shared_ptr<const TlsContext> tls, std::unique_ptr<MllpServer>& into) {
    const auto& options = host.options();
    MllpServer::Limits limits;
    limits.links = bounded(options, "mllp.max_links", 1, 4096);
    limits.frameBytes = bounded(options, "hl7.max_frame", 4096, 268435456);
    limits.idle = options.duration("mllp.idle_timeout");
    limits.frame = options.duration("mllp.frame_timeout");
    limits.handshake = options.duration("mllp.handshake_timeout");
    const bool secured = tls != nullptr;
    auto& log = host.log();
    auto& metrics = host.metrics();
    auto server = std::make_unique<MllpServer>(
        listenTcp(options.text("mllp.bind"), port, std::move(tls)), limits,
        [this](const FrameReader::Frame& frame, const std::string& peer) { return _receiver->receive(frame.bytes, frame.oversized, peer); },
        [&log, &metrics](std::string_view event, const std::string& peer, const std::string& detail) {
          metrics.count("clairis_hl7_link_events_total", "What happened to MLLP links and frames", {{"event", std::string(event)}});
          log.info(event, {{"peer", peer}, {"detail", detail}});
        });
    log.info("hl7.listening", {{"bind", options.text("mllp.bind")}, {"port", std::to_string(server->port())}, {"tls", secured ? "yes" : "no"}});
    const std::lock_guard lock(_mutex);
    into = std::move(server);
  }

  static std::size_t bounded(const Options& options, const std::string& name, std::int64_t least, std::int64_t most) {
    const auto value = options.integer(name);
    if (value >= least && value <= most) return static_cast<std::size_t>(value);
    throw Refusal("option.range", name + ": expected " + std::to_string(least) + " to " + std::to_string(most) + ", found " + std::to_string(value),
                  name);
  }

  static void registerPurge(Host& host) {
    const auto known = host.options().duration("hl7.duplicate_window");
    const auto raw = host.options().duration("hl7.raw_retention");
    host.jobs().every("hl7.purge", std::chrono::hours(1), [&host, known, raw](const std::stop_token& stop) {
      bool more = true;
      while (more && !stop.stop_requested()) {
        const auto now = host.clock().now();
        host.store().write(Lane::batch, [&](UnitOfWork& work) {
          more = purgeInbound(work, now - known, now - raw);
          more = purgeMovements(work, now - kStayMemory) || more;
          more = purgeAppointments(work, now - kStayMemory) || more;
        });
      }
    });
  }

  mutable std::mutex _mutex;
  std::shared_ptr<Clinic> _clinic;
  std::shared_ptr<Identities> _identities;
  std::shared_ptr<PatientMerges> _merges;
  std::unique_ptr<Receiver> _receiver;
  std::unique_ptr<MllpServer> _server;
  std::unique_ptr<MllpServer> _tlsServer;
};

}  // namespace clairis::hl7

CLAIRIS_PLUGIN(clairis::hl7::Hl7Plugin)
