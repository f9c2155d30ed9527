// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/embedded.h"

#include <string>

#include "core/domain/embedded_file.h"
#include "core/domain/refusal.h"

const std::vector<clairis::EmbeddedFile>& clairis_report_files();

namespace clairis::reports {

std::string_view embedded(std::string_view name) {
  for (const auto& file : clairis_report_files())
    if (file.name == name) return file.bytes;
  throw Refusal("report.file.missing", "The report library does not carry " + std::string(name) + ". Build it again.");
}

}  // namespace clairis::reports
