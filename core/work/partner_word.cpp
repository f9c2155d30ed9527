// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/partner_word.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/entered_traits.h"
#include "core/domain/identity.h"
#include "core/store/identity_task.h"
#include "core/store/patient_history.h"
#include "core/store/patient_proof.h"
#include "core/work/identity_tasks.h"
#include "core/work/patient_feed.h"

namespace clairis::work {
namespace {

using Status = IdentityStatus;
using nlohmann::json;

constexpr int kTasksLookedAt = 200;

bool fromInsi(Status status) { return status == Status::recovered || status == Status::qualified; }
bool proven(Status status) { return status == Status::validated || status == Status::qualified; }
bool marked(const Patient& patient) { return patient.doubtful || patient.fictitious; }

bool lowered(const Patient& before, const Patient& after) {
  return (fromInsi(before.status) && !fromInsi(after.status)) || (proven(before.status) && !proven(after.status));
}

bool otherIns(const Patient& before, const PatientFeed& feed) {
  return before.ins && feed.validated && feed.patient.ins && feed.patient.ins != before.ins;
}

/// A47 that names the stored number: the partner knows which one he takes back or replaces.
bool named(const Patient& before, const PatientFeed& feed) { return before.ins && feed.formerIns == before.ins; }

/// Every number of the message that is his came to him by a merge, here or at a partner's, and none is his own.
bool byMergedNumber(Reader& reader, const Patient& patient, const PatientFeed& feed, const std::vector<IdentityHistoryEntry>& history) {
  const auto alias = [&](const LocalId& id) {
    return std::any_of(history.begin(), history.end(),
                       [&](const IdentityHistoryEntry& entry) { return entry.command == "alias" && entry.reason == id.authority + "|" + id.value; });
  };
  bool merged = false;
  for (const auto& id : feed.patient.localIds) {
    const auto row = reader.first("SELECT merge_id FROM patient_local_id WHERE authority = $1 AND value = $2 AND patient_id = $3",
                                  {id.authority, id.value, patient.id});
    if (row.empty()) continue;
    if (row[0].text().empty() && !alias(id)) return false;
    merged = true;
  }
  return merged;
}

/// A document in force that a person here checked: a partner's is noted under his own name.
bool provedHere(Reader& reader, const Patient& patient) {
  const auto proofs = store::proofsOf(reader, patient.id);
  return std::any_of(proofs.begin(), proofs.end(), [](const IdentityProof& proof) {
    return proof.trust == "high" && proof.withdrawnAt.empty() && !proof.checkedBy.starts_with("hl7:");
  });
}

/// Whether the stored number is INSi's own answer here, and no partner replaced it since.
bool foundHere(const Patient& patient, const std::vector<IdentityHistoryEntry>& history) {
  bool here = false;
  for (const auto& entry : history) {
    if (entry.insMatriculeAfter != patient.ins->matricule() || entry.insOidAfter != patient.ins->oid()) continue;
    if (entry.command.starts_with("take_")) {
      here = true;
    } else if (entry.insMatriculeBefore != entry.insMatriculeAfter) {
      here = false;
    }
  }
  return here;
}

}  // namespace

Kept keptFrom(Reader& reader, const Patient& before, const Patient& after, const PatientFeed& feed) {
  if (!believed(feed) || before.status == Status::provisional) return Kept::no;
  const bool touched = lowered(before, after) || otherIns(before, feed) || !sameStrictTraits(before.traits, after.traits);
  if (!touched) return Kept::no;
  const auto history = store::historyOf(reader, before.id);
  if (!named(before, feed) && byMergedNumber(reader, before, feed, history)) return Kept::mergedNumber;
  const bool here = before.status == Status::qualified && before.ins && foundHere(before, history) && provedHere(reader, before);
  if (!here || marked(after)) return Kept::no;
  // The number is replaced by who names it; taken back it is in any case, see fed().
  return named(before, feed) && feed.validated && feed.patient.ins && !feed.insRemoved ? Kept::no : Kept::qualifiedHere;
}

std::string_view contradiction(const Patient& before, const Patient& after, const PatientFeed& feed) {
  if (feed.insRemoved && before.ins) return "ins_removed";
  if (otherIns(before, feed)) return "other_ins";
  if (after.doubtful) return "doubtful";
  if (after.fictitious) return "fictitious";
  if (lowered(before, after)) return toText(after.status);
  return proofCovers(before.traits, after.traits) ? std::string_view() : "other_traits";
}

void tellOtherwise(UnitOfWork& work, const Caller& caller, const PatientFeed& feed, const Patient& patient, Kept why, std::string_view said) {
  const auto detail = json{{"because", why == Kept::mergedNumber ? "merged_number" : "qualified_here"}, {"said", said}}.dump();
  work.audit({caller.principal, "patient.partner_otherwise", "patient:" + patient.id, "kept", detail});
  IdentityTask task;
  task.kind = "partner_otherwise";
  task.patientId = patient.id;
  task.otherId = feed.sender;
  task.detail = detail;
  IdentityTaskFilter seen;
  seen.kind = task.kind;
  seen.patientId = patient.id;
  seen.closed = true;
  seen.limit = kTasksLookedAt;
  for (const auto& old : store::tasksBy(work, seen)) {
    if (old.otherId == task.otherId && old.detail == detail) return;
  }
  openTask(work, caller, task);
}

}  // namespace clairis::work
