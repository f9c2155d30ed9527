// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/reporting/renderer.h"

#include "plugins/reporting/report_value_of.h"
#include "reports/cda/report_cda.h"
#include "reports/cda/storage.h"
#include "reports/pdf/report_pdf.h"

namespace clairis::reporting {

Renderer::Renderer(Environment environment, Oid oidRoot) : _environment(environment), _oidRoot(std::move(oidRoot)) {}

Rendition Renderer::render(const ReportCase& stored) const {
  const auto value = reportValueOf(stored, _environment, _oidRoot);
  Rendition rendition;
  rendition.pdf = reports::renderPdf(value).bytes;
  rendition.cda = reports::renderCda(value, rendition.pdf);
  rendition.cdaSkeleton = reports::split(rendition.cda).skeleton;
  return rendition;
}

std::string Renderer::recompose(std::string_view cdaSkeleton, std::string_view cdaSha256, std::string_view pdf) const {
  return reports::recompose({std::string(cdaSkeleton), std::string(cdaSha256)}, pdf);
}

}  // namespace clairis::reporting
