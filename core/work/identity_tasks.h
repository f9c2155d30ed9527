// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/identities.h"

namespace clairis::work {

/// The identity worklist (SR-08); contracts in core/plugin/identities.h. Opening and closing are audited.
///
/// A task that what happened has overtaken closes by itself. A person may close any of them with what he decided; what opens again then is said in
/// the last column.
///
/// | kind              | closes by itself when                                                          | outcome         | after a person closed it  |
/// |-------------------|--------------------------------------------------------------------------------|-----------------|---------------------------|
/// | insi_ko           | the patient gets a number after it                                             | taken           | with the next KO          |
/// | ins_verified      | the number kept apart becomes his                                              | taken           | with the next answer      |
/// |                   | nobody says that number any more                                               | withdrawn       |                           |
/// |                   | another number is kept apart instead                                           | replaced        |                           |
/// |                   | INSi answers KO about it after all                                             | verified        |                           |
/// | insi_unverifiable | the same four; INSi answers, OK or KO                                          | verified        | with the next failure     |
/// | collision         | the two are merged                                                             | merged          | with the next refusal     |
/// |                   | the holder is qualified with it no more                                        | number_free     |                           |
/// |                   | the other is qualified with another number                                     | other_number    |                           |
/// | duplicate         | the two are merged                                                             | merged          | never by likeness         |
/// |                   | found by likeness: they do not look alike any more                             | no_longer_alike |                           |
/// | doubtful          | the doubt is cleared                                                           | cleared         | with the next doubt       |
/// | first_name        | the first name begins the list                                                 | solved          | with the next difference  |
/// | documents_held    | none of the patient's documents waits too long for identity                    | documents_left  | for a document late since |
/// | documents_sent    | nothing that left is under another number than the present one                 | numbers_agree   | with the next loss        |
/// | partner_refused   | the two that it names are merged                                               | merged          | with the next refusal     |
/// | partner_otherwise | doubt, fiction, status or the number taken back: what was said is so by now    | partner_agrees  | when other words are said |
/// | wrong_patient     | never: an incident is a person's to end (SR-05)                                |                 | with the next withdrawal  |
/// | any               | the patient is merged: see core/work/merged_tasks.h                            | merged          |                           |
///
/// The state of a patient is looked at when events tell of him (core/work/task_review.h), of documents_held by a job, of likeness by the watch.
std::string openTask(UnitOfWork& work, const Caller& caller, const IdentityTask& task);
/// NotFound "identity.task.unknown", Conflict "identity.task.closed".
void closeTask(UnitOfWork& work, const Caller& caller, std::string_view taskId, std::string_view outcome, std::string_view note);

/// Closes what is open of one kind about one patient, because of what the caller did. How many.
int closeTasksOf(UnitOfWork& work, const Caller& caller, std::string_view kind, std::string_view patientId, std::string_view outcome);

/// The program itself: what it closes, it may open again.
Caller systemCaller();

}  // namespace clairis::work
