// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/patient_search.h"

#include <algorithm>
#include <set>

#include "core/domain/refusal.h"
#include "core/domain/search_key.h"
#include "core/store/patient_repository.h"

namespace clairis::store {
namespace search_sql {

const char* const kByDate =
    "SELECT DISTINCT s.shown_id FROM patient_search s WHERE s.birth_date = $1 AND s.shown_id > $2 ORDER BY s.shown_id LIMIT $3";
const char* const kByDateAndLetters =
    "SELECT DISTINCT s.shown_id FROM patient_search s WHERE s.birth_date = $1 AND s.letters >= $2 AND s.letters < $3 AND s.shown_id > $4"
    " ORDER BY s.shown_id LIMIT $5";
const char* const kByName =
    "SELECT s.shown_id FROM patient p JOIN patient_search s ON s.patient_id = p.id WHERE p.name_key >= $1 AND p.name_key < $2 AND s.shown_id > $3"
    " UNION SELECT s.shown_id FROM patient p JOIN patient_search s ON s.patient_id = p.id WHERE p.used_name_key <> '' AND p.used_name_key >= $1"
    " AND p.used_name_key < $2 AND s.shown_id > $3 ORDER BY 1 LIMIT $4";
const char* const kBySameName =
    "SELECT s.shown_id FROM patient p JOIN patient_search s ON s.patient_id = p.id WHERE p.name_key = $1"
    " UNION SELECT s.shown_id FROM patient p JOIN patient_search s ON s.patient_id = p.id WHERE p.used_name_key <> ''"
    " AND p.used_name_key = $1 ORDER BY 1 LIMIT $2";
const char* const kByMatricule =
    "SELECT p.id FROM patient p WHERE p.ins_matricule = $1 ORDER BY CASE WHEN p.status = 'qualified' THEN 0 ELSE 1 END, p.id LIMIT 50";
const char* const kByFormerMatricule = "SELECT f.patient_id FROM patient_former_ins f WHERE f.matricule = $1 ORDER BY f.patient_id LIMIT 50";

}  // namespace search_sql

namespace {

constexpr std::size_t kLetters = 3;
constexpr std::size_t kMatriculeWithoutKey = 13;

/// Letters only: the separators that searchKey() made equal are left out.
std::string compact(std::string_view key) {
  std::string letters;
  for (const char c : key) {
    if (c != ' ' && c != '^') letters += c;
  }
  return letters;
}

/// Whole characters of UTF-8, at most three.
std::string firstLetters(std::string letters) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(letters[i]) & 0xC0U) != 0x80U;
    if (begins && ++characters > kLetters) {
      letters.resize(i);
      break;
    }
  }
  return letters;
}

void addWords(std::set<std::string>& letters, std::string_view name) {
  const auto key = searchKey(name);
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool wordBegins = i == 0 || key[i - 1] == ' ' || key[i - 1] == '^';
    if (!wordBegins) continue;
    if (auto begin = firstLetters(compact(std::string_view(key).substr(i))); !begin.empty()) letters.insert(std::move(begin));
  }
}

bool dateShaped(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

/// All in one statement, a portion at most: a name has a handful of words, and each statement is a way to the server and back.
void insertLetters(UnitOfWork& work, std::string_view patientId, std::string_view shownId, std::string_view birthDate,
                   const std::vector<std::string>& letters) {
  constexpr std::size_t kPortion = 16;
  for (std::size_t from = 0; from < letters.size(); from += kPortion) {
    std::string sql = "INSERT INTO patient_search (birth_date, shown_id, patient_id, letters) VALUES ";
    Params values{birthDate, shownId, patientId};
    for (std::size_t i = from; i < std::min(letters.size(), from + kPortion); ++i) {
      values.emplace_back(letters[i]);
      sql += (i == from ? "($1, $2, $3, $" : ", ($1, $2, $3, $") + std::to_string(values.size()) + ")";
    }
    work.execute(sql, values);
  }
}

void addShown(Reader& reader, std::vector<Patient>& found, std::string_view patientId) {
  const auto id = survivorOf(reader, patientId);
  const bool present = std::any_of(found.begin(), found.end(), [&](const Patient& patient) { return patient.id == id; });
  if (present) return;
  if (auto patient = findPatient(reader, id)) found.push_back(std::move(*patient));
}

}  // namespace

std::string searchLetters(std::string_view typed) { return firstLetters(compact(searchKey(typed))); }

std::vector<std::string> lettersOf(const Traits& traits) {
  std::set<std::string> letters;
  for (const auto* name : {&traits.birthName, &traits.usedName, &traits.firstBirthName, &traits.birthNames, &traits.usedFirstName}) {
    addWords(letters, *name);
  }
  if (letters.empty()) letters.emplace();
  return {letters.begin(), letters.end()};
}

std::vector<Patient> searchPatients(Reader& reader, std::string_view birthDate, std::string_view typed, std::string_view afterId, int limit) {
  Rows rows;
  if (!birthDate.empty()) {
    if (!dateShaped(birthDate)) throw Refusal("patient.search.birth_date", "expected a birth date as YYYY-MM-DD", "birthDate");
    const auto letters = searchLetters(typed);
    rows = letters.empty() ? reader.query(search_sql::kByDate, {birthDate, afterId, limit})
                           : reader.query(search_sql::kByDateAndLetters, {birthDate, letters, prefixUpperBound(letters), afterId, limit});
  } else {
    const auto key = searchKey(typed);
    if (key.empty()) throw Refusal("patient.search.empty", "expected a birth date (YYYY-MM-DD) or the first letters of the name", "birthDate");
    rows = reader.query(search_sql::kByName, {key, prefixUpperBound(key), afterId, limit});
  }
  std::vector<Patient> found;
  for (const auto& row : rows) {
    if (auto patient = findPatient(reader, row[0].text())) found.push_back(std::move(*patient));
  }
  return found;
}

std::vector<Patient> searchPatientsByMatricule(Reader& reader, std::string_view matricule) {
  std::vector<Patient> found;
  for (const auto& row : reader.query(search_sql::kByMatricule, {matricule})) addShown(reader, found, row[0].text());
  // INSi names former numbers with or without their key.
  for (const auto number : {matricule, matricule.substr(0, kMatriculeWithoutKey)}) {
    for (const auto& row : reader.query(search_sql::kByFormerMatricule, {number})) addShown(reader, found, row[0].text());
  }
  return found;
}

bool hadIns(Reader& reader, std::string_view patientId, const Ins& ins) {
  return !reader
              .first("SELECT f.oid FROM patient_former_ins f WHERE f.patient_id = $1 AND f.matricule IN ($2, $3) LIMIT 1",
                     {patientId, ins.matricule(), ins.matricule().substr(0, kMatriculeWithoutKey)})
              .empty();
}

bool writeSearchLetters(UnitOfWork& work, std::string_view patientId, const Traits& traits) {
  const auto letters = lettersOf(traits);
  const auto rows = work.query("SELECT birth_date, letters, shown_id FROM patient_search WHERE patient_id = $1 ORDER BY letters", {patientId});
  bool same = rows.size() == letters.size();
  for (std::size_t i = 0; same && i < rows.size(); ++i) same = rows[i][0].text() == traits.birthDate && rows[i][1].text() == letters[i];
  if (same) return false;
  if (!rows.empty()) work.execute("DELETE FROM patient_search WHERE patient_id = $1", {patientId});
  const auto shown = rows.empty() ? survivorOf(work, patientId) : rows.front()[2].text();
  insertLetters(work, patientId, shown, traits.birthDate, letters);
  return true;
}

void showAs(UnitOfWork& work, std::string_view patientId, std::string_view shownId) {
  work.execute("UPDATE patient_search SET shown_id = $1 WHERE patient_id = $2", {shownId, patientId});
  for (const auto& row : work.query("SELECT id FROM patient WHERE merged_into = $1 AND merged_into <> ''", {patientId})) {
    showAs(work, row[0].text(), shownId);
  }
}

std::string survivorOf(Reader& reader, std::string_view patientId) {
  std::string id(patientId);
  for (;;) {
    const auto row = reader.first("SELECT merged_into FROM patient WHERE id = $1", {id});
    if (row.empty() || row[0].text().empty()) return id;
    id = row[0].text();
  }
}

}  // namespace clairis::store
