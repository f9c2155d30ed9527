// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

#include "core/domain/identifiers.h"
#include "core/plugin/sql.h"

namespace clairis::hl7 {

/// The INS of a patient that a receiver may have had from this instance: table hl7_ins_sent. A number is withdrawn only from a receiver that is in
/// it.
bool insWasSent(Reader& reader, std::string_view destination, std::string_view patientId, const Ins& ins);
std::vector<Ins> insSentTo(Reader& reader, std::string_view destination, std::string_view patientId);
void rememberInsSent(UnitOfWork& work, std::string_view destination, std::string_view patientId, const Ins& ins);
void forgetInsSent(UnitOfWork& work, std::string_view destination, std::string_view patientId, const Ins& ins);

}  // namespace clairis::hl7
