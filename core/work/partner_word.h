// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/plugin/clinic.h"

namespace clairis::work {

/// What a believed partner's message may not change of an identity that is recovered, validated or qualified here. Its strict traits, status and INS
/// are left alone, and a task partner_otherwise tells a person, when the message lowers it, gives it another INS, or says other strict traits, and
///
/// | why              | when                                                                                                                    |
/// |------------------|-------------------------------------------------------------------------------------------------------------------------|
/// | `merged_number`  | the message knows the patient by numbers alone that were merged away: it was written about a record that is no more     |
/// | `qualified_here` | a person here checked his document and INSi was asked here: each domain answers for its own qualification (RIS.INS.38),  |
/// |                  | and its strict traits are locked (RIS.INS.29). What a partner gave he can take back                                       |
///
/// Said in so many words, these act all the same, since they close outlets: an INS that is taken back (`""`, RIS.INS.55; of `qualified_here` the
/// document that was checked here stays: validated), or replaced by A47 that names the stored one; a doubt or fiction under a number of his own
/// (RIS.INS.27).
enum class Kept { no, mergedNumber, qualifiedHere };

/// `after`: what fed() makes of it. Reads nothing unless the message would touch what may be protected.
Kept keptFrom(Reader& reader, const Patient& before, const Patient& after, const PatientFeed& feed);

/// What the message says, in one word: other_ins, doubtful, fictitious, other_traits, or the status; empty: the same in another spelling.
std::string_view contradiction(const Patient& before, const Patient& after, const PatientFeed& feed);

/// Traces it, and opens a task unless this partner's same word was shown to a person before.
void tellOtherwise(UnitOfWork& work, const Caller& caller, const PatientFeed& feed, const Patient& patient, Kept why, std::string_view said);

}  // namespace clairis::work
