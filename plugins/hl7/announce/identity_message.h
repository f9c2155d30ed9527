// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/domain/patient.h"
#include "core/domain/people.h"
#include "plugins/hl7/client/destination.h"
#include "plugins/hl7/status/order_status.h"

namespace clairis::hl7 {

/// What a receiver is told of an identity: all that is true now, so that the newest message is enough.
struct IdentityNews {
  Patient patient;
  Site site;
  std::vector<LocalId> numbers;  ///< of his that this receiver knows
  std::vector<Ins> withdrawn;    ///< numbers that this receiver has from us and that are not his any more
  std::vector<LocalId> former;   ///< of a duplicate that was merged into him
  std::string proof;             ///< document that was checked
  bool usedNameRemoved = false;  ///< he had a name in use, and has none any more
};

/// ADT of PAM-FR 2.11.2 (ITI-30) in UTF-8, segments ended by CR: A40 when a duplicate was merged into him, A47 when a number is withdrawn, else A31.
/// `ins`: what the outlet guard lets through now (SR-02). A withdrawn number stands in MRG-1 alone, of a message to a receiver that has it from us:
/// it names what that receiver must remove, and identifies nobody. Without an INS to put in its place PID-3 holds `""` under its OID.
/// PID-32: VALI for validated and for qualified, else PROV (there is no code for recovered); DOUT, FICT, HOMD beside it.
std::string identityMessage(const IdentityNews& news, const Destination& destination, const MessageStamp& stamp, const std::optional<Ins>& ins);

/// The numbers of `patient` that this receiver knows: of hl7.destination.<name>.patient_authority; without that option those that the receiver gave,
/// else the one on our documents.
std::vector<LocalId> numbersFor(const Patient& patient, const Destination& destination);

}  // namespace clairis::hl7
