// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dicom/console_profile.h"
#include "dicom/worklist_entry.h"
#include "dicom/worklist_query.h"

class DcmDataset;

namespace clairis::dicom {

/// The identifier of one pending C-FIND answer: the attributes asked for and (0008,0005), Type 1 attributes never empty, every value
/// fitted to its VR and written in the profile's character set. `spelledOut`, when given, receives the tags (group << 16 | element) of
/// the attributes that the set could not hold as they are: the console shows another spelling than the RIS. Refusal
/// "worklist.profile.character_set" for a term that AnswerCharacterSet does not know.
/// Appended to `bytes`, little endian.
void writeAnswer(const WorklistQuery& query, const WorklistEntry& entry, const ConsoleProfile& profile, bool explicitVr, std::string& bytes,
                 std::vector<std::uint32_t>* spelledOut = nullptr);

/// The same as a data set, for those who look into it.
std::unique_ptr<DcmDataset> makeAnswer(const WorklistQuery& query, const WorklistEntry& entry, const ConsoleProfile& profile,
                                       std::vector<std::uint32_t>* spelledOut = nullptr);

}  // namespace clairis::dicom
