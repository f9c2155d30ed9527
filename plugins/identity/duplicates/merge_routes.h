// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "core/plugin/identities.h"
#include "core/plugin/plugin.h"
#include "core/plugin/read_trace.h"

namespace clairis::identity {

struct MergeParts {
  Store& store;
  std::shared_ptr<PatientMerges> merges;
  std::shared_ptr<ReadTrace> trace;
};

/// Search before creation (RIS.INS.07 to 10), candidates, merge with preview, and taking a merge back, under /api/v1/identities. A search by INS asks
/// for ins.read; what is shown of a number is traced before the answer leaves.
void addMergeRoutes(Routes& routes, const MergeParts& parts);

}  // namespace clairis::identity
