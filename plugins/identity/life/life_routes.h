// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "core/plugin/identities.h"
#include "core/plugin/plugin.h"
#include "core/plugin/read_trace.h"

namespace clairis::identity {

struct LifeParts {
  Store& store;
  std::shared_ptr<Clinic> clinic;
  std::shared_ptr<Identities> identities;
  std::shared_ptr<ReadTrace> trace;
};

/// The life of one identity under /api/v1/identities: create, show, traits, proofs, marks, downgrade, history, partners. Every change names the
/// version that was read (Conflict "patient.version"); matricule and OID are shown with ins.read, and traced before the answer leaves (RIS.INS.03,
/// 05).
void addLifeRoutes(Routes& routes, const LifeParts& parts);

}  // namespace clairis::identity
