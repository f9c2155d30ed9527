// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string_view>

class DcmDataset;

namespace clairis::dicom {

/// The data set in these bytes, little endian with explicit or implicit VR; null when they are not one: truncated, a length that
/// points beyond the end, or sequences nested deeper than any identifier needs (the parser recurses).
std::unique_ptr<DcmDataset> readDataset(std::string_view bytes, bool explicitVr);

}  // namespace clairis::dicom
