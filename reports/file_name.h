// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "reports/report_value.h"

namespace clairis::reports {

/// Name of the report's PDF (ECO.2.1.6): "20261120_CR d'imagerie médicale_PAT-TROIS_DOMINIQUE_A123.pdf": local date of the
/// act, type (at most 40 characters), birth name, first name, and the accession number when there is one. UTF-8, at most 200 bytes;
/// characters that a file system or the underscore-separated form cannot hold become spaces or hyphens.
std::string pdfFileName(const ReportValue& value);

}  // namespace clairis::reports
