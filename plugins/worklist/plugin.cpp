// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/plugin/export.h"
#include "dicom/association_server.h"
#include "plugins/worklist/listener.h"

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

  void start(Host& host) override { _server = listen(host); }

  void stop() noexcept override { _server.reset(); }

  Health health() const override {
    if (!_server) return {true, "listener is off (dicom.port = 0)"};
    return {true, "port " + std::to_string(_server->port()) + ", " + std::to_string(_server->active()) + " associations"};
  }

private:
  std::unique_ptr<dicom::AssociationServer> _server;
};

}  // namespace clairis::worklist

CLAIRIS_PLUGIN(clairis::worklist::WorklistPlugin)
