// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/identities.h"

namespace clairis::store {

/// Table patient_history (RIS.INS.17, 26). `before` is null for the first entry. Returns the entry's id: one INSERT, nothing is read.
std::string insertHistory(UnitOfWork& work, const Patient* before, const Patient& after, std::string_view actor, std::string_view command,
                          std::string_view reason);
std::vector<IdentityHistoryEntry> historyOf(Reader& reader, std::string_view patientId);  ///< oldest first

/// JSON object: field → [before, after]; only what differs.
std::string changesBetween(const Patient& before, const Patient& after);

}  // namespace clairis::store
