// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "plugins/hl7/message/charset.h"

namespace clairis::hl7 {

/// How a message is cut and escaped: MSH-1, MSH-2 and, for \Xhh\ escapes, its character set. A delimiter the sender does not
/// declare is '\0', which no accepted text contains.
struct Delimiters {
  char field = '|';
  char component = '^';
  char repetition = '~';
  char escape = '\\';
  char subcomponent = '&';
  Charset charset = Charset::utf8;
};

}  // namespace clairis::hl7
