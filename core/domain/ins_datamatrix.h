// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/patient.h"

namespace clairis {

/// What the INS datamatrix of a document says (ANS, format of the INS datamatrix, version 01): 26 characters of header, then blocks of a
/// two-character id and a value. S1 matricule, S2 OID, S3 first names, S4 birth name, S5 sex, S6 birth date (JJ-MM-AAAA), S7 birthplace code when
/// known. GS (0x1D) closes a block of variable length that is neither full nor last. Pure; drawing the symbol is reports/layout's business.

/// The text that a symbol carries. Names in the capitals of the format (A–Z, space, hyphen, apostrophe), at most 100 characters; sex known; birth
/// date YYYY-MM-DD; the birthplace code is left out unless it has five characters.
std::string insDatamatrixText(const Ins& ins, const Traits& traits);

struct ScannedIdentity {
  Ins ins;
  /// birthName, birthNames, birthDate, sex, birthPlaceCode. firstBirthName stays empty: a list does not say where a compound name ends, so a person
  /// says which it is (RIS.INS.14). Used names are never on it.
  Traits traits;
  bool keyDoubtful = false;                ///< a test number whose key does not match; with a production OID that is refused
  std::vector<std::string> skippedBlocks;  ///< ids that a later edition added, e.g. "S8"
};

/// Reads what a scanner gave, as a keyboard wedge or a serial port delivers it. Tolerated, because it cannot be read in two ways: white space around,
/// a symbology identifier before (]d1), GS as the byte, spelled (<GS>, {GS}, [GS], ^], \x1D, U+241D), added after a block that needs none, or lost;
/// blocks in another order; unknown blocks (capital and digit), as long as they end in GS or the text does, and hide no known block.
/// Everything else is refused, never repaired: Refusal with field = block id, and code
///   identity.datamatrix.empty      nothing was scanned
///   identity.datamatrix.keyboard   scanner and computer disagree on the keyboard layout, or capitals are locked
///   identity.datamatrix.header     not the INS datamatrix, or a damaged header
///   identity.datamatrix.version    another version of the format
///   identity.datamatrix.block      something that is no block, where one should begin
///   identity.datamatrix.duplicate  a block twice
///   identity.datamatrix.missing    a block that must be there is not
///   identity.datamatrix.length     a value shorter or longer than its block allows, a truncated scan
///   identity.datamatrix.value      a value with characters that its block does not have, a date that is none (also 00 as day or month, RIS.INS.15)
///   patient.ins.environment        a production INS in a test instance, or the reverse (SR-07)
///   ins.…                          from Ins::parse: OID, form and key of the matricule
/// No message holds a trait or a number. Thread-safe.
ScannedIdentity readInsDatamatrix(std::string_view scan, Environment environment);

}  // namespace clairis
