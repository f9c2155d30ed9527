// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/duplicate_candidates.h"

#include <algorithm>
#include <set>

#include "core/domain/search_key.h"
#include "core/store/patient_repository.h"
#include "core/store/patient_search.h"
#include "core/work/likeness.h"

namespace clairis::work {
namespace {

constexpr std::size_t kMostShown = 20;
// Bounds of a road. A day on which more people are born is a day that was completed by rule: their names decide.
constexpr int kBornThatDay = 200;
constexpr int kBornLikeThat = 100;
constexpr int kSameNames = 50;

class Roads {
public:
  Roads(Reader& reader, std::string_view exceptId) : _reader(reader), _except(exceptId) {}

  void byIns(const Ins& ins) {
    for (const auto& patient : store::searchPatientsByMatricule(_reader, ins.matricule())) add(patient.id);
  }

  void byBirthDate(const Traits& traits) {
    const auto rows = _reader.query(store::search_sql::kByDate, {traits.birthDate, "", kBornThatDay});
    add(rows);
    if (rows.size() < kBornThatDay) return;
    for (const auto& letters : store::lettersOf(traits)) byDateAndLetters(traits.birthDate, letters, kBornLikeThat);
  }

  void byMistakenDate(const Traits& traits) {
    const auto dates = datesLike(traits.birthDate);
    std::set<std::string> begins;
    for (const auto* name : {&traits.birthName, &traits.usedName, &traits.firstBirthName}) begins.insert(store::searchLetters(*name));
    begins.erase("");
    for (const auto& date : dates) {
      for (const auto& letters : begins) byDateAndLetters(date, letters, kBornLikeThat);
    }
  }

  void byNames(const Traits& traits) {
    std::set<std::string> keys{store::nameKey(traits), personKey(traits.firstBirthName, traits.birthName)};
    if (auto used = store::usedNameKey(traits); !used.empty()) keys.insert(std::move(used));
    for (const auto& key : keys) {
      add(_reader.query(store::search_sql::kBySameName, {key, kSameNames}));
    }
  }

  const std::set<std::string>& found() const { return _found; }

private:
  void byDateAndLetters(const std::string& date, const std::string& letters, int limit) {
    add(_reader.query(store::search_sql::kByDateAndLetters, {date, letters, prefixUpperBound(letters), "", limit}));
  }
  void add(const Rows& rows) {
    for (const auto& row : rows) add(row[0].text());
  }
  void add(const std::string& id) {
    if (id != _except) _found.insert(id);
  }

  Reader& _reader;
  std::string_view _except;
  std::set<std::string> _found;
};

}  // namespace

std::vector<DuplicateCandidate> duplicateCandidates(Reader& reader, const Patient& sought, std::string_view exceptId) {
  Roads roads(reader, exceptId);
  if (sought.ins) roads.byIns(*sought.ins);
  if (!sought.traits.birthDate.empty()) {
    roads.byBirthDate(sought.traits);
    roads.byMistakenDate(sought.traits);
  }
  if (!searchKey(sought.traits.birthName).empty()) roads.byNames(sought.traits);

  std::vector<DuplicateCandidate> candidates;
  for (const auto& id : roads.found()) {
    auto patient = store::findPatient(reader, id);
    if (!patient || patient->fictitious || !patient->mergedInto.empty()) continue;
    auto [score, because] = likeness(sought, *patient);
    if (sought.ins && score < 100 && store::hadIns(reader, id, *sought.ins)) {
      score = 100;
      because = {"former_ins"};
    }
    if (score >= kWorthShowing) candidates.push_back({std::move(*patient), score, std::move(because)});
  }
  // Found in the order of ids, which equals keep.
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  if (candidates.size() > kMostShown) candidates.resize(kMostShown);
  return candidates;
}

}  // namespace clairis::work
