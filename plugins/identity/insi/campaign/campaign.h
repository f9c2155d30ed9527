// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "plugins/identity/insi/campaign/campaign_state.h"
#include "plugins/identity/insi/service/verifier.h"

namespace clairis::identity::insi {

/// Verifies every stored INS whose last check is older than identity.insi.campaign.every, the longest unchecked first, never more per minute
/// than identity.insi.campaign.rate. A round goes on where it was after a stop, a crash or a pause; trouble of INSi stops the portion and keeps
/// the place. A KO lowers the identity (RIS.INS.43). Thread-safe; one node works at a time.
class Campaign {
public:
  Campaign(Store& store, const Standings& standings, const Verifier& verifier, const Clock& clock, const InsiOptions& options, Log& log);

  /// As many verifications as the rate allows since the last one. Called every few seconds.
  void run(std::stop_token stop) const;
  /// A person starts or goes on: with the option at 0 there is one round over everybody, then it pauses.
  void start(const Caller& caller) const;
  void pause(const Caller& caller) const;
  struct Progress {
    CampaignState state;
    std::int64_t remaining = 0;
  };
  Progress progress() const;

private:
  std::optional<CampaignState> lease() const;
  std::int64_t allowance(const CampaignState& state) const;
  bool begin(CampaignState& state) const;
  /// False: stop for now and keep the place.
  bool one(const Standing& standing, const DueIdentity& due, CampaignState& state, std::stop_token stop) const;
  void keep(const CampaignState& state) const;

  Store& _store;
  const Standings& _standings;
  const Verifier& _verifier;
  const Clock& _clock;
  const InsiOptions& _options;
  Log& _log;
};

}  // namespace clairis::identity::insi
