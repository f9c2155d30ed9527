// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "core/plugin/export.h"
#include "plugins/dmp/channel.h"

namespace clairis::dmp {

/// Requirement ids RIS.DMP.01, .03, .06, .07: direct feeding of the DMP.
class DmpPlugin final : public Plugin {
public:
  PluginDescription describe() const override {
    return {"dmp",
            "0.1.0",
            "starts no thread; prepare, send and probe of its channel may run together on the core's workers",
            {"RIS.DMP.01", "RIS.DMP.03", "RIS.DMP.06", "RIS.DMP.07", "RIS.AUTH.01"},
            dmpOptionSpecs()};
  }

  void start(Host& host) override {
    claimRoute(host);
    CurlTransport::initialise();
    initialiseXmlSignatures();
    auto options = readDmpOptions(host.options(), host.environment(), host.oidRoot());
    const auto transport = options.transport;
    _configured = !options.url.empty();
    if (!_configured) host.log().warning("dmp.not_configured", {{"detail", "dmp.url is not set: deliveries to the DMP wait"}});
    _clock = &host.clock();
    _structures = std::make_shared<Structures>(options.structures, options.environment, [transport](const KeyPair& authentication) {
      return std::make_unique<CurlTransport>(transport, authentication);
    });
    for (const auto& problem : _structures->problems(_clock->now())) host.log().error("dmp.structure.paused", {{"detail", problem}});
    host.deliveries().addChannel(std::make_shared<DmpChannel>(
        ChannelParts{std::move(options), _structures, std::make_shared<RandomIds>(), host.clock(), host.metrics(), host.log()}));
  }

  void stop() noexcept override {}

  Health health() const override {
    Health health;
    if (!_structures) return health;
    if (!_configured) return {false, "dmp.url is not set: deliveries to the DMP wait"};
    for (const auto& problem : _structures->problems(_clock->now())) {
      health.ok = false;
      health.detail += (health.detail.empty() ? "" : "; ") + problem;
    }
    return health;
  }

private:
  /// SR-31: one way to the DMP. Whoever feeds it, directly or through a PFI, registers this service; the second is refused.
  static void claimRoute(Host& host) {
    constexpr std::string_view kRoute = "dmp.route/1";
    if (const auto other = std::static_pointer_cast<std::string>(host.find(kRoute))) {
      throw Refusal("dmp.route.twice", "the plugin \"" + *other + "\" already feeds the DMP: configure one of the two ways");
    }
    host.provide(std::string(kRoute), std::make_shared<std::string>("dmp"));
  }

  std::shared_ptr<const Structures> _structures;
  const Clock* _clock = nullptr;
  bool _configured = false;
};

}  // namespace clairis::dmp

CLAIRIS_PLUGIN(clairis::dmp::DmpPlugin)
