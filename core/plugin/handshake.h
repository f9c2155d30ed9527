// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dcmtk/config/osconfig.h>

#include <Poco/Version.h>

#include "sdk_hash.h"   // generated: SHA-256 over the public SDK headers

namespace clairis {

/// What host and plugin must agree on, bit for bit, before a C++ type crosses the border. Plain C data.
struct Handshake {
  int sdk = 0;                     ///< SDK number, raised when the contract changes
  const char* sdkHash = "";        ///< of the public headers
  int compilerMajor = 0;
  unsigned long poco = 0;
  const char* dcmtk = "";
  const char* sanitizer = "";      ///< "", "address", "thread"
};

inline constexpr int kSdkNumber = 1;

/// The values of the translation unit that calls it.
inline Handshake compiledHandshake() {
#if defined(__SANITIZE_ADDRESS__)
  const char* sanitizer = "address";
#elif defined(__SANITIZE_THREAD__)
  const char* sanitizer = "thread";
#else
  const char* sanitizer = "";
#endif
  return {kSdkNumber, CLAIRIS_SDK_HASH, __GNUC__, POCO_VERSION, PACKAGE_VERSION, sanitizer};
}

}  // namespace clairis
