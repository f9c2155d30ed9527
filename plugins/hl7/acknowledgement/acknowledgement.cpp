// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/acknowledgement/acknowledgement.h"

#include <fmt/format.h>

#include "plugins/hl7/message/escape.h"

namespace clairis::hl7 {
namespace {

constexpr std::size_t kEchoLimit = 250;
constexpr std::string_view kConditionSystem = "messageErrorCondition";

/// A value cut at `limit` bytes without splitting a character.
std::string bounded(std::string_view text, std::size_t limit = kEchoLimit) {
  if (text.size() > limit) {
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
    text = text.substr(0, limit);
  }
  return std::string(text);
}

/// One segment under construction: fields are raw, the caller escapes.
class Line {
public:
  Line(std::string_view name, const Delimiters& delimiters) : _text(name), _delimiters(delimiters) {}
  Line& raw(std::string_view field) {
    _text += _delimiters.field;
    _text += field;
    return *this;
  }
  Line& text(std::string_view value) { return raw(escape(value, _delimiters)); }
  Line& skip(int fields) {
    _text.append(static_cast<std::size_t>(fields), _delimiters.field);
    return *this;
  }
  std::string end() const { return _text.substr(0, _text.find_last_not_of(_delimiters.field) + 1) + '\r'; }

private:
  std::string _text;
  Delimiters _delimiters;
};

std::string joined(const Delimiters& delimiters, std::initializer_list<std::string_view> components) {
  std::string all;
  bool first = true;
  for (const auto component : components) {
    if (!first && delimiters.component != '\0') all += delimiters.component;
    if (first || delimiters.component != '\0') all += escape(component, delimiters);
    first = false;
  }
  return all;
}

std::string encodingCharacters(const Delimiters& delimiters) {
  std::string all;
  for (const char c : {delimiters.component, delimiters.repetition, delimiters.escape, delimiters.subcomponent}) {
    if (c != '\0') all += c;
  }
  return all;
}

std::string header(const Envelope& to, const Stamp& stamp) {
  const auto& d = to.delimiters;
  const bool knownProcessing = to.processingId == "P" || to.processingId == "T" || to.processingId == "D";
  const std::string ours = stamp.environment == Environment::production ? "P" : "T";
  Line line("MSH", d);
  line.raw(encodingCharacters(d)).raw(to.ourApplication).raw(to.ourFacility).raw(to.application).raw(to.facility);
  line.raw(stamp.time).skip(1).raw(joined(d, {"ACK", to.trigger, "ACK"})).text(stamp.controlId);
  line.raw(knownProcessing ? to.processingId : ours).raw(to.version.empty() ? "2.5" : to.version);
  line.skip(4).raw("FRA").text(to.characterSet);
  return line.end();
}

std::string number(int value) { return value > 0 ? std::to_string(value) : std::string(); }

std::string place(const Location& at, const Delimiters& d) {
  if (at.segment.empty()) return {};
  auto text = joined(d, {at.segment, number(at.sequence), number(at.field), number(at.repetition), number(at.component), number(at.subcomponent)});
  return text.substr(0, text.find_last_not_of(d.component) + 1);
}

std::string error(const Fault& fault, const Delimiters& d) {
  Line line("ERR", d);
  line.skip(1).raw(place(fault.location(), d));
  line.raw(joined(d, {std::to_string(static_cast<int>(fault.condition())), words(fault.condition()), kConditionSystem})).raw("E");
  line.raw(fault.applicationCode().empty() ? std::string() : joined(d, {fault.applicationCode(), fault.applicationCode(), "CLAIRIS"}));
  return line.skip(1).text(fault.what()).text(fault.what()).end();
}

std::string information(const std::string& remark, const Delimiters& d) {
  Line line("ERR", d);
  return line.skip(2).raw(joined(d, {"0", "Message accepted", kConditionSystem})).raw("I").skip(2).text(remark).text(remark).end();
}

bool asked(std::string_view when, bool success) { return when == "AL" || (when == "SU" && success) || (when == "ER" && !success); }

}  // namespace

Envelope envelopeOf(const Message& message) {
  const auto& msh = message.header();
  const auto raw = [&](std::size_t field) {
    auto text = bounded(trimmed(msh.field(field).raw()));
    for (char& c : text) c = static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return text;
  };
  const auto value = [&](std::size_t field, std::size_t component = 1) { return bounded(msh.field(field).value(component)); };
  Envelope to;
  to.delimiters = message.delimiters();
  to.application = raw(3);
  to.facility = raw(4);
  to.ourApplication = raw(5);
  to.ourFacility = raw(6);
  to.messageType = value(9);
  to.trigger = value(9, 2);
  to.controlId = value(10);
  to.processingId = value(11);
  to.version = raw(12);
  to.acceptWhen = value(15);
  to.applicationWhen = value(16);
  to.characterSet = toText(to.delimiters.charset);
  return to;
}

std::string acknowledgement(const Envelope& to, const Verdict& verdict, std::string_view code, const Stamp& stamp) {
  std::string text = header(to, stamp);
  text += Line("MSA", to.delimiters).text(code).text(to.controlId).end();
  if (verdict.fault != nullptr) {
    text += error(*verdict.fault, to.delimiters);
  } else if (!verdict.remark.empty()) {
    text += information(verdict.remark, to.delimiters);
  }
  return text;
}

std::vector<std::string> answers(const Envelope& to, const Verdict& verdict, const Stamp& stamp) {
  if (to.acceptWhen.empty() && to.applicationWhen.empty()) return {acknowledgement(to, verdict, verdict.code, stamp)};
  const bool success = verdict.code == "AA";
  const bool wantsApplication = asked(to.applicationWhen, success);
  std::vector<std::string> all;
  if (asked(to.acceptWhen, success || wantsApplication)) {
    // The accept ACK only speaks of custody; what became of the content follows in the application ACK when one is asked for.
    if (success || (wantsApplication && verdict.code == "AE")) {
      all.push_back(acknowledgement(to, {}, "CA", stamp));
    } else {
      all.push_back(acknowledgement(to, verdict, verdict.code == "AE" ? "CE" : "CR", stamp));
    }
  }
  if (wantsApplication) {
    Stamp second = stamp;
    if (!all.empty()) second.controlId += "-2";
    all.push_back(acknowledgement(to, verdict, verdict.code, second));
  }
  return all;
}

}  // namespace clairis::hl7
