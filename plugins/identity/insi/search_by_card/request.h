// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "plugins/identity/insi/soap/envelope.h"

namespace clairis::identity::insi {

/// What a workstation read on a Vitale card for the beneficiary that a person chose. The card is a key and proves no identity: what counts is
/// the INS that comes back.
struct CardReading {
  Cover cover;
  std::string birthName;  ///< as on the card; may be empty
};

/// Checked before anything leaves: numbers of 13 characters with a key of 2 digits, a scheme and a fund, a date AAAA-MM-JJ (lunar dates are on
/// cards), a rank of 1 or 2 digits; a name by the character profile. Refusal "insi.card.number", "insi.card.cover", "insi.card.birth_date",
/// "insi.card.rank", "insi.name.…".
CardReading checkedCard(const CardReading& reading);

/// WS_INS1 rechercherInsAvecCarteVitale: RECVITALE; the cover goes into ContexteBAM. `reading` was checked.
Operation searchByCard(const CardReading& reading);

}  // namespace clairis::identity::insi
