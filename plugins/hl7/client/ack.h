// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/plugin/delivery_channel.h"
#include "plugins/hl7/message/charset.h"

namespace clairis::hl7 {

/// What a receiver answered.
struct Ack {
  std::string code;               ///< MSA-1
  std::string controlId;          ///< MSA-2: the MSH-10 it answers
  std::string words;              ///< of ERR-8, ERR-7, MSA-3, ERR-3, as they came, in UTF-8
  std::string condition;          ///< ERR-3.1 (table 0357), of v2.3 ERR-1.4
  bool applicationError = false;  ///< an ERR-5 is there
};

/// Reads an answer whatever set it is in: MSH-18, else the receiver's usual one, else byte by byte. Nothing when it is no message with an MSA.
std::optional<Ack> readAck(std::string_view frame, Charset usual);

/// MSA-1 says custody only: CA, CE, CR.
bool acceptLevel(const Ack& ack) noexcept;

/// The table SR-34. `rejections`: how often this delivery was rejected (AR) without an application error before. Proof: `frame`.
///
///   AA, CA                              accepted
///   AE, CE                              fix: the message must change
///   AR, CR with ERR-5                   fix
///   AR, CR without                      retry, the fourth time fix
///   anything else                       unknown: an answer to our message that says nothing
Outcome judged(const Ack& ack, std::string_view frame, int rejections);

inline constexpr int kMostRejections = 3;

}  // namespace clairis::hl7
