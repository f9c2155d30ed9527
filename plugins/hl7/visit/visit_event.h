// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "core/time/zone.h"
#include "plugins/hl7/mapping/sender.h"
#include "plugins/hl7/mapping/visit_number.h"
#include "plugins/hl7/message/message.h"

namespace clairis::hl7 {

/// What ZBE-4 says about a movement.
enum class MovementAction { insert, update, cancel };

/// What a visit message says about a stay (ITI-31, PAM-FR 2.11). Every message also carries the identity as A31 does.
///
/// | trigger                | class PV1-2 | place PV1-3                                    | undone by     |
/// |------------------------|-------------|------------------------------------------------|---------------|
/// | A01 admit, A04 arrive  | taken       | taken for an in-patient or an emergency (I, E)  | A11           |
/// | A02 transfer           | taken       | likewise                                       | A12           |
/// | A06, A07 class changed | taken       | likewise                                       | Z99           |
/// | A22 back from leave    | taken       | likewise                                       | A53           |
/// | A05 pre-admission      | taken       | none: he is not there yet                      | A38           |
/// | A03 discharge          | –           | none: he is not there any more                 | A13           |
/// | A21 on leave           | –           | none                                           | A52           |
/// | Z99 correction         | as the event that it corrects (ZBE-6, same ZBE-1)               | itself        |
///
/// An undoing message goes back to what was known before the movement of its ZBE-1, or without ZBE-1 the last one of its kind; a movement that is
/// not known here leaves nothing to undo. A11 and A38 do not cancel exams: orders are cancelled as orders. No visit marks an exam as arrived: who
/// enters the hospital is not in the imaging department. Attending doctors (A54, A55) and pending moves (A14 to A16, A25 to A27) tell nothing that
/// an exam needs.
struct VisitEvent {
  VisitNumber visit;
  std::string movement;  ///< ZBE-1 with its authority; empty: not named
  std::string event;     ///< trigger whose movement is made or corrected; of a cancellation the trigger itself
  MovementAction action = MovementAction::insert;
  std::string at;  ///< UTC ISO-8601
  std::string patientClass;
  std::string location;
  std::string formerLocation;  ///< PV1-6
};

/// Nothing when the message names no stay, or its trigger says nothing about one. Throws Fault.
std::optional<VisitEvent> visitEvent(const Message& message, const Sender& sender, const Zone& zone, Instant now);

/// Whether ADT with this trigger is a visit message whose identity is taken.
bool visitTrigger(std::string_view trigger) noexcept;
/// The triggers whose last movement this one undoes; empty: it undoes none.
std::string_view undoneBy(std::string_view trigger) noexcept;

}  // namespace clairis::hl7
