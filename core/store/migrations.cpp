// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/migrations.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/domain/refusal.h"

/// Generated from sql/ by clairis_embed.
const std::vector<clairis::EmbeddedFile>& clairis_core_migrations();

namespace clairis {
namespace {

struct Migration {
  std::string component;
  int version = 0;
  std::string name;
  std::string sha256;
  std::string_view sql;
};

struct Applied {
  std::string name;
  std::string sha256;
};
using AppliedByVersion = std::map<int, Applied>;

std::string sha256Of(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string text;
  for (unsigned int at = 0; at < size; ++at) text += fmt::format("{:02x}", digest[at]);
  return text;
}

int versionOf(const std::string& component, std::string_view name) {
  const bool numbered = name.size() > 9 && name.ends_with(".sql") && name[4] == '_' &&
                        std::all_of(name.begin(), name.begin() + 4, [](char digit) { return digit >= '0' && digit <= '9'; });
  if (!numbered) {
    throw Refusal("store.migration.name", fmt::format("migration \"{}\" of {} is not named NNNN_name.sql", name, component));
  }
  return std::stoi(std::string(name.substr(0, 4)));
}

std::vector<Migration> numbered(const MigrationSet& set) {
  std::vector<Migration> migrations;
  for (const auto& file : set.files) {
    migrations.push_back({set.component, versionOf(set.component, file.name), std::string(file.name), sha256Of(file.bytes), file.bytes});
  }
  std::sort(migrations.begin(), migrations.end(), [](const auto& left, const auto& right) { return left.version < right.version; });
  for (std::size_t at = 0; at < migrations.size(); ++at) {
    if (migrations[at].version == static_cast<int>(at) + 1) continue;
    throw Refusal("store.migration.name",
                  fmt::format("migrations of {}: expected number {:04}, found {}", set.component, at + 1, migrations[at].name));
  }
  return migrations;
}

bool versionTableExists(Database& database, Reader& reader) {
  return !reader
              .query(database.postgresql()
                         ? "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schema_version'"
                         : "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'")
              .empty();
}

AppliedByVersion appliedOf(Reader& reader, const std::string& component) {
  AppliedByVersion applied;
  for (const auto& row : reader.query("SELECT version, name, sha256 FROM schema_version WHERE component = $1 ORDER BY version", {Value(component)})) {
    applied[static_cast<int>(row[0].integer())] = {row[1].text(), row[2].text()};
  }
  return applied;
}

void checkAgainst(const AppliedByVersion& applied, const std::vector<Migration>& known, const std::string& component) {
  if (!applied.empty() && applied.rbegin()->first > static_cast<int>(known.size())) {
    throw Refusal("store.schema.newer",
                  fmt::format("the database has schema {:04} of {}, this program knows {:04}; start the program version that wrote "
                              "it, or a later one",
                              applied.rbegin()->first, component, known.size()));
  }
  for (const auto& [version, row] : applied) {
    const auto& file = known[static_cast<std::size_t>(version) - 1];
    if (row.sha256 == file.sha256) continue;
    throw Refusal("store.schema.changed", fmt::format("migration {} of {} was applied as {} with SHA-256 {}, this program carries {}; an applied "
                                                      "migration never changes: add a new one",
                                                      file.name, component, row.name, row.sha256, file.sha256));
  }
}

std::vector<Migration> missing(Database& database, Reader& reader, const std::vector<MigrationSet>& sets) {
  const bool empty = !versionTableExists(database, reader);
  std::vector<Migration> result;
  for (const auto& set : sets) {
    const auto known = numbered(set);
    const auto applied = empty ? AppliedByVersion{} : appliedOf(reader, set.component);
    checkAgainst(applied, known, set.component);
    for (const auto& migration : known) {
      if (!applied.contains(migration.version)) result.push_back(migration);
    }
  }
  return result;
}

void apply(UnitOfWork& unit, const Migration& migration) {
  for (const auto& statement : splitStatements(migration.sql)) unit.execute(statement);
  unit.execute("INSERT INTO schema_version (component, version, name, sha256, applied_at) VALUES ($1, $2, $3, $4, $5)",
               {migration.component, migration.version, migration.name, migration.sha256, unit.now()});
}

/// False when another node applied it meanwhile.
bool applyOnce(Database& database, const Migration& migration) {
  bool applied = false;
  database.writeAlone("migrations", Lane::batch, [&](UnitOfWork& unit) {
    applied = false;
    unit.execute(
        "CREATE TABLE IF NOT EXISTS schema_version (component TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, "
        "sha256 TEXT NOT NULL, applied_at TEXT NOT NULL, PRIMARY KEY (component, version))");
    if (appliedOf(unit, migration.component).contains(migration.version)) return;
    apply(unit, migration);
    applied = true;
  });
  return applied;
}

}  // namespace

std::vector<PendingMigration> pending(Database& database, const std::vector<MigrationSet>& sets) {
  std::vector<PendingMigration> result;
  database.read([&](Reader& reader) {
    result.clear();
    for (const auto& migration : missing(database, reader, sets)) result.push_back({migration.component, migration.version, migration.name});
  });
  return result;
}

std::vector<PendingMigration> migrate(Database& database, const std::vector<MigrationSet>& sets) {
  const auto todo = database.reading([&](Reader& reader) { return missing(database, reader, sets); });
  std::vector<PendingMigration> result;
  for (const auto& migration : todo) {
    if (applyOnce(database, migration)) result.push_back({migration.component, migration.version, migration.name});
  }
  return result;
}

MigrationSet coreMigrations() { return {"core", clairis_core_migrations()}; }

}  // namespace clairis
