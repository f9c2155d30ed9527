// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::reports {

/// The PDF inside a level 1 CDA, byte for byte. Throws Refusal "cda.malformed" (see readCda()), "cda.body.not_pdf" when the body is
/// absent, is declared as something else than application/pdf in B64, or does not decode to a PDF.
std::string pdfFromCda(std::string_view cda);

}  // namespace clairis::reports
