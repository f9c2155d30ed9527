// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/plugin/clinic.h"
#include "plugins/worklist/migration/import_report.h"
#include "plugins/worklist/migration/import_settings.h"
#include "plugins/worklist/migration/source_entry.h"

namespace clairis::worklist {

/// Stores entries, several in one unit of work of at most 500 rows; each goes in whole or not at all, and one that is refused takes no other
/// with it. What is there already is left as it is, so that an import can be repeated, or continued after it was killed.
class Importer {
public:
  Importer(Store& store, Clinic& clinic, ImportSettings settings, ImportReport& report);

  /// Entries of one unit of work: at most kUnit.
  void take(std::vector<SourceEntry> entries);

  static constexpr std::size_t kUnit = 32;

private:
  struct Result;
  struct Pending;
  void tell(const Pending& entry, const Result& result);
  std::vector<Result> store(const std::vector<Pending>& entries);
  Result storeOne(UnitOfWork& work, const Pending& entry);

  Store& _store;
  Clinic& _clinic;
  const ImportSettings _settings;
  ImportReport& _report;
  std::set<std::string> _tried;  ///< dry run: exams of earlier units, which were undone
};

}  // namespace clairis::worklist
