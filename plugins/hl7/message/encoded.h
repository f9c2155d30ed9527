// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "plugins/hl7/message/charset.h"

namespace clairis::hl7 {

/// Text in the set of a receiver, and how many characters it lacks.
struct Encoded {
  std::string bytes;
  std::size_t transliterated = 0;
};

/// A character that the set lacks becomes its nearest letters (œ → oe, Ł → L, ’ → '); the replacement holds no delimiter of a message. What has no
/// letters near it becomes '?'. `text` must be valid UTF-8. Thread-safe.
Encoded encodedFor(std::string_view text, Charset charset);

}  // namespace clairis::hl7
