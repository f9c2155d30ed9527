// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "plugins/identity/insi/campaign/campaign.h"
#include "plugins/identity/insi/service/searches.h"
#include "plugins/identity/insi/service/verifier.h"

namespace clairis::identity::insi {

/// REST forms. `withIns`: numbers are shown to who may see them (RIS.INS.05) and to nobody else.
nlohmann::json toJson(const SearchResult& result, bool withIns);
nlohmann::json toJson(const Verification& result);
/// `now`: a call that has no end after five minutes was cut.
nlohmann::json toJson(const Call& call, Instant now);
nlohmann::json toJson(const Campaign::Progress& progress, int rate);

/// What a workstation read on a card. Refusal "insi.card.…" comes from checkedCard().
CardReading cardFrom(const nlohmann::json& body);

namespace schema {
extern const char* const kSearch;
extern const char* const kCard;
extern const char* const kAccept;
extern const char* const kRefuse;
}  // namespace schema

}  // namespace clairis::identity::insi
