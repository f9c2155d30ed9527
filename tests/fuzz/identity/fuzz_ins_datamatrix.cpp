// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Any text that a scanner, or a person at a keyboard, gives for an INS datamatrix: refused, or an identity that is written and read as the same one.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/domain/ins_datamatrix.h"
#include "core/domain/refusal.h"

using namespace clairis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view scan(reinterpret_cast<const char*>(data), size);
  for (const auto environment : {Environment::test, Environment::production}) {
    try {
      const auto scanned = readInsDatamatrix(scan, environment);
      const auto again = readInsDatamatrix(insDatamatrixText(scanned.ins, scanned.traits), environment);
      if (again.ins != scanned.ins || again.traits != scanned.traits || !scanned.ins.fits(environment)) std::abort();
    } catch (const Refusal& refusal) {
      if (refusal.code().empty()) std::abort();
    }
  }
  return 0;
}
