// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string_view>

namespace clairis::dicom {

/// Whether sequences in these bytes (little endian) are nested at most `depth` deep. Reads lengths only and does not recurse. False too
/// for bytes that no data set has: a length beyond its parent, delimiters out of place, no VR where one must stand.
/// Whatever begins with an item tag counts as a sequence, so that no reading of a doubtful element is deeper than this one.
bool nestedWithin(std::string_view bytes, bool explicitVr, std::size_t depth);

}  // namespace clairis::dicom
