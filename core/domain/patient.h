// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/identifiers.h"

namespace clairis {

enum class Sex { female, male, unknown };

/// RNIV: two axes (fetched from INSi, checked against a high-trust document) make four statuses.
enum class IdentityStatus { provisional, recovered, validated, qualified };

/// The traits as entered (UTF-8); folding and upper case happen only where an outlet asks for it.
struct Traits {
  std::string birthName;
  std::string firstBirthName;   ///< premier prénom de naissance
  std::string birthNames;       ///< liste des prénoms de naissance, space separated
  std::string usedName;         ///< never filled from the birth name
  std::string usedFirstName;
  std::string birthDate;        ///< YYYY-MM-DD, empty when unknown
  Sex sex = Sex::unknown;
  std::string birthPlaceCode;   ///< INSEE COG, 5 characters, empty when unknown
  bool operator==(const Traits&) const = default;
};

/// An identifier given by a structure (IPP, NDA…), with the authority that gave it.
struct LocalId {
  std::string value;
  std::string authority;      ///< name, e.g. "CIM-TEST"
  std::string authorityOid;   ///< dotted OID, empty when the sender gave none
  bool operator==(const LocalId&) const = default;
};

struct Address {
  std::string line;
  std::string postalCode;
  std::string city;
  std::string country;
  bool operator==(const Address&) const = default;
};

struct Patient {
  std::string id;                  ///< UUIDv7
  std::int64_t version = 0;        ///< row version, +1 at each change
  IdentityStatus status = IdentityStatus::provisional;
  bool doubtful = false;
  bool fictitious = false;         ///< fictive identity: does not count (SR-11)
  bool homonym = false;            ///< another person bears nearly the same traits
  bool markedHere = false;         ///< doubtful or fictitious by a person's word: no message clears it
  bool test = false;
  bool deceased = false;
  bool dmpOpposition = false;      ///< opposes feeding of the DMP
  std::optional<Ins> ins;          ///< as stored; leaves only through insForOutlet()
  std::string mergedInto;          ///< id of the patient that this duplicate was merged into; empty: active
  std::string insiCheckedAt;       ///< last answer of INSi taken or verified, UTC ISO-8601; empty: never
  Traits traits;
  bool birthDateUncertain = false; ///< day or month of birth were completed by rule (31/12, 01/MM), not known
  std::vector<LocalId> localIds;   ///< first = IPP used on documents
  Address address;
  std::string phone;
  std::string insuredNumber;       ///< NIR of the insured for billing: never an INS, never shown as one (RIS.INS.01)
};

/// The one guard of SR-02: the INS that may leave by any outlet, or nothing. Qualified, not doubtful, not fictitious, not merged into another
/// patient, and of the instance's environment (SR-07).
std::optional<Ins> insForOutlet(const Patient& patient, Environment environment);

std::string_view toText(IdentityStatus status) noexcept;   ///< "provisional" …
IdentityStatus identityStatusFrom(std::string_view text);
std::string_view toText(Sex sex) noexcept;                 ///< "F", "M", "U"
Sex sexFrom(std::string_view text);                        ///< F, M, U, O, I, UN, empty

}  // namespace clairis
