// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/domain/identifiers.h"
#include "core/time/instant.h"

namespace clairis::dmp {

inline constexpr const char* kExistenceAction = "urn:hl7-org:v3:PRPA_IN201307UV02";
inline constexpr const char* kExistenceService = "patients";

/// TD0.2: does this patient have a DMP?
struct ExistenceQuestion {
  Ins ins;
  Environment environment;  ///< processingCode D or P (SR-07)
  std::string softwareOid;  ///< sender device
  std::string softwareName;
  std::string messageUuid;  ///< of the HL7 v3 message
  std::string queryUuid;
  Instant now{};
};

/// PRPA_IN201307UV02, reason TEST_EXST; body of the SOAP request.
std::string existenceRequest(const ExistenceQuestion& question);

}  // namespace clairis::dmp
