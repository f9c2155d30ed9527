// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace clairis::app {

/// A shared library whose file ends before what its headers announce, as a broken copy leaves it, would end the process by a bus error
/// while it is loaded. Refusal "plugin.unreadable" for it, and for what is no 64-bit ELF file of this byte order.
void requireWholeLibrary(const std::string& file);

}  // namespace clairis::app
