// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/plugin/export.h"
#include "plugins/reporting/renderer.h"
#include "plugins/reporting/report_routes.h"

namespace clairis::reporting {

/// Reports on paper and in CDA: the renderer that validation calls, and the REST resources of reports.
class ReportingPlugin final : public Plugin {
public:
  PluginDescription describe() const override {
    return {"reporting", "0.1.0", "starts no thread; routes and the renderer run on any thread at the same time",
            {"RIS.CRR.01", "RIS.CRR.07", "RIS.DOC.01", "RIS.DOC.02", "RIS.DOC.03", "RIS.DOC.04", "RIS.DOC.05", "RIS.DOC.06", "RIS.INS.52", "RIS.INS.54", "RIS.CRR.02", "RIS.CRR.03", "RIS.CRR.04"},
            {{"reporting.announcement_reminder", OptionType::duration, "168h", "", "After it an announcement that was not made is shown as overdue (SR-20).", false, {}}}};
  }
  void start(Host& host) override {
    host.provide("renderer/1", std::make_shared<Renderer>(host.environment(), host.oidRoot()));
    addReportRoutes(host);
  }
  void stop() noexcept override {}
};

}  // namespace clairis::reporting

CLAIRIS_PLUGIN(clairis::reporting::ReportingPlugin)
