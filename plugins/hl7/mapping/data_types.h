// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "core/domain/people.h"
#include "core/time/zone.h"
#include "plugins/hl7/message/fault.h"
#include "plugins/hl7/message/message.h"

namespace clairis::hl7 {

/// HL7 data types as Clairis values. Each throws Fault at the given location when what would be stored is malformed.

inline constexpr std::string_view kLoincOid = "2.16.840.1.113883.6.1";
inline constexpr std::string_view kSnomedOid = "2.16.840.1.113883.6.96";
inline constexpr std::string_view kCcamOid = "1.2.250.1.213.2.5";

/// HD or the last three components of EI: a namespace name and, when it is an ISO OID, that too. Other universal ids (FINESS…)
/// serve as name only when there is none.
struct Authority {
  std::string name;
  std::string oid;
};
Authority authorityOf(const std::string& name, const std::string& universalId);

/// XCN. Nothing when neither id nor name is there. idNat only from a national identifier (IDNPS, RPPS, ADELI); an id of the sender's own
/// is no PS_IdNat.
std::optional<Practitioner> practitionerOf(const Repetition& xcn, Location at);
/// Of a repeating XCN, the first with a national identifier, else the first.
std::optional<Practitioner> practitionerOf(const Field& field, Location at);

/// Three components of a CE/CWE from `first` (1: the identifier, 4: the alternate). The system becomes its OID when it is known.
Code codeOf(const Repetition& value, std::size_t first);
/// All words of a CE/CWE: its text, else its code.
std::string wordsOf(const Repetition& value);

/// TS or DTM in the site's zone; nothing when empty.
std::optional<Instant> instantOf(const std::string& text, const Zone& zone, Location at);
/// A station's AE title: at most 16 printable ASCII characters; may be empty.
std::string aeTitleOf(std::string text, Location at);
/// "YYYY-MM-DD" of a TS that must hold a whole, real date; the value is never repeated in the fault.
std::string dateOf(const std::string& text, Location at);

}  // namespace clairis::hl7
