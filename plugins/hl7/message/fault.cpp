// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/message/fault.h"

#include <utility>

namespace clairis::hl7 {

std::string_view words(Condition condition) noexcept {
  switch (condition) {
    case Condition::segmentSequence:
      return "Segment sequence error";
    case Condition::fieldMissing:
      return "Required field missing";
    case Condition::dataType:
      return "Data type error";
    case Condition::tableValue:
      return "Table value not found";
    case Condition::cardinality:
      return "Non-conformant cardinality";
    case Condition::other:
      return "Other HL7 error";
    case Condition::messageType:
      return "Unsupported message type";
    case Condition::event:
      return "Unsupported event code";
    case Condition::processingId:
      return "Unsupported processing id";
    case Condition::version:
      return "Unsupported version id";
    case Condition::application:
      return "Application error";
  }
  return "Application error";
}

Fault::Fault(Condition condition, Location location, const std::string& text, bool again, std::string applicationCode)
    : std::runtime_error(text),
      _condition(condition),
      _location(std::move(location)),
      _rejected(again),
      _applicationCode(std::move(applicationCode)) {}

Fault::~Fault() = default;

void missing(Location location, const std::string& text) { throw Fault(Condition::fieldMissing, std::move(location), text); }
void badType(Location location, const std::string& text) { throw Fault(Condition::dataType, std::move(location), text); }
void badCode(Location location, const std::string& text) { throw Fault(Condition::tableValue, std::move(location), text); }

}  // namespace clairis::hl7
