// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

class DcmDataset;

namespace clairis::dicom {

/// A data set as it came.
struct EncodedDataset {
  std::string bytes;
  bool explicitVr = true;  ///< little endian in any case
};

/// What is read at most. The parser recurses: `depth` bounds its stack, `items` its work.
struct DatasetLimits {
  std::size_t items = 64;  ///< enough for an identifier; a performed step lists its images
  std::size_t depth = 16;
};

/// The data set in these bytes, little endian with explicit or implicit VR; null when they are not one: truncated, a length that
/// points beyond the end, or beyond the limits.
std::unique_ptr<DcmDataset> readDataset(std::string_view bytes, bool explicitVr, const DatasetLimits& limits = {});

/// These bytes' explicit VR little endian form, to be kept.
std::string datasetBytes(DcmDataset& dataset);

}  // namespace clairis::dicom
