// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/dataset_reader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmdata/dcwcache.h>

#include <stdexcept>

#include "dicom/dataset_shape.h"

namespace clairis::dicom {
namespace {

std::size_t itemTags(std::string_view bytes) {
  constexpr std::string_view kItemTag("\xFE\xFF\x00\xE0", 4);
  std::size_t items = 0;
  for (auto at = bytes.find(kItemTag); at != std::string_view::npos; at = bytes.find(kItemTag, at + kItemTag.size())) ++items;
  return items;
}

}  // namespace

std::unique_ptr<DcmDataset> readDataset(std::string_view bytes, bool explicitVr, const DatasetLimits& limits) {
  if (itemTags(bytes) > limits.items || !hasDatasetShape(bytes, explicitVr, limits.depth)) return nullptr;
  auto dataset = std::make_unique<DcmDataset>();
  if (bytes.empty()) return dataset;
  DcmInputBufferStream stream;
  stream.setBuffer(bytes.data(), static_cast<offile_off_t>(bytes.size()));
  stream.setEos();
  dataset->transferInit();
  const OFCondition condition = dataset->read(stream, explicitVr ? EXS_LittleEndianExplicit : EXS_LittleEndianImplicit);
  dataset->transferEnd();
  const bool complete = condition.good() && stream.avail() == 0;
  return complete ? std::move(dataset) : nullptr;
}

std::string datasetBytes(DcmDataset& dataset) {
  // Grows until everything fits: a length that DCMTK computes is an estimate of other encodings.
  for (std::size_t size = dataset.calcElementLength(EXS_LittleEndianExplicit, EET_ExplicitLength) + 1024;; size *= 2) {
    std::string bytes(size, '\0');
    DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    DcmWriteCache cache;
    dataset.transferInit();
    const OFCondition condition = dataset.write(stream, EXS_LittleEndianExplicit, EET_ExplicitLength, &cache, EGL_recalcGL, EPD_withoutPadding);
    dataset.transferEnd();
    if (condition.good()) {
      void* written = nullptr;
      offile_off_t length = 0;
      stream.flushBuffer(written, length);
      bytes.resize(static_cast<std::size_t>(length));
      return bytes;
    }
    if (condition != EC_StreamNotifyClient) throw std::runtime_error(std::string("cannot write data set: ") + condition.text());
  }
}

}  // namespace clairis::dicom
