// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/dataset_reader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dctk.h>

namespace clairis::dicom {
namespace {

constexpr std::size_t kItems = 64;

// Every level of nesting costs at least one item tag (FFFE,E000), so their number bounds the depth before anything recurses.
bool boundedNesting(std::string_view bytes) {
  constexpr std::string_view kItemTag("\xFE\xFF\x00\xE0", 4);
  std::size_t items = 0;
  for (auto at = bytes.find(kItemTag); at != std::string_view::npos; at = bytes.find(kItemTag, at + kItemTag.size())) {
    if (++items > kItems) return false;
  }
  return true;
}

}  // namespace

std::unique_ptr<DcmDataset> readDataset(std::string_view bytes, bool explicitVr) {
  if (!boundedNesting(bytes)) return nullptr;
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

}  // namespace clairis::dicom
