// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/domain/identifiers.h"
#include "core/plugin/clinic.h"

namespace clairis::work {

/// What order intake needs from the instance.
struct OrderRules {
  Oid oidRoot;                    ///< Study Instance UIDs are made under it
  std::string accessionPrefix;    ///< 1 to 6 characters before the 10 digits of the sequence
  bool safetyBeforeStart = false; ///< a start by hand waits for the mandatory safety questions; a device's start never does
};

/// A new order and its exam: accession number and Study Instance UID are assigned here, before any console can see it.
PlacedOrder placeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& order, const OrderRules& rules);
/// XO: what the message carries replaces what was known, as long as the exam has not started.
PlacedOrder changeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& order);
/// CA: the exam leaves the worklist.
PlacedOrder cancelOrder(UnitOfWork& work, const Caller& caller, std::string_view placerNumber, std::string_view placerAuthority, std::string_view reason);

}  // namespace clairis::work
