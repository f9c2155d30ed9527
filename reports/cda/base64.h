// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::reports {

/// Appends the base64 form of `bytes` (RFC 4648 alphabet, padded, one line) to `out`. Up to 1 GB; larger throws Refusal "base64.too_large".
void appendBase64(std::string& out, std::string_view bytes);

/// The bytes behind a base64 text; white space (XML line breaks) is ignored. Throws Refusal "base64.malformed" on anything else
/// outside the alphabet, wrong padding, or a last character with stray bits (RFC 4648 §3.5), so that decoding and encoding again
/// gives the same text.
std::string fromBase64(std::string_view text);

}  // namespace clairis::reports
