// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/identities.h"

namespace clairis::store {

/// Table identity_task (SR-08): what waits for a person.
struct OpenedTask {
  std::string id;
  bool fresh = false;  ///< false: the same was open already
};
OpenedTask insertTask(UnitOfWork& work, const IdentityTask& task, std::string_view openedBy);
/// False when it is not open.
bool closeTask(UnitOfWork& work, std::string_view taskId, std::string_view closedBy, std::string_view outcome, std::string_view note);
/// Ids of the open tasks of one kind about one patient.
std::vector<std::string> openTasksOf(Reader& reader, std::string_view kind, std::string_view patientId);
/// Ids of the open tasks that say these two may be one person, whichever of them they name first.
std::vector<std::string> openDuplicateTasks(Reader& reader, std::string_view one, std::string_view other);
/// Whether a person closed a task about these two, or took back their merge: they are two, and nobody asks again.
bool pairDecided(Reader& reader, std::string_view one, std::string_view other);
/// Open tasks that name this patient, or whatever this names, first or second, the oldest first.
std::vector<IdentityTask> openTasksNaming(Reader& reader, std::string_view name);
bool taskOpen(Reader& reader, std::string_view kind, std::string_view patientId, std::string_view otherId);
/// The task names these from now on.
void renameTask(UnitOfWork& work, std::string_view taskId, std::string_view patientId, std::string_view otherId);
/// When somebody other than the program itself last closed a task of that kind about this patient; empty: never.
std::string lastClosedByPerson(Reader& reader, std::string_view kind, std::string_view patientId);
std::optional<IdentityTask> findTask(Reader& reader, std::string_view taskId);
std::vector<IdentityTask> tasksBy(Reader& reader, const IdentityTaskFilter& filter);
std::vector<IdentityTaskCount> openTaskCounts(Reader& reader);

}  // namespace clairis::store
