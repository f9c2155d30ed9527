// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "core/domain/patient.h"

namespace clairis {

/// Life of an identity (RNIV). Two axes make the status: traits fetched from INSi, identity checked against a high-trust document.
///
/// |                    | no document checked | document checked |
/// |--------------------|---------------------|------------------|
/// | not from INSi      | provisional         | validated        |
/// | from INSi          | recovered           | qualified        |
///
/// Doubtful and fictitious exist with provisional alone; doubtful goes with homonym, fictitious with nothing (guide EXI ID 24, 26).
enum class IdentityAttribute { doubtful, fictitious, homonym };

/// What the rules look at and change; everything else of a patient is data.
struct IdentityState {
  IdentityStatus status = IdentityStatus::provisional;
  bool doubtful = false;
  bool fictitious = false;
  bool homonym = false;
  bool ins = false;  ///< matricule and OID are stored
  bool operator==(const IdentityState&) const = default;
};

enum class IdentityCommand {
  takeFromInsi,        ///< INSi found one person, and the operator accepted him after comparing; the proof, if any, covers his traits
  takeOthersFromInsi,  ///< the same, but strict traits differ from those that the proof was checked against
  prove,               ///< checked against a high-trust document
  withdrawProof,       ///< the document was not what it seemed
  changeStrictTrait,
  downgrade,   ///< by hand
  verifiedKo,  ///< INSi verification answered KO
  removeIns,   ///< the national number is taken back (A47)
  markDoubtful,
  clearDoubtful,
  markFictitious,
  clearFictitious,
  markHomonym,
  clearHomonym,
  receiveQualified,   ///< a believed partner: VALI with INS (SR-04)
  receiveValidated,   ///< VALI without INS
  receiveProvisional  ///< anything else
};

inline constexpr IdentityCommand kIdentityCommands[] = {
    IdentityCommand::takeFromInsi,     IdentityCommand::takeOthersFromInsi, IdentityCommand::prove,
    IdentityCommand::withdrawProof,    IdentityCommand::changeStrictTrait,  IdentityCommand::downgrade,
    IdentityCommand::verifiedKo,       IdentityCommand::removeIns,          IdentityCommand::markDoubtful,
    IdentityCommand::clearDoubtful,    IdentityCommand::markFictitious,     IdentityCommand::clearFictitious,
    IdentityCommand::markHomonym,      IdentityCommand::clearHomonym,       IdentityCommand::receiveQualified,
    IdentityCommand::receiveValidated, IdentityCommand::receiveProvisional};

/// The table: the next state, or Refusal "identity.attribute" (the attribute forbids it: INSi and proof wait until doubt or fiction is cleared;
/// attributes that may not stand together), "identity.lowest" (nothing below provisional), "identity.no_proof", "identity.no_ins" (an answer KO
/// is about a number that is stored; without one a second KO would take the proof away as well). Pure.
IdentityState apply(const IdentityState& state, IdentityCommand command);

IdentityState identityStateOf(const Patient& patient);
/// Writes status and attributes; drops patient.ins when the state has none.
void setIdentityState(Patient& patient, const IdentityState& state);

/// Status and attributes that may stand together. Every state that apply() gives is legal.
bool legal(const IdentityState& state) noexcept;
/// Strict traits, matricule and OID change only under permission identity.unlock (RIS.INS.29).
bool locked(IdentityStatus status) noexcept;
/// The traits INSi knows: birth name, first names, birth date, sex, birthplace code. Used names are complementary (RIS.INS.31).
bool sameStrictTraits(const Traits& a, const Traits& b);

std::string_view toText(IdentityCommand command) noexcept;       ///< "take_from_insi" …
std::string_view toText(IdentityAttribute attribute) noexcept;   ///< "doubtful" …
IdentityAttribute identityAttributeFrom(std::string_view text);  ///< Refusal "identity.attribute.unknown"

}  // namespace clairis
