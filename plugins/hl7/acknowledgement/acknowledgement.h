// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/domain/identifiers.h"
#include "plugins/hl7/message/fault.h"
#include "plugins/hl7/message/message.h"

namespace clairis::hl7 {

/// What an answer repeats of the message it answers, in UTF-8 and in the sender's own delimiters.
struct Envelope {
  Delimiters delimiters;
  std::string application;      ///< raw MSH-3
  std::string facility;         ///< raw MSH-4
  std::string ourApplication;   ///< raw MSH-5
  std::string ourFacility;      ///< raw MSH-6
  std::string messageType;      ///< MSH-9.1
  std::string trigger;          ///< MSH-9.2
  std::string controlId;        ///< MSH-10
  std::string processingId;     ///< MSH-11.1
  std::string version;          ///< raw MSH-12
  std::string characterSet;     ///< MSH-18 of the answer
  std::string acceptWhen;       ///< MSH-15: AL, NE, ER, SU or empty
  std::string applicationWhen;  ///< MSH-16
};

/// Reads what it can; never throws. Each repeated value is bounded.
Envelope envelopeOf(const Message& message);

/// MSA-1: whether it was taken, and why not.
struct Verdict {
  std::string code = "AA";       ///< AA, AE, AR
  const Fault* fault = nullptr;  ///< for AE and AR
  std::string remark;            ///< AA: shown as ERR of severity I when not empty
};

/// Identity of the answer itself.
struct Stamp {
  std::string controlId;  ///< MSH-10
  std::string time;       ///< MSH-7, local time with offset
  Environment environment = Environment::test;
};

/// One ACK message in UTF-8, segments ended by CR. `code` is written in MSA-1 (AA… or CA…).
std::string acknowledgement(const Envelope& to, const Verdict& verdict, std::string_view code, const Stamp& stamp);

/// All answers a message asks for, in order: one application ACK in original mode (MSH-15 and MSH-16 empty); in enhanced mode the accept
/// ACK, the application ACK, both or none. Source of the rules: HL7 v2.5 chapter 2, acknowledgement modes.
std::vector<std::string> answers(const Envelope& to, const Verdict& verdict, const Stamp& stamp);

}  // namespace clairis::hl7
