// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/plugin/export.h"
#include "core/plugin/identities.h"
#include "plugins/identity/datamatrix/scan_routes.h"
#include "plugins/identity/duplicates/merge_routes.h"
#include "plugins/identity/insi/options/options.h"
#include "plugins/identity/insi/service/insi_part.h"
#include "plugins/identity/life/life_routes.h"
#include "plugins/identity/worklist/task_routes.h"

const std::vector<clairis::EmbeddedFile>& identity_migrations();

namespace clairis::identity {

/// Identities as people work on them: life cycle, search, duplicates, INSi, the identity worklist. The rules are core's ("identities/1", "merges/1").
class IdentityPlugin final : public Plugin {
public:
  PluginDescription describe() const override {
    auto options = insi::insiOptionSpecs();
    for (auto& option : datamatrix::optionSpecs()) options.push_back(std::move(option));
    return {"identity", "1.0", "no threads of its own; routes run on the host's workers", {"RIS.INS.43"}, std::move(options)};
  }

  std::vector<EmbeddedFile> migrations() const override { return identity_migrations(); }

  void start(Host& host) override {
    _identities = host.service<Identities>("identities/1");
    const auto trace = host.service<ReadTrace>("read_trace/1");
    addTaskRoutes(host.routes(), host.store(), *_identities);
    addLifeRoutes(host.routes(), {host.store(), host.service<Clinic>("clinic/1"), _identities, trace});
    addMergeRoutes(host.routes(), {host.store(), host.service<PatientMerges>("merges/1"), trace});
    _insi.start(host, *_identities);
    datamatrix::addScanRoutes(host);
  }

  void stop() noexcept override { _insi.stop(); }
  Health health() const override { return _insi.health(); }

private:
  std::shared_ptr<Identities> _identities;
  insi::InsiPart _insi;
};

}  // namespace clairis::identity

CLAIRIS_PLUGIN(clairis::identity::IdentityPlugin)
