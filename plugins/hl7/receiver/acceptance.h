// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "plugins/hl7/acknowledgement/acknowledgement.h"
#include "plugins/hl7/mapping/sender.h"

namespace clairis::hl7 {

/// What a message is about for this receiver.
enum class Action { receivePatient, receiveVisit, mergePatients, changeNumber, moveAccount, receiveOrders, receiveAppointment, ignore };

/// Checks MSH-9 to MSH-12 and says what to do. Throws Fault:
///  AR 200 a message type nobody here reads; AR 201 an event whose loss would be dangerous and that is not processed: other merges, links, moves and
///  deletions of patients; AR 202 MSH-11 of another environment (SR-07); AR 203 not HL7 v2; AE 101 a missing field. What follows the version in
///  MSH-12
///  (`2.5^FRA^2.11`) and MSH-21 name national extensions and do not matter.
/// Any other ADT or SIU event changes nothing here and is accepted and ignored, as PAM-FR asks.
Action acceptance(const Envelope& envelope, Environment environment);

/// The first segment of a frame, whatever follows it, and nothing before it but line ends and a UTF-8 mark.
std::string_view withoutPreamble(std::string_view frame);
std::string_view headerLine(std::string_view frame);

/// Text of a frame in UTF-8, read in the set of MSH-18, else the sender's (SR-35). Throws Fault.
std::string decodedText(std::string_view frame, const std::string& msh18, const Sender& sender, Charset& used);

}  // namespace clairis::hl7
