// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/search_key_rebuild.h"

#include <string>

#include "core/domain/search_key.h"
#include "core/store/patient_repository.h"
#include "core/store/patient_search.h"

namespace clairis::store {
namespace {

constexpr std::string_view kFact = "search_key.version";
constexpr std::string_view kLettersFact = "patient_search.version";
constexpr std::size_t kBatch = 500;

struct Batch {
  std::size_t rows = 0;
  std::size_t changed = 0;
  std::string last;
};

/// `names`: the keys of names as well, not only the letters of the search.
Batch patients(UnitOfWork& work, const std::string& after, bool names) {
  Batch batch;
  for (const auto& row :
       work.query("SELECT id, birth_name, first_birth_name, used_name, used_first_name, birth_names, birth_date, name_key, used_name_key"
                  " FROM patient WHERE id > $1 ORDER BY id LIMIT $2",
                  {after, static_cast<std::int64_t>(kBatch)})) {
    ++batch.rows;
    batch.last = row[0].text();
    Traits traits;
    traits.birthName = row[1].text();
    traits.firstBirthName = row[2].text();
    traits.usedName = row[3].text();
    traits.usedFirstName = row[4].text();
    traits.birthNames = row[5].text();
    traits.birthDate = row[6].text();
    bool changed = writeSearchLetters(work, batch.last, traits);
    const auto key = nameKey(traits), usedKey = usedNameKey(traits);
    if (names && (key != row[7].text() || usedKey != row[8].text())) {
      work.execute("UPDATE patient SET name_key = $1, used_name_key = $2 WHERE id = $3", {key, usedKey, batch.last});
      changed = true;
    }
    if (changed) ++batch.changed;
  }
  return batch;
}

/// A table with the names of one practitioner a row.
Batch practitioners(UnitOfWork& work, const std::string& after, std::string_view select, std::string_view update) {
  Batch batch;
  for (const auto& row : work.query(select, {after, static_cast<std::int64_t>(kBatch)})) {
    ++batch.rows;
    batch.last = row[0].text();
    const auto key = personKey(row[1].text(), row[2].text());
    if (key == row[3].text()) continue;
    work.execute(update, {key, batch.last});
    ++batch.changed;
  }
  return batch;
}

Batch requesters(UnitOfWork& work, const std::string& after) {
  return practitioners(work, after,
                       "SELECT id, requester_family, requester_given, requester_key FROM imaging_order WHERE id > $1 ORDER BY id LIMIT $2",
                       "UPDATE imaging_order SET requester_key = $1 WHERE id = $2");
}

Batch performers(UnitOfWork& work, const std::string& after) {
  return practitioners(work, after, "SELECT id, performer_family, performer_given, performer_key FROM exam WHERE id > $1 ORDER BY id LIMIT $2",
                       "UPDATE exam SET performer_key = $1 WHERE id = $2");
}

template <class Step>
std::size_t throughTable(Store& store, Step step) {
  std::size_t changed = 0;
  std::string after;
  for (;;) {
    const auto batch = store.writing(Lane::batch, [&](UnitOfWork& work) { return step(work, after); });
    changed += batch.changed;
    if (batch.rows < kBatch) return changed;
    after = batch.last;
  }
}

bool older(Reader& reader, std::string_view fact, int version) {
  const auto row = reader.first("SELECT value FROM instance_fact WHERE name = $1", {fact});
  return row.empty() || std::stoi(row[0].text()) < version;
}

void remember(UnitOfWork& work, std::string_view fact, int version) {
  if (!older(work, fact, version)) return;  // a newer node has done it meanwhile
  work.execute("INSERT INTO instance_fact (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
               {fact, std::to_string(version)});
}

}  // namespace

bool searchKeysOutdated(Reader& reader) { return older(reader, kFact, kSearchKeyVersion) || older(reader, kLettersFact, kPatientSearchVersion); }

std::size_t rebuildSearchKeys(Store& store) {
  if (!store.reading(searchKeysOutdated)) return 0;
  // Keys of a newer rule are left alone: a node of the next version made them.
  const bool keys = store.reading([](Reader& reader) { return older(reader, kFact, kSearchKeyVersion); });
  auto changed = throughTable(store, [keys](UnitOfWork& work, const std::string& after) { return patients(work, after, keys); });
  if (keys) changed += throughTable(store, requesters) + throughTable(store, performers);
  store.write(Lane::batch, [](UnitOfWork& work) {
    remember(work, kFact, kSearchKeyVersion);
    remember(work, kLettersFact, kPatientSearchVersion);
  });
  return changed;
}

}  // namespace clairis::store
