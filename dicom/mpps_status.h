// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>

#include "dicom/find_status.h"

/// Statuses of MPPS (PS3.7 annex C, PS3.4 F.7 and F.8), with their cause here: the conformance statement prints this table.
namespace clairis::dicom::mpps {

inline constexpr std::uint16_t kSomeUnknown = 0x0001, kInvalidValue = 0x0106, kListError = 0x0107, kFailure = 0x0110;
inline constexpr std::uint16_t kDuplicate = 0x0111, kNoSuchInstance = 0x0112, kInvalidInstance = 0x0117;
/// Error ID (0000,0903) beside kFailure.
inline constexpr std::uint16_t kMayNotBeUpdated = 0xA506;

inline constexpr std::array kStatuses{
    FindStatus{kSuccess, "Success",
               "The step is stored, also one that waits for a person. A begin said again by the same console, byte for byte, is a success too."},
    FindStatus{kSomeUnknown, "Warning (N-GET)", "Nothing was said of some of the attributes asked for; the others follow."},
    FindStatus{kInvalidValue, "Invalid attribute value", "N-CREATE in another state than IN PROGRESS, or N-SET to none of the three states."},
    FindStatus{kListError, "Attribute list error (warning, N-SET)",
               "The change is stored; attributes that only N-CREATE may say kept their first value. Error Comment names them."},
    FindStatus{kFailure, "Processing failure",
               "The step has ended and may no longer be updated (Error ID 0xA506), or nothing could be stored now: repeat."},
    FindStatus{kDuplicate, "Duplicate SOP instance", "Another step has this SOP Instance UID."},
    FindStatus{kNoSuchInstance, "No such SOP instance", "The step was never begun here; what an N-SET said of it is kept for a person."},
    FindStatus{kInvalidInstance, "Invalid SOP instance", "The SOP Instance UID is no UID."},
};

}  // namespace clairis::dicom::mpps
