// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/plugin/clinic.h"
#include "plugins/hl7/message/charset.h"

namespace clairis::hl7 {

/// Where the accession number of an order comes from: given by the sender in a field, or always from Clairis' own sequence.
enum class AccessionSource { assigned, obr18, obr3 };
/// Which field, if any, holds the scheduled station's AE title: of orders OBR, of appointments AIL (room, else place) or AIG (resource).
enum class StationSource { none, obr19, obr20, obr21, ail3, aig3 };

/// What the configuration says about a partner (options hl7.sender.<name>.…), SR-04 and SR-35.
struct Sender {
  std::string name;  ///< MSH-3, or MSH-3/MSH-4
  SenderTrust trust = SenderTrust::other;
  Charset charset = Charset::latin9;                   ///< without MSH-18
  bool charsetDeclared = false;                        ///< by an option, not by default
  std::string site;                                    ///< site code; empty: by MSH-6, PV1-3, then the default site
  AccessionSource accession = AccessionSource::obr18;  ///< an empty field: assigned
  StationSource station = StationSource::none;
  std::string statusDestination;  ///< who hears what becomes of its orders; empty: nobody
};

}  // namespace clairis::hl7
