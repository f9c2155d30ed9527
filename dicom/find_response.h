// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

struct T_DIMSE_C_FindRQ;

namespace clairis::dicom {

/// The command set of a C-FIND-RSP that brings an identifier (PS3.7 §9.3.2.2), implicit VR little endian: the same bytes for every
/// pending answer of a query.
std::string findResponseCommand(const T_DIMSE_C_FindRQ& request, std::uint16_t status);

}  // namespace clairis::dicom
