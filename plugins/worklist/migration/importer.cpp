// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/migration/importer.h"

#include "core/domain/refusal.h"
#include "core/time/zone.h"
#include "plugins/worklist/migration/entry_mapping.h"
#include "plugins/worklist/migration/known_exam.h"

namespace clairis::worklist {
namespace {

/// Leaves a unit of work that only tried: everything of it is undone.
struct Undone {};

/// An entry that was refused inside a unit of work, which must be done again without it: half of it may be there.
struct Spoiled {
  std::size_t index;
  Refusal why;
};

bool anything(const ExamPreparation& preparation) { return !(preparation == ExamPreparation{}); }

std::string keyOf(const NewOrder& order) { return order.studyInstanceUid.empty() ? order.accessionNumber : order.studyInstanceUid; }

}  // namespace

struct Importer::Pending {
  std::string source;
  MappedEntry entry;
};

struct Importer::Result {
  ImportOutcome outcome = ImportOutcome::imported;
  std::optional<Refusal> why;
  std::vector<std::string> notes;
  bool past = false;
};

Importer::Importer(Store& store, Clinic& clinic, ImportSettings settings, ImportReport& report)
    : _store(store), _clinic(clinic), _settings(std::move(settings)), _report(report) {}

void Importer::take(std::vector<SourceEntry> entries) {
  std::vector<Pending> pending;
  for (auto& entry : entries) {
    if (entry.refused) {
      _report.tell(ImportOutcome::failed, entry.source, *entry.refused);
    } else if (!open(entry.record)) {
      _report.count(ImportOutcome::notOpen);
    } else {
      try {
        pending.push_back({entry.source, mapEntry(entry.record, _settings)});
      } catch (const Refusal& refusal) {
        _report.tell(ImportOutcome::failed, entry.source, refusal);
      }
    }
  }
  if (pending.empty()) return;
  const auto results = store(pending);
  for (std::size_t i = 0; i < pending.size(); ++i) tell(pending[i], results[i]);
}

std::vector<Importer::Result> Importer::store(const std::vector<Pending>& entries) {
  std::vector<Result> results(entries.size());
  std::vector<bool> spoiled(entries.size(), false);
  // Each round loses one entry at least, so this ends; a unit without refusals takes one round.
  for (;;) {
    try {
      _store.write(Lane::batch, [&](UnitOfWork& work) {
        for (std::size_t i = 0; i < entries.size(); ++i) {
          if (spoiled[i]) continue;
          try {
            results[i] = storeOne(work, entries[i]);
          } catch (const Refusal& refusal) {
            // The store's own refusals (a full disk, a lost connection, a serialization failure) are about all of them.
            if (refusal.code().rfind("store.", 0) == 0) throw;
            throw Spoiled{i, refusal};
          }
        }
        if (_settings.dryRun) throw Undone{};
      });
      return results;
    } catch (const Undone&) {
      return results;
    } catch (const Spoiled& one) {
      spoiled[one.index] = true;
      results[one.index] = {ImportOutcome::failed, one.why, {}, false};
    }
  }
}

Importer::Result Importer::storeOne(UnitOfWork& work, const Pending& pending) {
  const auto& entry = pending.entry;
  Result result;
  KnownExams known(work, _clinic);
  try {
    if (_settings.dryRun && _tried.count(keyOf(entry.order)) > 0) return {ImportOutcome::alreadyThere, {}, {}, false};
    if (const auto exam = known.exam(entry.order)) {
      const auto differences = known.differences(*exam, entry);
      if (differences.empty()) return {ImportOutcome::alreadyThere, {}, {}, false};
      return {ImportOutcome::conflict, Refusal("worklist.import.differs", "the exam is stored with another " + differences), {}, false};
    }
    auto order = entry.order;
    const auto patient = known.patient(entry.feed);
    order.patientId = patient ? patient->id : _clinic.receivePatient(work, _settings.caller, entry.feed).id;
    result.notes = entry.notes;
    if (known.placerNumberTaken(order)) {
      order.placerNumber.clear();
      result.notes.emplace_back("(0040,2016): another order has this placer number; left out");
    }
    const auto exam = _clinic.placeOrder(work, _settings.caller, order).exam;
    if (anything(entry.preparation)) _clinic.prepare(work, _settings.caller, exam.id, entry.preparation);
    const Zone zone(_settings.site.zone);
    result.past = entry.startLocal < zone.dicomDate(work.now());
    return result;
  } catch (const Refusal& refusal) {
    // Nothing is written before these are thrown.
    if (refusal.code().rfind("worklist.import.", 0) == 0) return {ImportOutcome::conflict, refusal, {}, false};
    throw;
  }
}

void Importer::tell(const Pending& pending, const Result& result) {
  if (result.why) {
    _report.tell(result.outcome, pending.source, *result.why);
    return;
  }
  _report.count(result.outcome);
  for (const auto& note : result.notes) _report.note(pending.source, note);
  if (result.past) _report.past();
  if (_settings.dryRun) _tried.insert(keyOf(pending.entry.order));
}

}  // namespace clairis::worklist
