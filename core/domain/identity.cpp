// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/identity.h"

#include <string>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

using Status = IdentityStatus;

bool fromInsi(Status status) noexcept { return status == Status::recovered || status == Status::qualified; }
bool proven(Status status) noexcept { return status == Status::validated || status == Status::qualified; }

Status statusOf(bool insi, bool proof) noexcept {
  if (insi) return proof ? Status::qualified : Status::recovered;
  return proof ? Status::validated : Status::provisional;
}

/// One level down (RIS.INS.33): what came from INSi goes first, then the proof.
Status lower(Status status) noexcept { return status == Status::qualified ? Status::validated : Status::provisional; }

[[noreturn]] void attributeForbids(const std::string& what) { throw Refusal("identity.attribute", what); }

void requireReal(const IdentityState& state, const char* what) {
  if (state.doubtful) attributeForbids(std::string("the identity is marked doubtful: clear the doubt before ") + what);
  if (state.fictitious) attributeForbids(std::string("the identity is marked fictitious: clear the mark before ") + what);
}

IdentityState withoutIns(IdentityState state, Status status) {
  state.status = status;
  state.ins = false;
  return state;
}

IdentityState takenFromInsi(IdentityState state, bool proofCovers) {
  requireReal(state, "calling INSi");
  state.status = statusOf(true, proofCovers && proven(state.status));
  state.ins = true;
  return state;
}

IdentityState provedBy(IdentityState state) {
  requireReal(state, "validating it");
  state.status = statusOf(fromInsi(state.status), true);
  return state;
}

IdentityState unproved(IdentityState state) {
  if (!proven(state.status)) throw Refusal("identity.no_proof", "no high-trust document was checked for this identity");
  state.status = statusOf(fromInsi(state.status), false);
  return state;
}

IdentityState markedDoubtful(IdentityState state) {
  if (state.fictitious) attributeForbids("a fictitious identity cannot be doubtful too: clear one mark first");
  state = withoutIns(state, Status::provisional);
  state.doubtful = true;
  return state;
}

IdentityState markedFictitious(IdentityState state) {
  if (state.doubtful || state.homonym) attributeForbids("fictitious stands with no other mark: clear doubtful and homonym first");
  state = withoutIns(state, Status::provisional);
  state.fictitious = true;
  return state;
}

IdentityState markedHomonym(IdentityState state) {
  if (state.fictitious) attributeForbids("a fictitious identity cannot be a homonym: clear one mark first");
  state.homonym = true;
  return state;
}

IdentityState received(IdentityState state, Status status, bool ins) {
  requireReal(state, "a partner's word is taken");
  state.status = status;
  state.ins = ins;
  return state;
}

}  // namespace

IdentityState apply(const IdentityState& before, IdentityCommand command) {
  auto state = before;
  switch (command) {
    case IdentityCommand::takeFromInsi:
      return takenFromInsi(state, true);
    case IdentityCommand::takeOthersFromInsi:
      return takenFromInsi(state, false);
    case IdentityCommand::prove:
      return provedBy(state);
    case IdentityCommand::withdrawProof:
      return unproved(state);
    case IdentityCommand::downgrade:
      if (state.status == Status::provisional) throw Refusal("identity.lowest", "a provisional identity has no lower status");
      return withoutIns(state, lower(state.status));
    case IdentityCommand::verifiedKo:
      if (!state.ins) throw Refusal("identity.no_ins", "this identity has no INS that an answer could be about");
      return withoutIns(state, lower(state.status));
    case IdentityCommand::changeStrictTrait:
      return withoutIns(state, lower(state.status));
    case IdentityCommand::removeIns:
      return withoutIns(state, fromInsi(state.status) ? lower(state.status) : state.status);
    case IdentityCommand::markDoubtful:
      return markedDoubtful(state);
    case IdentityCommand::markFictitious:
      return markedFictitious(state);
    case IdentityCommand::markHomonym:
      return markedHomonym(state);
    case IdentityCommand::clearDoubtful:
      state.doubtful = false;
      return state;
    case IdentityCommand::clearFictitious:
      state.fictitious = false;
      return state;
    case IdentityCommand::clearHomonym:
      state.homonym = false;
      return state;
    case IdentityCommand::receiveQualified:
      return received(state, Status::qualified, true);
    case IdentityCommand::receiveValidated:
      return received(state, Status::validated, false);
    case IdentityCommand::receiveProvisional:
      return withoutIns(state, Status::provisional);
  }
  return state;
}

IdentityState identityStateOf(const Patient& patient) {
  return {patient.status, patient.doubtful, patient.fictitious, patient.homonym, patient.ins.has_value()};
}

void setIdentityState(Patient& patient, const IdentityState& state) {
  patient.status = state.status;
  patient.doubtful = state.doubtful;
  patient.fictitious = state.fictitious;
  patient.homonym = state.homonym;
  if (!state.ins) patient.ins.reset();
}

bool legal(const IdentityState& state) noexcept {
  if (state.fictitious && (state.doubtful || state.homonym)) return false;
  if ((state.doubtful || state.fictitious) && (state.status != Status::provisional || state.ins)) return false;
  return fromInsi(state.status) == state.ins;
}

bool locked(IdentityStatus status) noexcept { return fromInsi(status); }

bool sameStrictTraits(const Traits& a, const Traits& b) {
  return a.birthName == b.birthName && a.firstBirthName == b.firstBirthName && a.birthNames == b.birthNames && a.birthDate == b.birthDate &&
         a.sex == b.sex && a.birthPlaceCode == b.birthPlaceCode;
}

std::string_view toText(IdentityCommand command) noexcept {
  switch (command) {
    case IdentityCommand::takeFromInsi:
      return "take_from_insi";
    case IdentityCommand::takeOthersFromInsi:
      return "take_others_from_insi";
    case IdentityCommand::prove:
      return "prove";
    case IdentityCommand::withdrawProof:
      return "withdraw_proof";
    case IdentityCommand::changeStrictTrait:
      return "change_strict_trait";
    case IdentityCommand::downgrade:
      return "downgrade";
    case IdentityCommand::verifiedKo:
      return "verified_ko";
    case IdentityCommand::removeIns:
      return "remove_ins";
    case IdentityCommand::markDoubtful:
      return "mark_doubtful";
    case IdentityCommand::clearDoubtful:
      return "clear_doubtful";
    case IdentityCommand::markFictitious:
      return "mark_fictitious";
    case IdentityCommand::clearFictitious:
      return "clear_fictitious";
    case IdentityCommand::markHomonym:
      return "mark_homonym";
    case IdentityCommand::clearHomonym:
      return "clear_homonym";
    case IdentityCommand::receiveQualified:
      return "receive_qualified";
    case IdentityCommand::receiveValidated:
      return "receive_validated";
    case IdentityCommand::receiveProvisional:
      return "receive_provisional";
  }
  return "";
}

std::string_view toText(IdentityAttribute attribute) noexcept {
  switch (attribute) {
    case IdentityAttribute::doubtful:
      return "doubtful";
    case IdentityAttribute::fictitious:
      return "fictitious";
    case IdentityAttribute::homonym:
      return "homonym";
  }
  return "";
}

IdentityAttribute identityAttributeFrom(std::string_view text) {
  for (const auto attribute : {IdentityAttribute::doubtful, IdentityAttribute::fictitious, IdentityAttribute::homonym}) {
    if (text == toText(attribute)) return attribute;
  }
  throw Refusal("identity.attribute.unknown", "expected doubtful, fictitious or homonym, found \"" + std::string(text.substr(0, 32)) + "\"");
}

}  // namespace clairis
