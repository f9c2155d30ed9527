// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/domain/identifiers.h"
#include "core/plugin/clinic.h"
#include "plugins/hl7/mapping/sender.h"
#include "plugins/hl7/message/message.h"

namespace clairis::hl7 {

/// PID, ZFA and ZFD as a patient feed. Rules: PAM-FR 2.11 with the INS annex of the CI-SIS.
///  - The INS counts only when PID-32 holds VALI; otherwise the patient is read without it (RIS.INS.55). NIR goes before NIA.
///  - An INS OID of the other environment is refused whatever PID-32 says (SR-07).
///  - With an INS that counts, birth date, sex and birthplace code are required.
///  - A birth date that was corrected (ZFD-4) excludes the INS.
///  - `""` in a trait stays the two characters `""`: the intake deletes it. In the birth name it is refused; instead of the INS it takes every INS
///    away (A47, and the same in any other message: the safe side).
///  - Attributes of PID-32: DOUT, USUR, COLP and COLV doubtful; FICT fictitious; HOMD and HOMA homonym. PID-21 (mother) is nobody's identifier here.
/// Throws Fault; never repeats a trait in its text.
PatientFeed patientFeed(const Message& message, const Sender& sender, Environment environment);
/// The same of one PID among several; ZFA and ZFD are the message's.
PatientFeed patientFeed(const Message& message, const Segment& pid, const Sender& sender, Environment environment);

/// PV1-2, or empty when it is absent or N (not applicable).
std::string patientClass(const Message& message);

}  // namespace clairis::hl7
