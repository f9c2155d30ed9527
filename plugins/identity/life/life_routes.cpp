// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/life/life_routes.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "plugins/identity/life/identity_json.h"

namespace clairis::identity {
namespace {

using nlohmann::json;

const std::string kIdentity = "/api/v1/identities/{id}";

bool mayShowIns(const HttpRequest& request) { return allowed(request.caller, kInsRead); }
HttpResponse answer(int status, const json& body) { return {status, "application/json", body.dump(), {}}; }
json bodyOf(const HttpRequest& request) { return json::parse(request.body); }
std::int64_t versionOf(const json& body) { return body.at("version").get<std::int64_t>(); }
std::string textOf(const json& body, const char* name) { return body.value(name, std::string()); }

/// One command in one unit of work; what it shows of the INS is audited in the same.
template <class Command>
HttpResponse change(const LifeParts& parts, const HttpRequest& request, int status, Command&& command) {
  HttpResponse response;
  parts.store.write(Lane::interactive, [&](UnitOfWork& work) {
    const Patient patient = command(work);
    if (patient.ins && mayShowIns(request)) work.audit(insShownEntry(request, {patient.id}));
    response = answer(status, toJson(patient, mayShowIns(request)));
    request.remember(work, response);
  });
  return response;
}

HttpResponse create(const LifeParts& parts, const HttpRequest& request) {
  const auto identity = newIdentityFrom(bodyOf(request));
  return change(parts, request, 201, [&](UnitOfWork& work) { return parts.identities->create(work, request.caller, identity); });
}

HttpResponse show(const LifeParts& parts, const HttpRequest& request) {
  const auto patient = parts.store.reading([&](Reader& reader) { return parts.clinic->patient(reader, request.parameter("id")); });
  if (patient.ins && mayShowIns(request)) parts.trace->insShown(request, {patient.id});
  return answer(200, toJson(patient, mayShowIns(request)));
}

HttpResponse changeTraits(const LifeParts& parts, const HttpRequest& request) {
  const auto body = bodyOf(request);
  const auto traits = traitsFrom(body);
  return change(parts, request, 200, [&](UnitOfWork& work) {
    return parts.identities->changeTraits(work, request.caller, request.parameter("id"), versionOf(body), traits,
                                          body.value("birthDateUncertain", false), textOf(body, "reason"));
  });
}

HttpResponse prove(const LifeParts& parts, const HttpRequest& request) {
  const auto body = bodyOf(request);
  const ProofUse proof{body.at("code").get<std::string>(), textOf(body, "parentCode"), textOf(body, "note")};
  return change(parts, request, 200,
                [&](UnitOfWork& work) { return parts.identities->prove(work, request.caller, request.parameter("id"), versionOf(body), proof); });
}

HttpResponse withdraw(const LifeParts& parts, const HttpRequest& request) {
  const auto body = bodyOf(request);
  return change(parts, request, 200, [&](UnitOfWork& work) {
    return parts.identities->withdrawProof(work, request.caller, request.parameter("id"), versionOf(body), request.parameter("proofId"),
                                           textOf(body, "reason"));
  });
}

HttpResponse mark(const LifeParts& parts, const HttpRequest& request) {
  const auto body = bodyOf(request);
  const auto attribute = identityAttributeFrom(body.at("mark").get<std::string>());
  const bool set = body.at("set").get<bool>();
  // Everybody may doubt; only who answers for identities takes a doubt away.
  if (!set && !allowed(request.caller, "identity.manage")) {
    throw Forbidden("identity.mark", "clearing a mark is the identity officer's decision (identity.manage)");
  }
  return change(parts, request, 200, [&](UnitOfWork& work) {
    return parts.identities->mark(work, request.caller, request.parameter("id"), versionOf(body), attribute, set, textOf(body, "reason"));
  });
}

HttpResponse downgrade(const LifeParts& parts, const HttpRequest& request) {
  const auto body = bodyOf(request);
  return change(parts, request, 200, [&](UnitOfWork& work) {
    return parts.identities->downgrade(work, request.caller, request.parameter("id"), versionOf(body), textOf(body, "reason"));
  });
}

HttpResponse history(const LifeParts& parts, const HttpRequest& request) {
  const auto id = request.parameter("id");
  json items = json::array();
  bool numbers = false;
  parts.store.read([&](Reader& reader) {
    parts.clinic->patient(reader, id);  // NotFound for nobody
    for (const auto& entry : parts.identities->history(reader, id)) {
      numbers = numbers || !entry.insMatriculeBefore.empty() || !entry.insMatriculeAfter.empty();
      items.push_back(toJson(entry, mayShowIns(request)));
    }
  });
  if (numbers && mayShowIns(request)) parts.trace->insShown(request, {id});
  return answer(200, {{"items", items}});
}

HttpResponse proofs(const LifeParts& parts, const HttpRequest& request) {
  json items = json::array();
  parts.store.read([&](Reader& reader) {
    parts.clinic->patient(reader, request.parameter("id"));
    for (const auto& proof : parts.identities->proofs(reader, request.parameter("id"))) items.push_back(toJson(proof));
  });
  return answer(200, {{"items", items}});
}

HttpResponse proofKinds(const LifeParts& parts, const HttpRequest&) {
  json items = json::array();
  for (const auto& kind : parts.identities->proofKinds()) items.push_back({{"code", kind.code}, {"trust", kind.trust}});
  return answer(200, {{"items", items}});
}

/// RIS.INS.51: with whom data bearing the number was exchanged, of one patient and of all.
HttpResponse exchanges(const LifeParts& parts, const HttpRequest& request) {
  json items = json::array();
  parts.store.read([&](Reader& reader) {
    parts.clinic->patient(reader, request.parameter("id"));
    for (const auto& one : parts.identities->exchanges(reader, request.parameter("id"))) {
      items.push_back({{"patientId", one.patientId},
                       {"partner", one.partner},
                       {"direction", one.direction},
                       {"firstAt", one.firstAt},
                       {"lastAt", one.lastAt}});
    }
  });
  return answer(200, {{"items", items}});
}

HttpResponse partners(const LifeParts& parts, const HttpRequest&) {
  json items = json::array();
  parts.store.read([&](Reader& reader) {
    for (const auto& one : parts.identities->partners(reader)) {
      items.push_back({{"partner", one.partner}, {"direction", one.direction}, {"patients", one.patients}, {"lastAt", one.lastAt}});
    }
  });
  return answer(200, {{"items", items}});
}

}  // namespace

void addLifeRoutes(Routes& routes, const LifeParts& parts) {
  const auto add = [&](const char* method, const std::string& pattern, const char* summary, const char* permission, const char* schema,
                       HttpResponse (*handle)(const LifeParts&, const HttpRequest&)) {
    routes.add({method,
                pattern,
                summary,
                permission,
                schema,
                "",
                std::string_view(method) == "POST",
                [parts, handle](const HttpRequest& request) { return handle(parts, request); },
                {}});
  };
  add("POST", "/api/v1/identities", "Registers a person; he begins provisional.", "patient.write", schema::kNewIdentity, create);
  add("GET", "/api/v1/identities/proof-kinds", "The documents that may be named as proof, with their trust.", "patient.read", "", proofKinds);
  add("GET", "/api/v1/identities/partners", "With whom data bearing an INS was exchanged.", "identity.manage", "", partners);
  add("GET", kIdentity, "An identity: status, marks, traits, and what of it is locked.", "patient.read", "", show);
  add("PUT", kIdentity + "/traits", "Corrects traits; a strict one of a locked identity lowers it and removes its INS.", "patient.write",
      schema::kTraits, changeTraits);
  add("POST", kIdentity + "/proofs", "A document was checked: with high trust the identity is validated, or qualified.", "identity.validate",
      schema::kProof, prove);
  add("GET", kIdentity + "/proofs", "Documents that were checked, withdrawn ones too.", "patient.read", "", proofs);
  add("POST", kIdentity + "/proofs/{proofId}/withdraw", "The document was not what it seemed.", "identity.validate", schema::kReason, withdraw);
  add("POST", kIdentity + "/marks", "Marks the identity doubtful, fictitious or homonym, or takes the mark back.", "patient.write", schema::kMark,
      mark);
  add("POST", kIdentity + "/downgrade", "Lowers the identity one level and removes its INS.", "identity.manage", schema::kReason, downgrade);
  add("GET", kIdentity + "/history", "What changed the identity: old, new, who, when, why.", "patient.read", "", history);
  add("GET", kIdentity + "/partners", "With whom data bearing this patient's INS was exchanged.", "patient.read", "", exchanges);
}

}  // namespace clairis::identity
