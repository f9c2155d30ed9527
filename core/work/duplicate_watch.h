// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/sql.h"

namespace clairis::work {

/// Two records that are very likely one person become one task duplicate, whichever of them came last (SR-08).
///
/// Hears patient.received and patient.identity_changed. Who is new, or has other traits, another INS or is no more fictitious, is looked for among
/// everybody (duplicateCandidates, at most 5 likeliest of at least kVeryLikely), on a reading snapshot; only what is found is written, in the batch
/// lane, looked at again inside it. The task names the newcomer first; detail {"because": "likeness", "score", "codes"}. A pair is proposed once:
/// not while a task about the two is open, never again when a person closed one or took back their merge. A task of this watch closes by itself
/// (no_longer_alike) when the two do not look like one person any more. Safe to repeat; what a search took is waited out several times over, so that
/// a long import keeps its processors.
class DuplicateWatch {
public:
  /// `share` of one processor that searches may take; 1: no waiting.
  explicit DuplicateWatch(Store& store, double share = 0.25) : _store(store), _share(share) {}

  static const std::vector<std::string>& events();
  void heard(const Event& event);
  /// Looks for this patient among everybody. How many tasks were opened.
  int search(const std::string& patientId);
  /// Closes the tasks of this watch about this patient that do not hold any more. How many.
  int review(const std::string& patientId);

private:
  Store& _store;
  double _share;
};

}  // namespace clairis::work
