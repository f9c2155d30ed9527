// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/datamatrix/scan_routes.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "plugins/identity/datamatrix/scan.h"

namespace clairis::identity::datamatrix {
namespace {

using nlohmann::json;

constexpr auto kScanSchema = R"({"type":"object","required":["text"],"properties":{"text":{"type":"string","description":"as the scanner gave it"},)"
                             R"("patientId":{"type":"string","description":"whom to compare with; without it: candidates"}}})";
constexpr auto kAcceptSchema =
    R"({"type":"object","required":["text","version","firstBirthName"],"properties":{"text":{"type":"string"},)"
    R"("version":{"type":"integer","description":"of the patient that was compared"},)"
    R"("firstBirthName":{"type":"string","minLength":1,"description":"which of the list is the first birth name: an operator says so"}}})";

void trail(UnitOfWork& work, const Caller& caller, const std::string& patientId, const std::string& outcome, bool insShown) {
  work.audit({caller.principal, "identity.scanned", patientId.empty() ? "datamatrix" : "patient:" + patientId, outcome,
              json{{"mode", kCollectionMode}, {"insShown", insShown}}.dump()});
}

/// A scan that cannot be read is traced too, by its code alone.
ScannedIdentity read(const ScanParts& parts, const Caller& caller, const std::string& text, const std::string& patientId) {
  try {
    return readInsDatamatrix(text, parts.environment);
  } catch (const Refusal& refusal) {
    parts.store.write(Lane::interactive, [&](UnitOfWork& work) { trail(work, caller, patientId, refusal.code(), false); });
    throw;
  }
}

json scannedJson(const ScannedIdentity& scanned, bool withIns) {
  const auto& t = scanned.traits;
  json body{{"birthName", t.birthName},
            {"birthNames", t.birthNames},
            {"birthDate", t.birthDate},
            {"sex", toText(t.sex)},
            {"birthPlaceCode", t.birthPlaceCode}};
  if (withIns) body["ins"] = {{"matricule", scanned.ins.matricule()}, {"oid", scanned.ins.oid()}, {"nature", scanned.ins.nature()}};
  return body;
}

json comparisonJson(const Patient& patient, const ScannedIdentity& scanned) {
  json fields = json::array();
  for (const auto& field : compared(patient.traits, scanned.traits))
    fields.push_back({{"field", field.field}, {"stored", field.stored}, {"scanned", field.scanned}, {"same", field.same}, {"alike", field.alike}});
  return {{"id", patient.id},
          {"version", patient.version},
          {"status", toText(patient.status)},
          {"ins", !patient.ins                 ? "none"
                  : patient.ins == scanned.ins ? "same"
                                               : "different"},
          {"fields", fields}};
}

/// Traits enough to tell people apart; never their numbers.
json candidatesJson(const std::vector<DuplicateCandidate>& candidates) {
  json items = json::array();
  for (const auto& candidate : candidates) {
    const auto& t = candidate.patient.traits;
    items.push_back({{"id", candidate.patient.id},
                     {"status", toText(candidate.patient.status)},
                     {"birthName", t.birthName},
                     {"firstBirthName", t.firstBirthName},
                     {"birthDate", t.birthDate},
                     {"sex", toText(t.sex)},
                     {"score", candidate.score},
                     {"because", candidate.because}});
  }
  return items;
}

HttpResponse scan(const ScanParts& parts, const HttpRequest& request) {
  const auto body = json::parse(request.body);
  const auto patientId = body.value("patientId", "");
  const auto scanned = read(parts, request.caller, body.at("text").get<std::string>(), patientId);
  const bool withIns = allowed(request.caller, "ins.read");
  json answer{{"collectionMode", kCollectionMode}, {"scanned", scannedJson(scanned, withIns)}, {"skippedBlocks", scanned.skippedBlocks}};
  answer["warnings"] = scanned.keyDoubtful ? json::array({"ins.key"}) : json::array();
  parts.store.read([&](Reader& reader) {
    if (!patientId.empty()) answer["comparison"] = comparisonJson(parts.clinic.patient(reader, patientId), scanned);
    if (patientId.empty()) answer["candidates"] = candidatesJson(parts.merges.candidates(reader, scanned.traits, scanned.ins, {}));
  });
  // The answer leaves when its trace is durable (RIS.INS.03).
  parts.store.write(Lane::interactive, [&](UnitOfWork& work) { trail(work, request.caller, patientId, "ok", withIns); });
  return {200, "application/json", answer.dump(), {}};
}

HttpResponse accept(const ScanParts& parts, const HttpRequest& request) {
  const auto body = json::parse(request.body);
  const auto& id = request.parameter("id");
  const auto version = body.at("version").get<std::int64_t>();
  const auto scanned = read(parts, request.caller, body.at("text").get<std::string>(), id);
  InsiIdentity found{scanned.ins, scanned.traits, {}};
  found.traits.firstBirthName = body.at("firstBirthName").get<std::string>();
  HttpResponse response;
  parts.store.write(Lane::interactive, [&](UnitOfWork& work) {
    const auto patient = parts.trusted ? parts.identities.takeFromInsi(work, request.caller, id, version, found, kCollectionMode)
                                       : parts.identities.keepApart(work, request.caller, id, version, scanned.ins, kCollectionMode);
    trail(work, request.caller, id, parts.trusted ? "taken" : "to_verify", false);
    const json answer{{"id", patient.id},
                      {"version", patient.version},
                      {"status", toText(patient.status)},
                      {"collectionMode", kCollectionMode},
                      {"outcome", parts.trusted ? "taken" : "to_verify"}};
    response = {200, "application/json", answer.dump(), {}};
    request.remember(work, response);
  });
  return response;
}

}  // namespace

std::vector<OptionSpec> optionSpecs() {
  return {{"identity.datamatrix.trusted",
           OptionType::boolean,
           "false",
           "",
           "true: an identity scanned from the INS datamatrix of a document counts as fetched from INSi; false: its number waits for INSi.",
           false,
           {}}};
}

void addScanRoutes(Routes& routes, const ScanParts& parts) {
  routes.add({"POST",
              "/api/v1/identities/scan",
              "Reads the INS datamatrix of a document: its identity beside a stored patient, or with those who may be the person.",
              "insi.call",
              kScanSchema,
              "",
              false,
              [parts](const HttpRequest& request) { return scan(parts, request); },
              {}});
  routes.add({"POST",
              "/api/v1/identities/{id}/scan/accept",
              "The scanned identity is this patient's: its number goes to INSi for verification, or is taken where scans are trusted.",
              "insi.call",
              kAcceptSchema,
              "",
              true,
              [parts](const HttpRequest& request) { return accept(parts, request); },
              {}});
}

void addScanRoutes(Host& host) {
  // Services live as long as the host, which takes the routes back first.
  addScanRoutes(host.routes(), {host.store(), *host.service<Clinic>("clinic/1"), *host.service<Identities>("identities/1"),
                                *host.service<PatientMerges>("merges/1"), host.environment(), host.options().boolean("identity.datamatrix.trusted")});
}

}  // namespace clairis::identity::datamatrix
