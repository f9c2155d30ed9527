// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/domain/refusal.h"
#include "core/http/catalogue.h"
#include "core/plugin/routes.h"

namespace clairis {

/// Which answer a refusal becomes. NotFound 404, Forbidden 403, Conflict 409 (412 when the request made it depend on If-Match and
/// the version is what differs); any other refusal what the catalogue says for its code, else 422.
int statusOf(const Refusal& refusal, bool ifMatch);

/// application/problem+json (RFC 9457): type, title, status, detail, code, whatToDo, field, requestId.
/// `requestId` names the log line of this request.
HttpResponse problem(const Refusal& refusal, int status, Language language, std::string_view requestId);

/// An unknown exception: nothing of it leaves but the incident's id, under which it was logged.
HttpResponse incident(Language language, std::string_view incidentId);

}  // namespace clairis
