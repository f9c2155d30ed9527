// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/duplicates/merge_routes.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "plugins/identity/life/identity_json.h"

namespace clairis::identity {
namespace {

using nlohmann::json;

constexpr int kPage = 50;
constexpr auto kMergeSchema =
    R"({"type":"object","required":["into","reason"],"properties":{"into":{"type":"string","description":"id of the patient who stays"},"reason":{"type":"string","minLength":1}}})";
constexpr auto kUndoSchema = R"({"type":"object","required":["reason"],"properties":{"reason":{"type":"string","minLength":1}}})";

HttpResponse answer(const json& body) { return {200, "application/json", body.dump(), {}}; }

json toJson(const PatientMerge& merge) {
  return {{"id", merge.id},
          {"sourceId", merge.sourceId},
          {"targetId", merge.targetId},
          {"at", merge.at},
          {"actor", merge.actor},
          {"reason", merge.reason},
          {"undoneAt", merge.undoneAt},
          {"undoneBy", merge.undoneBy},
          {"undoneReason", merge.undoneReason}};
}

HttpResponse list(const MergeParts& parts, const HttpRequest& request, const std::vector<Patient>& found, std::size_t most) {
  const bool withIns = allowed(request.caller, kInsRead);
  json items = json::array(), next;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < found.size() && i < most; ++i) {
    items.push_back(identity::toJson(found[i], withIns));
    if (found[i].ins && withIns) shown.push_back(found[i].id);
  }
  if (found.size() > most) next = found[most - 1].id;
  parts.trace->insShown(request, shown);
  return answer({{"items", items}, {"next", next}});
}

HttpResponse search(const MergeParts& parts, const HttpRequest& request) {
  if (const auto matricule = request.queried("ins"); !matricule.empty()) {
    if (!allowed(request.caller, kInsRead)) throw Forbidden("ins.read", "searching by INS asks for the right to see it (ins.read)");
    const auto oid = request.queried("oid");
    const auto ins = Ins::parse(matricule, oid.empty() ? Ins::kNir : std::string_view(oid));
    auto response = list(parts, request, parts.store.reading([&](Reader& reader) { return parts.merges->searchIns(reader, ins); }), kPage);
    if (ins.test() && !Ins::keyMatches(matricule)) response.headers["X-Clairis-Warning"] = "ins.key.wrong";
    return response;
  }
  const auto found = parts.store.reading([&](Reader& reader) {
    return parts.merges->search(reader, request.queried("birthDate"), request.queried("letters"), request.queried("after"), kPage + 1);
  });
  return list(parts, request, found, kPage);
}

/// Who may be this person, before he is registered: told by traits and reasons, never by number.
HttpResponse candidates(const MergeParts& parts, const HttpRequest& request) {
  const auto traits = traitsFrom(json::parse(request.body));
  json items = json::array();
  for (const auto& one : parts.store.reading([&](Reader& reader) { return parts.merges->candidates(reader, traits, std::nullopt, ""); })) {
    items.push_back({{"identity", identity::toJson(one.patient, false)}, {"score", one.score}, {"because", one.because}});
  }
  return answer({{"items", items}});
}

HttpResponse preview(const MergeParts& parts, const HttpRequest& request) {
  const auto seen =
      parts.store.reading([&](Reader& reader) { return parts.merges->preview(reader, request.parameter("id"), request.queried("into")); });
  return answer({{"source", identity::toJson(seen.source, false)},
                 {"target", identity::toJson(seen.target, false)},
                 {"differingTraits", seen.differingTraits},
                 {"orders", seen.orders},
                 {"exams", seen.exams},
                 {"reports", seen.reports},
                 {"documentsSent", seen.documentsSent},
                 {"obstacles", seen.obstacles}});
}

template <class Command>
HttpResponse change(const MergeParts& parts, const HttpRequest& request, Command&& command) {
  HttpResponse response;
  parts.store.write(Lane::interactive, [&](UnitOfWork& work) {
    response = answer(toJson(command(work)));
    request.remember(work, response);
  });
  return response;
}

HttpResponse merge(const MergeParts& parts, const HttpRequest& request) {
  const auto body = json::parse(request.body);
  return change(parts, request, [&](UnitOfWork& work) {
    return parts.merges->merge(work, request.caller, request.parameter("id"), body.at("into").get<std::string>(),
                               body.at("reason").get<std::string>());
  });
}

HttpResponse undo(const MergeParts& parts, const HttpRequest& request) {
  const auto body = json::parse(request.body);
  return change(parts, request, [&](UnitOfWork& work) {
    return parts.merges->unmerge(work, request.caller, request.parameter("mergeId"), body.at("reason").get<std::string>());
  });
}

HttpResponse merges(const MergeParts& parts, const HttpRequest& request) {
  json items = json::array();
  for (const auto& one : parts.store.reading([&](Reader& reader) { return parts.merges->merges(reader, request.parameter("id")); }))
    items.push_back(toJson(one));
  return answer({{"items", items}});
}

}  // namespace

void addMergeRoutes(Routes& routes, const MergeParts& parts) {
  const auto add = [&](const char* method, const char* pattern, const char* summary, const char* permission, const char* schema, bool idempotent,
                       HttpResponse (*handle)(const MergeParts&, const HttpRequest&), std::vector<std::pair<std::string, std::string>> query = {}) {
    routes.add({method, pattern, summary, permission, schema, "", idempotent,
                [parts, handle](const HttpRequest& request) { return handle(parts, request); }, std::move(query)});
  };
  add("GET", "/api/v1/identities/search", "Search before creation: birth date, and up to three letters of any name; or a whole INS.", "patient.read",
      "", false, search,
      {{"birthDate", "YYYY-MM-DD."},
       {"letters", "First letters of a name or of any first name; accents, case, hyphens and apostrophes do not matter."},
       {"ins", "The 15 characters of a matricule; also finds a former one."},
       {"oid", "Its OID; the NIR's when absent."},
       {"after", "Where the page before ended."}});
  add("POST", "/api/v1/identities/candidates", "Who registered may be this person, the likeliest first, with the reasons.", "patient.read",
      schema::kNewIdentity, false, candidates);
  add("GET", "/api/v1/identities/{id}/merge-preview", "What merging into another patient would do, and what forbids it.", "identity.merge", "", false,
      preview, {{"into", "Id of the patient who stays."}});
  add("POST", "/api/v1/identities/{id}/merge", "This duplicate goes into another patient; nothing of it is deleted.", "identity.merge", kMergeSchema,
      true, merge);
  add("GET", "/api/v1/identities/{id}/merges", "Merges of this patient, undone ones too.", "identity.merge", "", false, merges);
  add("POST", "/api/v1/identities/merges/{mergeId}/undo", "Takes a merge back: what followed returns.", "identity.merge", kUndoSchema, true, undo);
}

}  // namespace clairis::identity
