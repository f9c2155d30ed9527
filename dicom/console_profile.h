// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>

namespace clairis::dicom {

/// How answers to one console are written. Unknown consoles get the default profile.
struct ConsoleProfile {
  /// automatic: ISO_IR 100 when every value fits in it, else ISO_IR 192. The others force one repertoire: what does not fit is
  /// spelled out (œ → oe, é → e in ascii), never dropped and never a silent question mark.
  enum class CharacterSet { automatic, latin1, utf8, ascii };

  CharacterSet characterSet = CharacterSet::automatic;
  std::size_t answerLimit = 500;  ///< pending answers of one query
};

}  // namespace clairis::dicom
