// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/report_desk.h"

namespace clairis::reporting {

/// Service "renderer/1": PDF/A-1 and CDA R2 N1 of a case, by library `reports`. Stateless and thread-safe.
class Renderer final : public ReportRenderer {
public:
  Renderer(Environment environment, Oid oidRoot);
  Rendition render(const ReportCase& value) const override;
  std::string recompose(std::string_view cdaSkeleton, std::string_view cdaSha256, std::string_view pdf) const override;

private:
  Environment _environment;
  Oid _oidRoot;
};

}  // namespace clairis::reporting
