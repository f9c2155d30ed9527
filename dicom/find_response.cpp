// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/find_response.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>

#include "dicom/item_bytes.h"

namespace clairis::dicom {
namespace {

constexpr std::uint16_t kFindResponse = 0x8020, kDatasetFollows = 0x0001;

}  // namespace

std::string findResponseCommand(const T_DIMSE_C_FindRQ& request, std::uint16_t status) {
  std::string elements;
  appendCommandUid(elements, 0x00000002, request.AffectedSOPClassUID);
  appendCommandNumber(elements, 0x00000100, kFindResponse);
  appendCommandNumber(elements, 0x00000120, request.MessageID);
  appendCommandNumber(elements, 0x00000800, kDatasetFollows);
  appendCommandNumber(elements, 0x00000900, status);
  std::string command;
  appendCommandLength(command, elements.size());
  return command + elements;
}

}  // namespace clairis::dicom
