// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

struct T_DIMSE_Message;

namespace clairis::dicom {

/// Reads the command set of a request (PS3.7 §9, §10: group 0000, implicit VR little endian): C-ECHO, C-FIND, C-CANCEL, N-CREATE, N-SET and
/// N-GET; of another command only the command field. False when it is damaged: a length beyond the end, an element missing or of
/// another length, a SOP class that is no UID, a SOP instance that is no printable text of 1 to 64 characters. Read here and not by DCMTK, whose
/// reader takes memory for what a length announces. `withList`: N-GET's attribute list is given, as malloc'ed memory that whoever handles the request
/// frees; else it is left out.
bool readCommand(std::string_view bytes, bool withList, T_DIMSE_Message& message);

}  // namespace clairis::dicom
