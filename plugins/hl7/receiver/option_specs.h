// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/plugin/options.h"

namespace clairis::hl7 {

/// Every option of the plugin.
std::vector<OptionSpec> optionSpecs();

}  // namespace clairis::hl7
