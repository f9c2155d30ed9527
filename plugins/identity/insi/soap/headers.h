// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/time/instant.h"

namespace clairis::identity::insi {

/// The software as INSi knows it (ContexteLPS). The same for every call of this installation.
struct Software {
  std::string authorisation;                ///< IDAM: authorisation number given by the CNDA
  std::string name;                         ///< second part of urn:lps:<name>:<version>
  std::string version;                      ///< as approved
  std::string instance;                     ///< UUID of the installation
  std::string lpsContextVersion = "01_00";  ///< Version of ContexteLPS; the kit's own sample writes another form
  std::string bamContextVersion = "01_02";
};

/// What must be new on each call, and who calls.
struct Stamp {
  std::string messageId;  ///< "uuid:<uuid>"
  std::string lpsId;      ///< UUID
  std::string bamId;      ///< UUID
  Instant at{};
  std::string emitter;  ///< structure identifier
};

/// What the Vitale card says of the rights of its holder (COUVERTURE). Empty members are left out; all empty: no card.
struct Cover {
  std::string scheme;         ///< GrandRegime
  std::string fund;           ///< Organisme (caisse)
  std::string centre;         ///< CodeCentre
  std::string insuredNumber;  ///< NIR of the insured, 13 characters
  std::string insuredKey;
  std::string beneficiaryNumber;  ///< NIR of the person treated, when it is on the card
  std::string beneficiaryKey;
  std::string birthDate;  ///< AAAA-MM-JJ, day and month may be 00
  std::string birthRank;  ///< of twins
};

std::string lpsContext(const Software& software, const Stamp& stamp);
std::string bamContext(const Software& software, const Stamp& stamp, const Cover& cover);

}  // namespace clairis::identity::insi
