// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string_view>

namespace clairis::dicom {

/// Whether these bytes have the shape of a little-endian data set (PS3.5 §7): known value representations, every length within what holds
/// it, delimiters in place, sequences nested at most `depth` deep. Reads lengths only and does not recurse. Asked before DCMTK's parser,
/// which reserves what a length announces (up to 4 GB for a request of 50 bytes) before it sees that the bytes are not there, and recurses as
/// deep as it is told to. Whatever begins with an item tag counts as a sequence, so that no reading of a doubtful element is deeper than this.
bool hasDatasetShape(std::string_view bytes, bool explicitVr, std::size_t depth);

}  // namespace clairis::dicom
