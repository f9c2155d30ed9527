// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>

namespace clairis::dicom {

/// A status that a worklist C-FIND may end with or carry (PS3.4 Table K.4-1), with its cause here: the conformance statement prints this table.
struct FindStatus {
  std::uint16_t code;
  const char* meaning;
  const char* cause;
};

inline constexpr std::uint16_t kPending = 0xFF00, kPendingUnsupportedKeys = 0xFF01, kSuccess = 0x0000, kCancelled = 0xFE00;
inline constexpr std::uint16_t kOutOfResources = 0xA700, kIdentifierMismatch = 0xA900, kUnableToProcess = 0xC001;

inline constexpr std::array kFindStatuses{
    FindStatus{kSuccess, "Success", "Every match has been sent, or the limit cut the list and the profile of the console does not want to hear of it."},
    FindStatus{kPending, "Pending", "One match; every key of the request is supported."},
    FindStatus{kPendingUnsupportedKeys, "Pending", "One match; the request names attributes that the model below does not have."},
    FindStatus{kCancelled, "Cancel", "A C-CANCEL arrived; no match follows."},
    FindStatus{kOutOfResources, "Refused: out of resources", "The answer limit of the console cut the list. Error Comment (0000,0902) says so."},
    FindStatus{kIdentifierMismatch, "Identifier does not match SOP class",
               "The identifier cannot be read, or a key is malformed. Error Comment names the attribute and what is expected."},
    FindStatus{kUnableToProcess, "Unable to process", "The worklist cannot be read now. Error Comment says so; repeat later."},
};

}  // namespace clairis::dicom
