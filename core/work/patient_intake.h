// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/domain/identifiers.h"
#include "core/plugin/clinic.h"

namespace clairis::work {

/// A patient as a partner describes him becomes, or changes, a patient here, by the table of core/domain/identity.h.
///
/// | sender trust       | PID-32 VALI and INS | PID-32 VALI, no INS | not VALI            |
/// |--------------------|---------------------|---------------------|---------------------|
/// | same domain/trusted| qualified + INS     | validated, no INS   | provisional, no INS |
/// | other, new         | provisional; INS kept apart, unverified (SR-04)                 |
/// | other, known       | a locked identity (recovered, validated, qualified) is left alone; a provisional one takes the traits |
///
/// An empty trait leaves what is known; a trait of the two characters "" is deleted. A doubt or fiction that a person marked here (markedHere in the
/// feed: that a person marks with it) is never cleared by a message and keeps the status provisional. A number of a believed sender's A47 is replaced
/// or taken away. An INS already qualified for somebody with other traits: InsCollision (SR-03); of the other environment: refused (SR-07).
/// What a believed sender may not change of an identity that is recovered, validated or qualified: core/work/partner_word.h.
/// Each change of the identity is one more row of history, one event, one line of the trail.
Patient receivePatient(UnitOfWork& work, const Caller& caller, const PatientFeed& feed, Environment environment);

}  // namespace clairis::work
