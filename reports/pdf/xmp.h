// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "reports/pdf/tagged_document.h"

namespace clairis::reports {

/// The XMP packet of a PDF/A-1a document (ISO 19005-1 §6.7): each value equals its twin of the information dictionary.
/// Must be stored uncompressed.
std::string xmpPacket(const DocumentInfo& info, const std::string& creator, const std::string& producer);

/// "20261120111700+0100" as the information dictionary writes it: "D:20261120111700+01'00'".
std::string informationDate(const std::string& digits);

}  // namespace clairis::reports
