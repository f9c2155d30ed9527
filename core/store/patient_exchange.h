// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

#include "core/plugin/identities.h"

namespace clairis::store {

/// Table patient_exchange (RIS.INS.51): one row for each patient, partner and direction; its last time moves on.
void noteExchange(UnitOfWork& work, std::string_view patientId, std::string_view partner, std::string_view direction);
/// Of this patient and of whoever was merged into him: each under the record that it happened with.
std::vector<IdentityExchange> exchangesOf(Reader& reader, std::string_view patientId);
std::vector<ExchangePartner> exchangePartners(Reader& reader);

}  // namespace clairis::store
