// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "plugins/worklist/consoles/console_routes.h"
#include "plugins/worklist/consoles/console_sight.h"
#include "plugins/worklist/consoles/explanation.h"
#include "plugins/worklist/consoles/profile_json.h"

namespace clairis::worklist {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kShown = 500;

constexpr auto kQuery = R"({"type":"object","properties":{"id":{"type":"string"},"at":{"type":"string"},"peer":{"type":"string"},
"transferSyntax":{"type":"string"},"status":{"type":"string"},"comment":{"type":"string"},"answerCount":{"type":"integer"},"cut":{"type":"boolean"},
"milliseconds":{"type":"number"},"accessions":{"type":"array","items":{"type":"string"}},"identifier":{"type":["object","null"]}}})";
constexpr auto kQueries = R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"type":"object"}}}})";
constexpr auto kReplay = R"({"type":"object","properties":{"then":{"type":"object"},"now":{"type":"object"},
"appeared":{"type":"array","items":{"type":"string"}},"vanished":{"type":"array","items":{"type":"string"}},"complete":{"type":"boolean"}}})";
constexpr auto kPreviewRequest =
    R"({"type":"object","additionalProperties":false,"properties":{"keys":{"type":"object"},"query":{"type":"string"}}})";
constexpr auto kPreview =
    R"({"type":"object","properties":{"callingAe":{"type":"string"},"query":{"type":["string","null"]},"status":{"type":"string"},
"comment":{"type":"string"},"answerCount":{"type":"integer"},"cut":{"type":"boolean"},"spelledOut":{"type":"array"},"milliseconds":{"type":"number"},
"answers":{"type":"array","items":{"type":"object"}}}})";
constexpr auto kExplanation =
    R"({"type":"object","properties":{"accession":{"type":"string"},"callingAe":{"type":"string"},"shown":{"type":"boolean"},
"remarks":{"type":"array","items":{"type":"string"}},"query":{"type":["object","null"]},"exams":{"type":"array","items":{"type":"object"}}}})";

HttpResponse answer(const ordered_json& body) {
  HttpResponse response;
  response.body = body.dump();
  return response;
}

// The reading is audited before anything is shown: who may not be traced does not see.
void admit(const ConsoleContext& context, const HttpRequest& request, const char* action, const std::string& title, const json& detail) {
  auto& store = context.host.store();
  store.read([&](Reader& reader) { requireEverySite(reader, request.caller); });
  store.write(Lane::interactive, [&](UnitOfWork& work) { work.audit({request.caller.principal, action, "console:" + title, "ok", detail.dump()}); });
  context.registry->flush(Lane::interactive);
}

// A title that asks, not everybody's.
std::string askingTitle(const std::string& text, const char* field) {
  const auto title = consoleTitle(text);
  if (title != kEveryConsole) return title;
  throw Refusal("worklist.console.ae_title", "expected the AE title of one console", field);
}

HttpResponse list(const ConsoleContext& context, const HttpRequest& request) {
  const auto title = askingTitle(request.parameter("ae"), "ae");
  admit(context, request, "worklist.queries.read", title, json::object());
  const auto queries = context.host.store().reading([&](Reader& reader) { return recordedQueries(reader, title, 1000); });
  auto items = ordered_json::array();
  for (const auto& query : queries) items.push_back(toJson(query, false));
  return answer({{"items", items}});
}

RecordedQuery stored(const ConsoleContext& context, const HttpRequest& request, const std::string& title) {
  return context.host.store().reading([&](Reader& reader) { return recordedQuery(reader, title, request.parameter("id")); });
}

HttpResponse show(const ConsoleContext& context, const HttpRequest& request) {
  const auto title = askingTitle(request.parameter("ae"), "ae");
  admit(context, request, "worklist.query.read", title, {{"query", request.parameter("id").substr(0, 64)}});
  return answer(toJson(stored(context, request, title), true));
}

HttpResponse replayed(const ConsoleContext& context, const HttpRequest& request) {
  const auto title = askingTitle(request.parameter("ae"), "ae");
  admit(context, request, "worklist.query.replayed", title, {{"query", request.parameter("id").substr(0, 64)}});
  return answer(replay(context, stored(context, request, title)));
}

ChosenQuery askedFor(const ConsoleContext& context, const json& body, const std::string& title) {
  if (!body.is_object()) throw Refusal("worklist.preview.body", "expected a JSON object", "/");
  for (const auto& [name, value] : body.items()) {
    if (name != "keys" && name != "query") throw Refusal("worklist.preview.body", "expected keys or query", "/" + name.substr(0, 60));
  }
  if (body.contains("keys") && body.contains("query")) throw Refusal("worklist.preview.body", "expected keys or query, found both", "/keys");
  if (body.contains("keys")) return queryOf(body["keys"]);
  if (body.contains("query") && !body["query"].is_string()) throw Refusal("worklist.preview.body", "expected the id of a recorded query", "/query");
  const auto id = body.value("query", std::string());
  return context.host.store().reading([&](Reader& reader) { return chooseQuery(reader, title, id); });
}

HttpResponse preview(const ConsoleContext& context, const HttpRequest& request) {
  const auto title = askingTitle(request.parameter("ae"), "ae");
  const auto body = request.body.empty() ? json::object() : json::parse(request.body);
  admit(context, request, "worklist.previewed", title, json::object());
  const auto query = askedFor(context, body, title);
  ordered_json value{{"callingAe", title}, {"query", query.recorded ? ordered_json(query.recorded->id) : ordered_json()}};
  value.update(toJson(look(context, title, query.identifier.get(), kShown)));
  return answer(value);
}

HttpResponse explained(const ConsoleContext& context, const HttpRequest& request) {
  const auto title = askingTitle(request.queried("callingAe"), "callingAe");
  const auto accession = AccessionNumber::parse(request.queried("accession")).text();
  admit(context, request, "worklist.explained", title, {{"accession", accession}});
  return answer(toJson(explain(context, accession, title, request.queried("query"))));
}

}  // namespace

void addQueryRoutes(const ConsoleContext& context) {
  auto& routes = context.host.routes();
  const auto add = [&](const char* method, const char* pattern, const char* summary, const char* asks, const char* gives,
                       HttpResponse (*act)(const ConsoleContext&, const HttpRequest&), std::vector<std::pair<std::string, std::string>> words = {}) {
    routes.add({method, pattern, summary, "worklist.read", asks, gives, false,
                [context, act](const HttpRequest& request) { return act(context, request); }, std::move(words)});
  };
  add("GET", "/api/v1/consoles/{ae}/queries", "The last queries of a console, newest first.", "", kQueries, list);
  add("GET", "/api/v1/consoles/{ae}/queries/{id}", "A recorded query with its keys.", "", kQuery, show);
  add("POST", "/api/v1/consoles/{ae}/queries/{id}/replay",
      "Runs a recorded query now, with the console's present profile: what it got then, what it would get now, what appeared and what vanished.", "",
      kReplay, replayed);
  add("POST", "/api/v1/consoles/{ae}/preview",
      "What a console would get now, through the same code as the network: for its last recorded query, another recorded one, or the keys given."
      " The first 500 answers are shown.",
      kPreviewRequest, kPreview, preview);
  add("GET", "/api/v1/worklist/explain", "Why a console shows an exam, or does not, key by key.", "", kExplanation, explained,
      {{"accession", "Accession number of the exam, which may be off the worklist."},
       {"callingAe", "AE title of the console."},
       {"query", "Id of a recorded query of it; the last one when absent."}});
}

}  // namespace clairis::worklist
