// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/campaign/campaign.h"

#include <algorithm>

#include "plugins/identity/insi/verification/check_worker.h"

namespace clairis::identity::insi {
namespace {

constexpr auto kLease = std::chrono::minutes(5);
constexpr std::int64_t kMostAtOnce = 20;  // a portion stays short, so that a stop is felt soon

}  // namespace

Campaign::Campaign(Store& store, const Standings& standings, const Verifier& verifier, const Clock& clock, const InsiOptions& options, Log& log)
    : _store(store), _standings(standings), _verifier(verifier), _clock(clock), _options(options), _log(log) {}

std::int64_t Campaign::allowance(const CampaignState& state) const {
  const auto each = std::chrono::milliseconds(60'000) / _options.campaignRate;
  if (state.lastCallAt.empty()) return 1;
  return std::clamp<std::int64_t>((_clock.now() - fromIso(state.lastCallAt)) / std::max(each, std::chrono::milliseconds(1)), 0, kMostAtOnce);
}

/// The state, held against other nodes; nothing when the campaign rests, another node works or the rate is used up.
std::optional<CampaignState> Campaign::lease() const {
  std::optional<CampaignState> held;
  _store.write(Lane::batch, [&](UnitOfWork& work) {
    held.reset();
    auto state = findCampaign(work);
    if (!state && _options.campaignEvery.count() > 0) {
      state.emplace();
      state->running = true;
    }
    if (!state || !state->running || state->leaseUntil > toIso(work.now()) || allowance(*state) == 0) return;
    state->leaseUntil = toIso(work.now() + kLease);
    saveCampaign(work, *state);
    held = state;
  });
  return held;
}

/// Opens a round when none is open. False when there is nothing to do now.
bool Campaign::begin(CampaignState& state) const {
  if (!state.roundStartedAt.empty()) return true;
  auto next = state;
  next.dueBefore = toIso(_clock.now() - _options.campaignEvery);
  next.cursorAt = next.cursorId = "";
  if (_store.reading([&](Reader& reader) { return dueIdentities(reader, next, 1); }).empty()) return false;
  next.roundStartedAt = toIso(_clock.now());
  next.checked = next.ok = next.ko = next.failed = 0;
  state = next;
  return true;
}

/// Only progress is written: a person may have paused meanwhile.
void Campaign::keep(const CampaignState& state) const {
  _store.write(Lane::batch, [&](UnitOfWork& work) {
    auto now = state;
    if (const auto stored = findCampaign(work)) now.running = stored->running && state.running;
    saveCampaign(work, now);
  });
}

void Campaign::run(std::stop_token stop) const {
  auto state = lease();
  if (!state) return;
  const auto release = [&] {
    state->leaseUntil.clear();
    keep(*state);
  };
  try {
    const bool open = begin(*state);
    const auto due =
        open ? _store.reading([&](Reader& reader) { return dueIdentities(reader, *state, allowance(*state)); }) : std::vector<DueIdentity>();
    if (due.empty()) {
      // The round is over. Without an interval it was a person's, and the only one.
      if (open) _log.info("insi.campaign.round_ended", {{"checked", std::to_string(state->checked)}, {"ko", std::to_string(state->ko)}});
      state->roundStartedAt.clear();
      if (_options.campaignEvery.count() == 0) state->running = false;
    } else {
      const auto standing = _standings.automatic();
      for (const auto& each : due) {
        if (stop.stop_requested() || !one(standing, each, *state, stop)) break;
      }
    }
  } catch (const Refusal& problem) {
    state->lastCode = problem.code();
    state->lastCallAt = toIso(_clock.now());
    _log.warning("insi.campaign.waits", {{"code", problem.code()}, {"detail", problem.detail()}});
  } catch (...) {
    release();
    throw;
  }
  release();
}

bool Campaign::one(const Standing& standing, const DueIdentity& due, CampaignState& state, std::stop_token stop) const {
  state.lastCallAt = toIso(_clock.now());
  try {
    const auto result = _verifier.verify(systemCaller(), standing, due.patientId, Verifier::Which::own, "campaign", Lane::batch, std::move(stop));
    state.lastCode = result.code;
    if (result.verdict == Verification::Verdict::failed && result.remedy != Remedy::request) return false;
    state.ok += result.verdict == Verification::Verdict::ok ? 1 : 0;
    state.ko += result.verdict == Verification::Verdict::ko ? 1 : 0;
    state.failed += result.verdict == Verification::Verdict::failed ? 1 : 0;
  } catch (const Refusal& problem) {
    state.lastCode = problem.code();
    ++state.failed;
    _log.warning("insi.campaign.skipped", {{"patient", due.patientId}, {"code", problem.code()}});
  }
  ++state.checked;
  state.cursorAt = due.checkedAt;
  state.cursorId = due.patientId;
  keep(state);
  return true;
}

void Campaign::start(const Caller& caller) const {
  _store.write(Lane::interactive, [&](UnitOfWork& work) {
    auto state = findCampaign(work).value_or(CampaignState{});
    state.running = true;
    saveCampaign(work, state);
    work.audit({caller.principal, "insi.campaign.started", "campaign:insi", "ok", "{}"});
  });
}

void Campaign::pause(const Caller& caller) const {
  _store.write(Lane::interactive, [&](UnitOfWork& work) {
    auto state = findCampaign(work).value_or(CampaignState{});
    state.running = false;
    saveCampaign(work, state);
    work.audit({caller.principal, "insi.campaign.paused", "campaign:insi", "ok", "{}"});
  });
}

Campaign::Progress Campaign::progress() const {
  return _store.reading([](Reader& reader) {
    Progress out;
    out.state = findCampaign(reader).value_or(CampaignState{});
    out.remaining = remainingIdentities(reader, out.state);
    return out;
  });
}

}  // namespace clairis::identity::insi
