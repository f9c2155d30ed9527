// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::reports {

/// A component of the HL7 v2 texts that XDS metadata hold: separators and the escape character written as escapes (\\S\\ for ^ …).
std::string hl7Component(std::string_view text);

/// CX: "id^^^&root&ISO^type".
std::string cx(std::string_view id, std::string_view root, std::string_view type);

}  // namespace clairis::reports
