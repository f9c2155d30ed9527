// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace clairis {

/// Checks a request body before any handler sees it: one JSON value, UTF-8, nested at most 64 deep. Builds no tree.
/// Throws Refusal "http.json.malformed" naming line, column and byte, and never the text found there: it may be a patient's.
void checkJson(std::string_view body);

}  // namespace clairis
