// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/reporting/report_json.h"

#include <array>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

namespace clairis::reporting {
namespace {

using nlohmann::json;

template <class Fields>
void onlyThese(const json& object, const Fields& known, const std::string& path) {
  if (!object.is_object()) throw Refusal("json.object.expected", "expected a JSON object", path.empty() ? "/" : path);
  for (const auto& [name, value] : object.items()) {
    bool found = false;
    for (const auto& field : known) found = found || field == name;
    if (!found) throw Refusal("json.member.unknown", "no member is called \"" + name.substr(0, 60) + "\" here", path + "/" + name.substr(0, 60));
  }
}

std::string textOf(const json& object, const char* name, const std::string& path) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return {};
  if (!found->is_string()) throw Refusal("json.text.expected", "expected a text", path + "/" + name);
  return found->get<std::string>();
}

bool flagOf(const json& object, const char* name, const std::string& path) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return false;
  if (!found->is_boolean()) throw Refusal("json.boolean.expected", "expected true or false", path + "/" + name);
  return found->get<bool>();
}

json orNull(const std::string& text) { return text.empty() ? json() : json(text); }

json addendaOf(const Report& r) {
  auto list = json::array();
  for (const auto& a : r.addenda) list.push_back({{"text", a.text}, {"at", a.at}, {"practitionerId", a.practitionerId}});
  return list;
}

constexpr std::array<std::string_view, 7> kText{"title", "justification", "indication", "technique", "results", "conclusion", "addendum"};
constexpr std::array<std::string_view, 4> kSharing{"dmpBlocked", "maskedFromProfessionals", "announcementNeeded", "hiddenFromRepresentatives"};
constexpr std::array<std::string_view, 7> kPerson{"idNat", "family", "given", "civility", "title", "specialty", "mssAddress"};

}  // namespace

json toJson(const Report& r) {
  return {{"id", r.id},
          {"version", r.version},
          {"examId", r.examId},
          {"state", toText(r.state)},
          {"kind", toText(r.kind)},
          {"rootId", r.rootId},
          {"amends", orNull(r.amends)},
          {"reason", orNull(r.reason)},
          {"reportVersion", r.reportVersion},
          {"setId", r.setId},
          {"text",
           {{"title", r.text.title},
            {"justification", r.text.justification},
            {"indication", r.text.indication},
            {"technique", r.text.technique},
            {"results", r.text.results},
            {"conclusion", r.text.conclusion},
            {"addendum", r.text.addendum}}},
          {"addenda", addendaOf(r)},
          {"sharing",
           {{"dmpBlocked", r.sharing.dmpBlocked},
            {"maskedFromProfessionals", r.sharing.maskedFromProfessionals},
            {"announcementNeeded", r.sharing.announcementNeeded},
            {"hiddenFromRepresentatives", r.sharing.hiddenFromRepresentatives}}},
          {"author", r.authorPractitionerId},
          {"authorStructure", r.authorStructure.id.empty() ? json() : json{{"id", r.authorStructure.id}, {"name", r.authorStructure.name}}},
          {"createdAt", r.createdAt},
          {"provisionalAt", orNull(r.provisionalAt)},
          {"provisionalBy", orNull(r.provisionalBy)},
          {"secondReaderId", orNull(r.secondReaderId)},
          {"validatedAt", orNull(r.validatedAt)},
          {"validatedBy", orNull(r.validatedBy)},
          {"announcedAt", orNull(r.announcedAt)},
          {"announcedBy", orNull(r.announcedBy)},
          {"withdrawnAt", orNull(r.withdrawnAt)}};
}

ReportText textFrom(const json& body) {
  const bool wrapped = body.is_object() && body.contains("text");
  if (wrapped) onlyThese(body, std::array<std::string_view, 1>{"text"}, "");
  const auto& text = wrapped ? body["text"] : body;
  const std::string path = wrapped ? "/text" : "";
  onlyThese(text, kText, path);
  return {textOf(text, "title", path),     textOf(text, "justification", path), textOf(text, "indication", path),
          textOf(text, "technique", path), textOf(text, "results", path),       textOf(text, "conclusion", path), textOf(text, "addendum", path)};
}

ReportSharing sharingFrom(const json& body) {
  onlyThese(body, std::array<std::string_view, 2>{"sharing", "recipients"}, "");
  if (!body.contains("sharing")) return {};
  const auto& sharing = body["sharing"];
  onlyThese(sharing, kSharing, "/sharing");
  return {flagOf(sharing, "dmpBlocked", "/sharing"), flagOf(sharing, "maskedFromProfessionals", "/sharing"),
          flagOf(sharing, "announcementNeeded", "/sharing"), flagOf(sharing, "hiddenFromRepresentatives", "/sharing")};
}

std::vector<Practitioner> recipientsFrom(const json& body) {
  std::vector<Practitioner> people;
  if (!body.contains("recipients")) return people;
  const auto& list = body["recipients"];
  if (!list.is_array() || list.size() > 50) throw Refusal("json.array.expected", "expected a list of at most 50 recipients", "/recipients");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto path = "/recipients/" + std::to_string(i);
    const auto& p = list[i];
    onlyThese(p, kPerson, path);
    Practitioner person;
    person.idNat = textOf(p, "idNat", path);
    if (!person.idNat.empty()) person.idNat = person.idNat.size() == 11 ? Rpps::parse(person.idNat).idNat() : person.idNat;
    person.familyName = textOf(p, "family", path);
    person.givenName = textOf(p, "given", path);
    person.civility = textOf(p, "civility", path);
    person.title = textOf(p, "title", path);
    person.specialty = {textOf(p, "specialty", path), "", "1.2.250.1.213.1.1.4.5"};
    person.mssAddress = textOf(p, "mssAddress", path);
    if (person.familyName.empty()) throw Refusal("recipient.family.missing", "expected the recipient's family name", path + "/family");
    people.push_back(std::move(person));
  }
  return people;
}

std::string reasonOf(const json& body) {
  onlyThese(body, std::array<std::string_view, 1>{"reason"}, "");
  return textOf(body, "reason", "");
}

SecondReading readingFrom(const json& body) {
  onlyThese(body, std::array<std::string_view, 2>{"secondReaderId", "note"}, "");
  return {textOf(body, "secondReaderId", ""), textOf(body, "note", "")};
}

AuthorStructure structureFrom(const json& body) {
  onlyThese(body, std::array<std::string_view, 2>{"id", "name"}, "");
  return {textOf(body, "id", ""), textOf(body, "name", "")};
}

Withdrawal withdrawalFrom(const json& body) {
  onlyThese(body, std::array<std::string_view, 3>{"cause", "reason", "rightExamId"}, "");
  return {withdrawalCauseFrom(textOf(body, "cause", "")), textOf(body, "reason", ""), textOf(body, "rightExamId", "")};
}

std::vector<SignItem> signListFrom(const json& body) {
  onlyThese(body, std::array<std::string_view, 1>{"reports"}, "");
  const auto list = body.value("reports", json());
  if (!list.is_array() || list.empty() || list.size() > kLongestSignList) {
    throw Refusal("json.array.expected", "expected a list of 1 to 100 reports", "/reports");
  }
  std::vector<SignItem> items;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto path = "/reports/" + std::to_string(i);
    onlyThese(list[i], std::array<std::string_view, 4>{"id", "version", "sharing", "recipients"}, path);
    SignItem item{textOf(list[i], "id", path), 0, {}, {}};
    const auto version = list[i].value("version", json());
    if (item.id.empty()) throw Refusal("json.text.expected", "expected the id of a report", path + "/id");
    if (!version.is_number_integer()) throw Refusal("json.integer.expected", "expected the version that was read: what is signed is what was seen", path + "/version");
    item.version = version.get<std::int64_t>();
    json decision = json::object();
    for (const char* name : {"sharing", "recipients"}) {
      if (list[i].contains(name)) decision[name] = list[i][name];
    }
    item.sharing = sharingFrom(decision);
    item.recipients = recipientsFrom(decision);
    items.push_back(std::move(item));
  }
  return items;
}

const char* const kTextSchema = R"({"type":"object","additionalProperties":false,"properties":{"title":{"type":"string"},"justification":{"type":"string"},
"indication":{"type":"string"},"technique":{"type":"string"},"results":{"type":"string"},"conclusion":{"type":"string"},"addendum":{"type":"string"}}})";

const char* const kValidateSchema = R"({"type":"object","additionalProperties":false,"properties":{"sharing":{"type":"object","additionalProperties":false,
"properties":{"dmpBlocked":{"type":"boolean"},"maskedFromProfessionals":{"type":"boolean"},"announcementNeeded":{"type":"boolean"},
"hiddenFromRepresentatives":{"type":"boolean"}}},"recipients":{"type":"array","maxItems":50,"items":{"type":"object","required":["family"],
"properties":{"idNat":{"type":"string"},"family":{"type":"string"},"given":{"type":"string"},"civility":{"type":"string"},"title":{"type":"string"},
"specialty":{"type":"string"},"mssAddress":{"type":"string"}}}}}})";

const char* const kReportSchema = R"({"type":"object","properties":{"id":{"type":"string"},"version":{"type":"integer"},"examId":{"type":"string"},
"state":{"enum":["draft","provisional","validated","replaced","withdrawn","discarded"]},"kind":{"enum":["initial","amendment","addendum"]},"reportVersion":{"type":"integer"},"setId":{"type":"string"},"text":{"type":"object"},
"sharing":{"type":"object"},"validatedAt":{"type":["string","null"]},"validatedBy":{"type":["string","null"]},"documentId":{"type":"string"},
"documentUniqueId":{"type":"string"}}})";

const char* const kSignListSchema = R"({"type":"object","additionalProperties":false,"required":["reports"],"properties":{"reports":{"type":"array",
"minItems":1,"maxItems":100,"items":{"type":"object","additionalProperties":false,"required":["id","version"],"properties":{"id":{"type":"string"},
"version":{"type":"integer"},"sharing":{"type":"object"},"recipients":{"type":"array","items":{"type":"object"}}}}}}})";

}  // namespace clairis::reporting
