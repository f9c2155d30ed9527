// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/identities.h"

namespace clairis::work {

/// Open tasks of a duplicate when he is merged. What names both is decided: closed by who merged (merged). What is about his own row, which is active
/// no more (doubtful, first_name, insi_ko, ins_verified, insi_unverifiable, collision, partner_otherwise), closes too (merged); so does
/// documents_sent, since the merge lists anew what left under another number than the survivor's. The rest follows what it is about to the survivor:
/// documents_held, duplicate and partner_refused with somebody else; where the survivor has the same task, one of them is closed. All of it is noted
/// for the way back.
void moveTasks(UnitOfWork& work, const Caller& caller, const PatientMerge& merge);

/// The way back: what followed and is still open returns; what was closed because of the merge opens again where it still holds. What named both
/// stays closed: they are two.
void giveTasksBack(UnitOfWork& work, const Caller& caller, const PatientMerge& merge);

}  // namespace clairis::work
