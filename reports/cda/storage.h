// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::reports {

/// How a CDA is kept when its PDF is kept beside it: the header with an empty body, and what proves the recomposed bytes.
struct StoredCda {
  std::string skeleton;  ///< the CDA without its base64
  std::string sha256;    ///< of the whole CDA, 64 lower-case hexadecimal digits
};

/// Takes the base64 out of a CDA whose body is one line of canonical base64, as renderCda() writes it. Throws Refusal
/// "cda.storage.body" when it is not (such a CDA is stored whole), so that recompose() always gives the same bytes back.
StoredCda split(std::string_view cda);

/// The very bytes that split() was given. Throws Refusal "cda.storage.hash" when skeleton and PDF do not belong together or one of
/// them changed, "cda.storage.body" when the skeleton has no empty body. Pure; about 0.05 ms for 40 kB of PDF.
std::string recompose(const StoredCda& stored, std::string_view pdf);

}  // namespace clairis::reports
