// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/plugin/clinic.h"
#include "plugins/hl7/visit/visit_event.h"

namespace clairis::hl7 {

/// Class and place of a stay as its movements leave them.
struct Stay {
  std::string patientClass;
  std::string location;
};
Stay stayOf(Reader& reader, std::string_view patientId, const VisitNumber& visit);

/// Keeps the movement, or undoes it, and tells the exams of that stay. False: nothing was known that could be undone.
bool receiveMovement(UnitOfWork& work, Clinic& clinic, const Caller& caller, std::string_view patientId, const VisitEvent& event);

/// The stays of a duplicate are the survivor's.
void moveStays(UnitOfWork& work, std::string_view fromPatient, std::string_view toPatient);

/// Deletes up to 500 movements that were received before; returns whether there may be more.
bool purgeMovements(UnitOfWork& work, Instant before);

}  // namespace clairis::hl7
