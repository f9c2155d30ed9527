// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/sql.h"

namespace clairis::identity::insi {

/// The verification campaign as stored: where it is and what came of it.
struct CampaignState {
  bool running = false;
  std::string roundStartedAt;  ///< empty: between two rounds
  std::string dueBefore;
  std::string cursorAt, cursorId;
  std::int64_t checked = 0, ok = 0, ko = 0, failed = 0;  ///< of this round, or of the last one
  std::string lastCallAt, lastCode, leaseUntil;
};

std::optional<CampaignState> findCampaign(Reader& reader);
void saveCampaign(UnitOfWork& work, const CampaignState& state);

/// A patient whose INS is due, in the order of the campaign.
struct DueIdentity {
  std::string patientId;
  std::string checkedAt;
};
std::vector<DueIdentity> dueIdentities(Reader& reader, const CampaignState& state, std::int64_t limit);
std::int64_t remainingIdentities(Reader& reader, const CampaignState& state);

}  // namespace clairis::identity::insi
