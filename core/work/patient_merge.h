// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/identities.h"

namespace clairis::work {

/// A duplicate and his survivor. What was his follows; his own row keeps traits, status and INS as they were, and is active no more: no outlet has
/// his INS (insForOutlet), no other patient is hindered from being qualified with it (SR-03 counts active ones), and an unmerge restores it as it
/// was. The survivor's identity does not change by a merge: whoever wants the duplicate's INS for him asks INSi or his partner.
///
/// Obstacles, in this order; merge() throws the first before anything is written, so that the caller may catch it and go on in his unit of work
/// (a feed opens the task "collision"):
///
/// | code                            | why                                                                                          |
/// |---------------------------------|----------------------------------------------------------------------------------------------|
/// | patient.merge.same              | source and target are one patient                                                            |
/// | patient.merge.source_merged     | the source is a duplicate already                                                            |
/// | patient.merge.target_merged     | the target is a duplicate: merge into his survivor. Therefore no chain ever closes to a ring |
/// | patient.merge.two_ins           | both are qualified, with different INS: two persons (SR-03), unless one is downgraded first  |
/// | patient.merge.into_fictitious   | somebody real would vanish in somebody invented                                              |
/// | patient.merge.test              | one is a test patient, the other is not: counting (SR-11) would lie                          |
std::vector<std::string> mergeObstacles(const Patient& source, const Patient& target);

/// Names of what differs: the strict traits (spelling apart), and "ins" when both have one. Fields as in REST.
std::vector<std::string> differingTraits(const Patient& source, const Patient& target);

MergePreview previewMerge(Reader& reader, std::string_view sourceId, std::string_view targetId);

/// Documents that left under another INS than the survivor's become a task documents_sent (SR-06). Events: patient.merged (subject: the source;
/// data {"merge", "into"}), patient.identity_changed for both: documents are made again with the survivor's identity (SR-01, SR-05). Open tasks
/// of the source follow or are closed (core/work/merged_tasks.h).
PatientMerge mergePatients(UnitOfWork& work, const Caller& caller, std::string_view sourceId, std::string_view targetId, std::string_view reason);

/// NotFound "patient.merge.unknown", Conflict "patient.merge.undone", Refusal "patient.merge.later" (the survivor was merged away since: take that
/// back first), InsCollision when somebody else is qualified with the duplicate's INS by now (SR-03: downgrade one of them first). Events:
/// patient.unmerged (subject: the source; data {"merge", "from"}), patient.identity_changed for both.
PatientMerge unmergePatients(UnitOfWork& work, const Caller& caller, std::string_view mergeId, std::string_view reason);

/// From now on the number is one that was merged away (core/work/partner_word.h); his own already: that alone is noted. Somebody else's: Refusal
/// "patient.identifier.taken". Given to the survivor when the patient is a duplicate.
void addAlias(UnitOfWork& work, const Caller& caller, std::string_view patientId, const LocalId& alias);

}  // namespace clairis::work
