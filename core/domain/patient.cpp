// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/patient.h"

#include "core/domain/refusal.h"

namespace clairis {

std::optional<Ins> insForOutlet(const Patient& patient, Environment environment) {
  const bool open = patient.status == IdentityStatus::qualified && !patient.doubtful && !patient.fictitious && patient.mergedInto.empty();
  if (!open || !patient.ins || !patient.ins->fits(environment)) return std::nullopt;
  return patient.ins;
}

std::string_view toText(IdentityStatus status) noexcept {
  switch (status) {
    case IdentityStatus::provisional: return "provisional";
    case IdentityStatus::recovered: return "recovered";
    case IdentityStatus::validated: return "validated";
    case IdentityStatus::qualified: return "qualified";
  }
  return "provisional";
}

IdentityStatus identityStatusFrom(std::string_view text) {
  for (const auto status : {IdentityStatus::provisional, IdentityStatus::recovered, IdentityStatus::validated, IdentityStatus::qualified}) {
    if (text == toText(status)) return status;
  }
  throw Refusal("identity_status.unknown", "expected provisional, recovered, validated or qualified, found \"" + std::string(text) + "\"");
}

std::string_view toText(Sex sex) noexcept {
  switch (sex) {
    case Sex::female: return "F";
    case Sex::male: return "M";
    case Sex::unknown: return "U";
  }
  return "U";
}

Sex sexFrom(std::string_view text) {
  if (text == "F") return Sex::female;
  if (text == "M") return Sex::male;
  if (text.empty() || text == "U" || text == "O" || text == "I" || text == "UN") return Sex::unknown;
  throw Refusal("sex.unknown", "expected F, M or U, found \"" + std::string(text.substr(0, 16)) + "\"");
}

}  // namespace clairis
