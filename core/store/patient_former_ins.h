// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

#include "core/plugin/identities.h"

namespace clairis::store {

/// Table patient_former_ins: numbers that were, or are said to have been, this patient's. Found again, never sent. Known already: nothing happens.
/// `origin`: insi, here, partner.
void keepFormerIns(UnitOfWork& work, std::string_view patientId, const InsiIdentity::Former& former, std::string_view origin);
std::vector<InsiIdentity::Former> formerInsOf(Reader& reader, std::string_view patientId);

/// Documents that left, or may have left, under this number (SR-06), in the order they were made.
std::vector<std::string> documentsSentUnder(Reader& reader, std::string_view patientId, const Ins& ins);

}  // namespace clairis::store
