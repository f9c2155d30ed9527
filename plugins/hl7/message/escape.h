// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "plugins/hl7/message/delimiters.h"

namespace clairis::hl7 {

/// Text of a component, escapes resolved, surrounding spaces removed (published examples carry stray ones). \.br\ and its kin
/// become a newline, \Xhh\ bytes are read in the message's set; highlighting is dropped; an escape nobody knows stays as written.
/// Control characters other than newline and tab become a space. Never throws on any text.
std::string unescape(std::string_view raw, const Delimiters& delimiters);

/// The other way: delimiters escaped, newline as \.br\ (with the default delimiters), no control character left.
std::string escape(std::string_view text, const Delimiters& delimiters);

/// Without surrounding spaces.
std::string_view trimmed(std::string_view text) noexcept;

}  // namespace clairis::hl7
