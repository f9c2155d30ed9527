// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/embedded_file.h"
#include "core/store/database.h"

namespace clairis {

/// The numbered SQL files of core or of one plugin.
struct MigrationSet {
  std::string component;            ///< "core" or the plugin's name
  std::vector<EmbeddedFile> files;  ///< NNNN_name.sql, numbered from 0001 without gaps
};

struct PendingMigration {
  std::string component;
  int version = 0;
  std::string name;
};

/// What `migrate` would apply. Refusal "store.schema.newer" when the database holds a version these files do not know,
/// "store.schema.changed" when an applied file differs from the one here, "store.migration.name" for a wrongly named file.
std::vector<PendingMigration> pending(Database& database, const std::vector<MigrationSet>& sets);

/// Applies what is missing, in the order of the sets, each file in its own transaction with its row in schema_version. Two nodes that
/// migrate at the same time do it one after the other. Returns what was applied. Errors: those of `pending` and of the statements.
std::vector<PendingMigration> migrate(Database& database, const std::vector<MigrationSet>& sets);

/// Core's own set, embedded from sql/.
MigrationSet coreMigrations();

/// The statements of a file: split at semicolons outside quotes, dollar quotes and comments; comments stay, empty statements go.
/// Refusal "store.migration.syntax" for an unfinished quote or comment.
std::vector<std::string> splitStatements(std::string_view sql);

}  // namespace clairis
