// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/domain/identifiers.h"
#include "core/plugin/clinic.h"

namespace clairis::work {

/// A patient as a partner describes him becomes, or changes, a patient here.
///
/// | sender trust       | PID-32 VALI and INS | PID-32 VALI, no INS | not VALI            |
/// |--------------------|---------------------|---------------------|---------------------|
/// | same domain/trusted| qualified + INS     | validated, no INS   | provisional, no INS |
/// | other, new         | provisional; INS kept apart, unverified (SR-04)                 |
/// | other, known       | a locked identity (recovered, validated, qualified) is left alone; a provisional one takes the traits |
///
/// An empty trait leaves what is known; a trait of the two characters "" is deleted. An INS already qualified for somebody with other traits is
/// refused (SR-03), an INS of the other environment too (SR-07).
Patient receivePatient(UnitOfWork& work, const Caller& caller, const PatientFeed& feed, Environment environment);

}  // namespace clairis::work
