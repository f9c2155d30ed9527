// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/delivery_channel.h"
#include "core/time/instant.h"

namespace clairis::dmp {

/// One thing the DMP said against a request: RegistryError, acknowledgement detail or SOAP fault.
struct ReceiverError {
  std::string code;            ///< "XDSRegistryBusy", "DMPInvalidCertificate"; empty when there are only words
  std::string text;            ///< the receiver's own words
  bool receiverFault = false;  ///< SOAP fault whose Code is Receiver
};

/// What an answer of the DMP means for the delivery (SR-30). One row per code or text known; the unknown is for a person.
struct RefusalRow {
  std::string_view match;  ///< a code, or words of a text folded by searchKey()
  Outcome::Kind kind;
  std::string_view code;  ///< stable code of the outcome
  int tries = 0;          ///< retry: as often, then a person; 0 = as the core's backoff decides
};

std::span<const RefusalRow> refusalsByCode() noexcept;
std::span<const RefusalRow> refusalsByText() noexcept;

/// The row for one error: its text first (it is more precise than a general code), then its code, else "dmp.refused".
RefusalRow refusalOf(const ReceiverError& error);

/// Where a delivery stands when its answer is judged.
struct Standing {
  std::string structureId;
  int attempt = 1;
  Instant firstAsked{};  ///< when the submission was prepared: start of the 1, 7 and 30 days
  Instant now{};
};

/// The outcome of a refused request: the gravest of its errors decides, the words of all are kept.
Outcome refused(const std::vector<ReceiverError>& errors, const Standing& standing);

/// DMP absent or closed: tested again not before 1, 7 and 30 days after the first question, then final (SR-30).
Outcome waitForRecord(std::string code, std::string message, const Standing& standing);

/// Certificate or right: stops the structure, not one document.
Outcome paused(std::string code, std::string message, const std::string& structureId);

}  // namespace clairis::dmp
