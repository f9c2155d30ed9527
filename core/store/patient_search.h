// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/patient.h"
#include "core/plugin/sql.h"

namespace clairis::store {

/// Version of the rule of lettersOf(): stored letters are made again when it changes.
inline constexpr int kPatientSearchVersion = 1;

/// What somebody typed, as it is looked up: at most three letters (what follows may be misspelt), capitals without accents, ligatures spelled out,
/// hyphens, apostrophes and spaces left out. Empty when no letter is in it.
std::string searchLetters(std::string_view typed);

/// Under which letters a person is found: the beginning of each word of each of his names, of birth and in use, and of every given name
/// (RIS.INS.07, 09, 10). Sorted, each once; one empty entry when no name has a letter, so that the birth date finds him.
std::vector<std::string> lettersOf(const Traits& traits);

/// The one search of patients, active ones only: who was merged leads to his survivor. In the order of ids, which `afterId` continues; at most
/// `limit`. With a birth date: those letters of any name; no letters: everybody born that day. Without one, the whole beginning of the name of
/// birth or in use. Refusals "patient.search.empty", "patient.search.birth_date" (not YYYY-MM-DD).
std::vector<Patient> searchPatients(Reader& reader, std::string_view birthDate, std::string_view letters, std::string_view afterId, int limit);

/// Who has this matricule, or had it (RIS.INS.08): holders first, then those of a former number; survivors for who was merged, each once.
std::vector<Patient> searchPatientsByMatricule(Reader& reader, std::string_view matricule);

/// Whether INSi, a partner or this instance knew this matricule as a former one of this very patient.
bool hadIns(Reader& reader, std::string_view patientId, const Ins& ins);

/// Stores the letters of a patient whose names or birth date are new; nothing is written when they are the same. True when something changed.
bool writeSearchLetters(UnitOfWork& work, std::string_view patientId, const Traits& traits);
/// The patient, and whoever was merged into him, is shown as `shownId` from now on.
void showAs(UnitOfWork& work, std::string_view patientId, std::string_view shownId);

/// Who this one is now: himself, or the survivor at the end of the chain. The id itself when it is unknown.
std::string survivorOf(Reader& reader, std::string_view patientId);

/// The statements of the search, for the test of their index roads.
namespace search_sql {
extern const char* const kByDate;
extern const char* const kByDateAndLetters;
extern const char* const kByName;
extern const char* const kBySameName;
extern const char* const kByMatricule;
extern const char* const kByFormerMatricule;
}  // namespace search_sql

}  // namespace clairis::store
