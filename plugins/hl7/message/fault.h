// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace clairis::hl7 {

/// HL7 table 0357, the conditions Clairis reports.
enum class Condition {
  segmentSequence = 100,
  fieldMissing = 101,
  dataType = 102,
  tableValue = 103,
  cardinality = 198,
  other = 199,
  messageType = 200,
  event = 201,
  processingId = 202,
  version = 203,
  application = 207
};

std::string_view words(Condition condition) noexcept;

/// ERR-2: where it is. Zero: not said.
struct Location {
  std::string segment;
  int sequence = 1;  ///< which segment of that name
  int field = 0;
  int repetition = 0;
  int component = 0;
  int subcomponent = 0;
};

/// Why a message is not acted upon, as the sender must read it. Nothing was changed. The text names what was found only where that
/// is no health data: it goes into the answer and into logs.
class Fault : public std::runtime_error {
public:
  /// `again`: sending the same message later may succeed (AR); otherwise the message must change (AE).
  Fault(Condition condition, Location location, const std::string& text, bool again = false, std::string applicationCode = {});
  ~Fault() override;
  Condition condition() const noexcept { return _condition; }
  const Location& location() const noexcept { return _location; }
  bool rejected() const noexcept { return _rejected; }
  const std::string& applicationCode() const noexcept { return _applicationCode; }

private:
  Condition _condition;
  Location _location;
  bool _rejected;
  std::string _applicationCode;
};

[[noreturn]] void missing(Location location, const std::string& text);
[[noreturn]] void badType(Location location, const std::string& text);
[[noreturn]] void badCode(Location location, const std::string& text);

}  // namespace clairis::hl7
