// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pugi {
class xml_node;
}

namespace clairis::identity::insi {

/// OK (true) or KO: INSi says no more. Read by CodeCR where there is one (00 is OK, 01 KO), else by the word. Anything else
/// is no verdict: Refusal "insi.answer.malformed", because a KO takes an INS away from a patient.
bool readVerdict(const pugi::xml_node& payload);

}  // namespace clairis::identity::insi
