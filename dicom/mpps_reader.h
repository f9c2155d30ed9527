// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/domain/performed_step.h"
#include "dicom/dataset_reader.h"

class DcmDataset;

namespace clairis::dicom {

/// A performed step lists all its images: thousands of items, few levels.
inline constexpr DatasetLimits kStepLimits{50'000, 16};
inline constexpr std::size_t kStepBytes = 8 * 1024 * 1024;

/// All texts as UTF-8, (0008,0005) says so. What its character set cannot read is read as ISO 8859-1: nothing is dropped. Afterwards data sets of
/// one step can be merged whatever set each came in.
void toUtf8(DcmDataset& dataset);

/// What the data set of a step says (PS3.4 table F.7.2-1), after toUtf8(). Malformed values read as empty: the data set itself is
/// kept. `state` is IN PROGRESS when the attribute is missing.
PerformedStep readStep(DcmDataset& dataset);

/// The value of (0040,0252) as it stands.
std::string sentState(DcmDataset& dataset);

/// N-SET: takes the attributes of `changes` into `stored`. What only N-CREATE may say (patient, references, start …) keeps its first value;
/// returns the names of those that were to become something else.
std::vector<std::string> mergeStep(DcmDataset& stored, DcmDataset& changes);

}  // namespace clairis::dicom
