// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/patient.h"

namespace clairis {

/// A value of a code system, with the words to show.
struct Code {
  std::string code;
  std::string display;
  std::string system;   ///< OID of the code system, empty when implied by the field
  bool empty() const noexcept { return code.empty(); }
  bool operator==(const Code&) const = default;
};

/// A professional as he appears on orders and documents: radiologist, requester, recipient.
struct Practitioner {
  std::string id;                  ///< UUIDv7 when registered here, empty for a correspondent known only from an order
  std::string idNat;               ///< PS_IdNat, e.g. "8" + RPPS; empty when unknown
  std::string familyName;
  std::string givenName;
  std::string civility;            ///< M or MME (JDV_J245), may be empty
  std::string title;               ///< DR, PR… (JDV_J246), may be empty
  Code specialty;                  ///< profession/savoir-faire of JDV_J01, e.g. G15_10/SM44
  std::string mssAddress;          ///< MSSanté address, may be empty
  bool operator==(const Practitioner&) const = default;
  /// RPPS when idNat is one.
  std::optional<Rpps> rpps() const;
  /// Physician with RPPS and specialty: the first condition of SR-10.
  bool physician() const;
};

/// Traits that a site may print beside the five that paper always carries: birth name, first birth name, birth date, sex, and the INS with its
/// nature when it may leave (RIS.INS.52, 53).
enum class PaperTrait { usedName, usedFirstName, birthNames, birthPlace, localId };

std::string_view toText(PaperTrait trait) noexcept;   ///< "used_name", "used_first_name", "birth_names", "birth_place", "local_id"
/// From a list of these words separated by spaces, in the order printed. Refusal "site.paper_traits" for an unknown or repeated one.
std::vector<PaperTrait> paperTraitsFrom(std::string_view words);
std::string toText(const std::vector<PaperTrait>& traits);

/// A place of practice: letterhead, legal entity, time zone. Everything an exam inherits from where it is made.
struct Site {
  std::string id;                  ///< UUIDv7
  std::int64_t version = 0;
  std::string code;                ///< short stable name, e.g. "main"; HL7 MSH-6 or PV1-3 select it
  std::string name;                ///< letterhead name
  std::string structureId;         ///< Struct_IdNat
  std::string zone;                ///< IANA, e.g. "Europe/Paris", "Indian/Reunion"
  Address address;
  std::string phone;
  Code facilityType;               ///< JDV_J02, e.g. SA08
  Code practiceSetting;            ///< JDV_J04, e.g. AMBULATOIRE
  std::string privacyNotice;       ///< bottom of each report (RIS.DOC.06)
  /// Printed when the patient has them, in this order (RIS.INS.53).
  std::vector<PaperTrait> paperTraits = {PaperTrait::usedName, PaperTrait::usedFirstName, PaperTrait::localId};
};

}  // namespace clairis
