// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/plugin/clinic.h"
#include "plugins/hl7/scheduling/appointment_message.h"

namespace clairis::hl7 {

/// What an appointment does (RAD-48). Its exam is found by the appointment's own numbers as told before, by the placer's order number (without an
/// authority: the only order of this patient with that number), by our accession number, by the stay when exactly one exam of it is still to be made
/// and has that procedure. An exam of another patient is refused.
///
/// | event         | exam known                                  | exam unknown                                                                    |
/// |---------------|---------------------------------------------|---------------------------------------------------------------------------------|
/// | S12, S13, S14 | time, station, physician; what is empty stays | order and exam, like ORM NW, when it carries one procedure of a known modality;
/// | |               |                                             | otherwise AA and kept: the order that it names takes time and station when it
/// comes | | S15, S17      | cancelled, unless it is already             | AA: nothing to cancel | | S26           | cancelled with reason no_show |
/// AA                                                                              |
///
/// An exam that has begun is neither moved nor cancelled: AE 207 exam.state. The NW of an order that was made from its appointment changes it.
class AppointmentIntake {
public:
  explicit AppointmentIntake(Clinic& clinic) : _clinic(clinic) {}
  /// The words for the answer; empty: nothing to say.
  std::string receive(UnitOfWork& work, const Caller& caller, const std::string& sender, const std::string& siteId, const Patient& patient,
                      const AppointmentRequest& request) const;
  /// After an order was placed: the appointment that came before it.
  void meet(UnitOfWork& work, const Caller& caller, const PlacedOrder& placed) const;

private:
  Clinic& _clinic;
};

}  // namespace clairis::hl7
