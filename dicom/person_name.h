// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "dicom/console_profile.h"

namespace clairis::dicom {

/// A Person Name (UTF-8, components separated by `^`) in the letters and with the components that the console wants. Empty stays empty.
std::string nameFor(std::string name, const ConsoleProfile& profile);

}  // namespace clairis::dicom
