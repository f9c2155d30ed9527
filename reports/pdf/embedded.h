// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace clairis::reports {

/// Bytes of a file carried inside the library (fonts, colour profile), valid for the life of the process.
/// Throws Refusal "report.file.missing".
std::string_view embedded(std::string_view name);

}  // namespace clairis::reports
