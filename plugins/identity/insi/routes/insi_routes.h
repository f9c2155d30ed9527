// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "core/plugin/read_trace.h"
#include "core/plugin/routes.h"
#include "plugins/identity/insi/campaign/campaign.h"
#include "plugins/identity/insi/service/searches.h"
#include "plugins/identity/insi/service/verifier.h"

namespace clairis::identity::insi {

/// What the routes speak to; outlives them.
struct RouteParts {
  Store& store;
  Identities& identities;
  Clinic& clinic;
  const Standings& standings;
  const Searches& searches;
  const Verifier& verifier;
  const Campaign& campaign;
  const InsiOptions& options;
  const Clock& clock;
  std::function<std::shared_ptr<ReadTrace>()> readTrace;  ///< who saw a number (RIS.INS.03); may give none
  std::stop_token stop;
};

/// POST /api/v1/identities/{id}/insi/search, …/card, …/verify, …/{callId}/accept, …/{callId}/refuse, GET …/calls; GET /api/v1/insi/campaign,
/// POST …/start, …/pause.
void addInsiRoutes(Routes& routes, const RouteParts& parts);

}  // namespace clairis::identity::insi
