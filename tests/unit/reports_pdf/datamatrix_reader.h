// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "reports/layout/ins_datamatrix.h"
#include "unit/reports_pdf/pdf_reader.h"

namespace clairis::tests {

/// Draws the symbol with its quiet zone and reads it as a scanner would; "" when nothing is read.
std::string scanned(const reports::Symbol& symbol);

/// The symbol that stands on a page as a figure; size 0 when there is none.
reports::Symbol symbolOn(const PdfFile& file, const PdfValue& page);

}  // namespace clairis::tests
