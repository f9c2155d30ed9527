// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "dicom/console_profile.h"
#include "dicom/worklist_entry.h"
#include "dicom/worklist_query.h"

class DcmDataset;

namespace clairis::dicom {

/// The identifier of one pending C-FIND answer: the attributes asked for and (0008,0005), Type 1 attributes never empty, every value
/// fitted to its VR and written in the profile's character set.
std::unique_ptr<DcmDataset> makeAnswer(const WorklistQuery& query, const WorklistEntry& entry, const ConsoleProfile& profile);

}  // namespace clairis::dicom
