// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace clairis::dicom {

/// Whether a whole A-ASSOCIATE-RQ PDU is made as PS3.8 §9.3.2 and PS3.7 annex D say: both AE titles, items that fill it exactly, each presentation
/// context with an odd number of its own, one abstract syntax and one to 128 transfer syntaxes. Asked before DCMTK reads it, which loses memory on
/// each request that it cannot read. The protocol version is not looked at: another one gets its A-ASSOCIATE-RJ.
bool isAssociateRequest(std::string_view pdu);

}  // namespace clairis::dicom
