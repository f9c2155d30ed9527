// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/plugin/clinic.h"
#include "core/time/zone.h"
#include "plugins/hl7/mapping/modality.h"
#include "plugins/hl7/mapping/order_group.h"
#include "plugins/hl7/mapping/sender.h"

namespace clairis::hl7 {

/// ORC-1: what the placer wants.
enum class OrderControl { place, change, cancel };

/// One order of a message, ready for the Clinic; patient and site are filled in by the receiver.
struct OrderRequest {
  OrderControl control = OrderControl::place;
  NewOrder order;
  std::string cancelReason;  ///< ORC-16
  std::string filler;        ///< ORC-3, OBR-3: our number as the placer knows it; the order is found by the placer's number
};

/// Where each value comes from, the first one that is filled:
///  placer number ORC-2, OBR-2 (both filled: equal); accession by option, OBR-18 by default; requester ORC-12, OBR-16; scheduled OBR-36,
///  TQ1-7, OBR-27.4, ORC-7.4; requested ORC-9, MSH-7; procedure OBR-4: LOINC, else the sender's own code, CCAM beside it (also OBR-44);
///  modality OBX MODALITE_IMAGERIE, OBR-24, else from the procedure; priority TQ1-9, OBR-27.6, ORC-7.6, OBR-5; side OBX, OBR-15.5, OBR-46;
///  reason OBR-31, OBR-13, NTE after the OBR, other OBX. Times without offset are local to the site.
/// Throws Fault; `""` in one of them is refused: an order's value is replaced, not deleted.
std::vector<OrderRequest> orderRequests(const Message& message, const Sender& sender, const Zone& zone, const ModalityTable& modalities);

}  // namespace clairis::hl7
