// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "core/plugin/export.h"
#include "dicom/association_server.h"
#include "plugins/worklist/conformance.h"
#include "plugins/worklist/console_commands.h"
#include "plugins/worklist/consoles/start.h"
#include "plugins/worklist/dicom_peer_routes.h"
#include "plugins/worklist/listener.h"
#include "plugins/worklist/migration_commands.h"
#include "plugins/worklist/tls_listener.h"

const std::vector<clairis::EmbeddedFile>& worklist_migrations();

namespace clairis::worklist {

/// DICOM modality worklist for imaging consoles.
class WorklistPlugin final : public Plugin {
public:
  PluginDescription describe() const override {
    return {"worklist",
            "0.1.0",
            "one thread accepts connections, one serves each association, at most dicom.max_associations; start and stop are called by the host",
            {},
            optionSpecs()};
  }

  std::vector<EmbeddedFile> migrations() const override { return worklist_migrations(); }

  void declareCommands(Commands& commands, const std::function<Host&()>& host) override {
    declareMigrationCommands(commands, host);
    declareConsoleCommands(commands, host);
    commands.add({"worklist conformance", "Prints the tables of the DICOM conformance statement.", [](CLI::App&) {
                    return [] {
                      for (const auto& table : conformanceTables()) std::cout << "<!-- table: " << table.name << " -->\n" << table.text;
                      return 0;
                    };
                  }});
  }

  void start(Host& host) override {
    startAllowList(host);
    auto keys = tlsKeys(host);
    if (keys) watchCertificates(host, keys);
    const auto context = startConsoles(host);
    _consoles = context.registry;
    _server = listen(host, context.source, context.registry, std::move(keys),
                     [peers = _peers](const auto& requester) { return peers->refusalOf(requester); });
  }

  void stop() noexcept override {
    _server.reset();
    writeDown(_consoles);
    _consoles.reset();
    _watch.reset();
    _peers.reset();
  }

  Health health() const override {
    if (!_server) return {true, "listeners are off (dicom.port = 0, dicom.tls_port = 0)"};
    Health health{true, std::to_string(_server->active()) + " associations"};
    if (_server->port() != 0) health.detail += ", port " + std::to_string(_server->port());
    if (_server->tlsPort() != 0) health.detail += ", TLS port " + std::to_string(_server->tlsPort());
    if (_peers->scope() != DicomPeers::Scope::off && _peers->empty()) health.detail += ", the allow-list is on and empty: no console is admitted";
    if (!_watch) return health;
    const auto certificates = _watch->health();
    return {health.ok && certificates.ok, health.detail + (certificates.detail.empty() ? "" : "; " + certificates.detail)};
  }

private:
  void startAllowList(Host& host) {
    const auto scope = host.options().text("dicom.allow_list");
    _peers = std::make_shared<DicomPeers>(host.store(), scope == "all"   ? DicomPeers::Scope::all
                                                        : scope == "tls" ? DicomPeers::Scope::tls
                                                                         : DicomPeers::Scope::off);
    _peers->refresh();
    if (_peers->scope() != DicomPeers::Scope::off && _peers->empty())
      host.log().warning("dicom.allow_list.empty", {{"detail", "no console is admitted"}});
    addDicomPeerRoutes(host.routes(), _peers);
    // Changes made by another node.
    host.jobs().every("worklist.allow_list", std::chrono::seconds(30), [peers = _peers](std::stop_token) { peers->refresh(); });
  }

  void watchCertificates(Host& host, const std::shared_ptr<dicom::TlsKeys>& keys) {
    _watch = std::make_shared<CertificateWatch>(host, keys);
    _watch->look();
    host.jobs().every("worklist.certificates", std::chrono::minutes(1), [watch = _watch](std::stop_token) { watch->look(); });
  }

  std::shared_ptr<ConsoleRegistry> _consoles;
  std::shared_ptr<DicomPeers> _peers;
  std::shared_ptr<CertificateWatch> _watch;
  std::unique_ptr<dicom::AssociationServer> _server;
};

}  // namespace clairis::worklist

CLAIRIS_PLUGIN(clairis::worklist::WorklistPlugin)
