// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/client/ack.h"

#include <algorithm>
#include <vector>

#include "plugins/hl7/message/fault.h"
#include "plugins/hl7/message/message.h"
#include "plugins/hl7/receiver/acceptance.h"

namespace clairis::hl7 {
namespace {

std::string decoded(std::string_view frame, Charset usual) {
  const auto line = headerLine(frame);
  const auto head = Message::parse(toUtf8(line, validUtf8(line) ? Charset::utf8 : Charset::latin1));
  const auto said = charsetFrom(head.header().field(18).value());
  const auto charset = said.value_or(usual);
  if (!firstForeignByte(frame, charset)) return toUtf8(frame, charset);
  // An answer is not refused for its letters: who reads the words sees what was meant.
  return toUtf8(frame, validUtf8(frame) ? Charset::utf8 : Charset::latin1);
}

void say(std::vector<std::string>& words, std::string text) {
  if (!text.empty() && std::find(words.begin(), words.end(), text) == words.end()) words.push_back(std::move(text));
}

/// ERR of v2.5 and later, and the one field of earlier versions.
void readErrors(const Message& message, Ack& ack, std::vector<std::string>& words) {
  for (const auto& segment : message.segments()) {
    if (segment.name() != "ERR") continue;
    say(words, segment.field(8).value());
    say(words, segment.field(7).value());
    say(words, segment.field(5).value(2));
    if (!segment.field(5).empty() && !segment.field(5).deletes()) ack.applicationError = true;
    if (ack.condition.empty()) ack.condition = segment.field(3).empty() ? segment.field(1).value(4) : segment.field(3).value(1);
  }
  for (const auto& segment : message.segments()) {
    if (segment.name() != "ERR") continue;
    say(words, segment.field(3).value(2));
    say(words, segment.field(1).value(4, 2));
  }
}

}  // namespace

std::optional<Ack> readAck(std::string_view frame, Charset usual) {
  try {
    const auto message = Message::parse(decoded(frame, usual));
    const auto* msa = message.find("MSA");
    if (msa == nullptr) return std::nullopt;
    Ack ack;
    ack.code = msa->field(1).value();
    ack.controlId = msa->field(2).value();
    std::vector<std::string> words;
    readErrors(message, ack, words);
    say(words, msa->field(3).value());
    say(words, msa->field(6).value(2));
    for (const auto& text : words) ack.words += (ack.words.empty() ? "" : "\n") + text;
    return ack;
  } catch (const Fault&) {
    return std::nullopt;
  }
}

bool acceptLevel(const Ack& ack) noexcept { return !ack.code.empty() && ack.code.front() == 'C'; }

Outcome judged(const Ack& ack, std::string_view frame, int rejections) {
  Outcome outcome;
  outcome.message = ack.words;
  const auto is = [&](std::string_view application, std::string_view accept) { return ack.code == application || ack.code == accept; };
  if (is("AA", "CA")) {
    outcome.kind = Outcome::Kind::accepted;
    outcome.proof = frame;
    return outcome;
  }
  if (is("AE", "CE")) {
    outcome.kind = Outcome::Kind::fix;
    outcome.code = "hl7.ack.error";
  } else if (is("AR", "CR")) {
    outcome.kind = ack.applicationError || rejections >= kMostRejections ? Outcome::Kind::fix : Outcome::Kind::retry;
    outcome.code = "hl7.ack.rejected";
  } else {
    outcome.kind = Outcome::Kind::unknown;
    outcome.code = "hl7.ack.code";
  }
  return outcome;
}

}  // namespace clairis::hl7
