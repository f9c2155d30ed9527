// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace clairis::dicom {

/// Whether these bytes have the shape of a little-endian data set (PS3.5 §7): known value representations, every length within what holds
/// it, sequences of items nested at most sixteen deep. Asked before DCMTK's parser, which reserves what a length announces (up to 4 GB for
/// a request of 50 bytes) before it sees that the bytes are not there, and recurses as deep as it is told to.
bool hasDatasetShape(std::string_view bytes, bool explicitVr);

}  // namespace clairis::dicom
