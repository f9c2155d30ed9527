// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/clinic_json.h"

#include <nlohmann/json.hpp>

#include "core/domain/entered_traits.h"
#include "core/domain/refusal.h"
#include "core/http/json_fields.h"
#include "core/time/zone.h"

namespace clairis {
namespace {

using nlohmann::json;

constexpr const char* kSpecialtySystem = "1.2.250.1.213.1.1.4.5";

json nullIfEmpty(const std::string& text) { return text.empty() ? json() : json(text); }
json toJson(const Code& code) {
  return code.empty() && code.display.empty() ? json() : json{{"code", code.code}, {"display", code.display}, {"system", code.system}};
}

json toJson(const Address& a) { return {{"line", a.line}, {"postalCode", a.postalCode}, {"city", a.city}, {"country", a.country}}; }

Address addressFrom(const json* object, const std::string& path) {
  if (object == nullptr) return {};
  const JsonFields fields(*object, path, {"line", "postalCode", "city", "country"});
  return {fields.text("line"), fields.text("postalCode"), fields.text("city"), fields.text("country")};
}

Code codeFrom(const json* object, const std::string& path, const char* system) {
  if (object == nullptr) return {};
  const JsonFields fields(*object, path, {"code", "display", "system"});
  auto given = fields.text("system");
  return {fields.text("code"), fields.text("display"), given.empty() ? system : given};
}

json toJson(const std::vector<PaperTrait>& traits) {
  json words = json::array();
  for (const auto trait : traits) words.push_back(toText(trait));
  return words;
}

std::vector<PaperTrait> paperTraitsFrom(const json& list) {
  if (!list.is_array()) throw Refusal("json.array.expected", "expected a list of traits such as used_name", "/paperTraits");
  std::string words;
  for (const auto& word : list) {
    if (!word.is_string()) throw Refusal("json.text.expected", "expected the name of a trait such as used_name", "/paperTraits");
    words += word.get<std::string>() + " ";
  }
  return clairis::paperTraitsFrom(words);
}

IdentityStatus statusFrom(const std::string& text) { return text.empty() ? IdentityStatus::provisional : identityStatusFrom(text); }

}  // namespace

json toJson(const Site& s) {
  return {{"id", s.id},
          {"version", s.version},
          {"code", s.code},
          {"name", s.name},
          {"structureId", s.structureId},
          {"zone", s.zone},
          {"address", toJson(s.address)},
          {"phone", s.phone},
          {"facilityType", toJson(s.facilityType)},
          {"practiceSetting", toJson(s.practiceSetting)},
          {"privacyNotice", s.privacyNotice},
          {"paperTraits", toJson(s.paperTraits)}};
}

json toJson(const Practitioner& p) {
  return {{"id", nullIfEmpty(p.id)}, {"idNat", p.idNat}, {"family", p.familyName},        {"given", p.givenName},
          {"civility", p.civility},  {"title", p.title}, {"specialty", p.specialty.code}, {"mssAddress", p.mssAddress}};
}

json toJson(const Patient& p, bool withIns) {
  auto ids = json::array();
  for (const auto& id : p.localIds) ids.push_back({{"value", id.value}, {"authority", id.authority}, {"authorityOid", id.authorityOid}});
  json body{{"id", p.id},
            {"version", p.version},
            {"status", toText(p.status)},
            {"birthName", p.traits.birthName},
            {"firstBirthName", p.traits.firstBirthName},
            {"birthNames", p.traits.birthNames},
            {"usedName", nullIfEmpty(p.traits.usedName)},
            {"usedFirstName", nullIfEmpty(p.traits.usedFirstName)},
            {"birthDate", nullIfEmpty(p.traits.birthDate)},
            {"sex", toText(p.traits.sex)},
            {"birthPlaceCode", nullIfEmpty(p.traits.birthPlaceCode)},
            {"identifiers", ids},
            {"address", toJson(p.address)},
            {"phone", nullIfEmpty(p.phone)},
            {"dmpOpposition", p.dmpOpposition},
            {"fictitious", p.fictitious},
            {"doubtful", p.doubtful},
            {"deceased", p.deceased}};
  if (withIns && p.ins) body["ins"] = {{"matricule", p.ins->matricule()}, {"oid", p.ins->oid()}, {"nature", p.ins->nature()}};
  return body;
}

json toJson(const Order& o) {
  return {{"id", o.id},
          {"version", o.version},
          {"siteId", o.siteId},
          {"patientId", o.patientId},
          {"placerNumber", nullIfEmpty(o.placerNumber)},
          {"placerAuthority", nullIfEmpty(o.placerAuthority)},
          {"accessionNumber", o.accessionNumber},
          {"requester", toJson(o.requester)},
          {"reason", o.reason},
          {"priority", o.priority},
          {"patientClass", nullIfEmpty(o.patientClass)},
          {"requestedAt", o.requestedAt},
          {"cancelled", o.cancelled}};
}

json toJson(const Exam& e) {
  return {{"id", e.id},
          {"version", e.version},
          {"siteId", e.siteId},
          {"patientId", e.patientId},
          {"orderId", e.orderId},
          {"accessionNumber", e.accessionNumber},
          {"studyInstanceUid", e.studyInstanceUid},
          {"state", toText(e.state)},
          {"procedure", toJson(e.procedure)},
          {"ccam", toJson(e.ccam)},
          {"region", toJson(e.region)},
          {"modality", e.modality},
          {"stationAe", nullIfEmpty(e.stationAe)},
          {"laterality", nullIfEmpty(e.laterality)},
          {"scheduledAt", e.scheduledAt},
          {"startedAt", nullIfEmpty(e.startedAt)},
          {"endedAt", nullIfEmpty(e.endedAt)},
          {"equipment", nullIfEmpty(e.equipment)},
          {"dose", nullIfEmpty(e.dose)},
          {"contrast", nullIfEmpty(e.contrast)},
          {"worklistClosedAt", nullIfEmpty(e.worklistClosedAt)}};
}

Site siteFrom(const json& body) {
  const JsonFields f(
      body, "", {"id", "version", "code", "name", "structureId", "zone", "address", "phone", "facilityType", "practiceSetting", "privacyNotice",
                          "paperTraits"});
  Site site;
  site.code = f.required("code");
  site.name = f.required("name");
  site.structureId = StructureId::parse(f.required("structureId")).text();
  site.zone = f.text("zone").empty() ? "Europe/Paris" : Zone(f.text("zone")).name();
  site.address = addressFrom(f.find("address"), f.at("address"));
  site.phone = f.text("phone");
  site.facilityType = codeFrom(f.find("facilityType"), f.at("facilityType"), "1.2.250.1.71.4.2.4");
  if (site.facilityType.empty()) site.facilityType = {"SA08", "Cabinet de groupe", "1.2.250.1.71.4.2.4"};
  site.practiceSetting = codeFrom(f.find("practiceSetting"), f.at("practiceSetting"), "1.2.250.1.213.1.1.4.9");
  if (site.practiceSetting.empty()) site.practiceSetting = {"AMBULATOIRE", "Ambulatoire", "1.2.250.1.213.1.1.4.9"};
  site.privacyNotice = f.text("privacyNotice");
  if (const auto* traits = f.find("paperTraits")) site.paperTraits = paperTraitsFrom(*traits);
  return site;
}

Practitioner practitionerFrom(const json& body, const std::string& path) {
  const JsonFields f(body, path, {"id", "idNat", "rpps", "family", "given", "civility", "title", "specialty", "mssAddress"});
  Practitioner p;
  p.idNat = f.text("idNat");
  if (const auto rpps = f.text("rpps"); !rpps.empty()) p.idNat = Rpps::parse(rpps).idNat();
  p.familyName = f.required("family");
  p.givenName = f.text("given");
  p.civility = f.text("civility");
  p.title = f.text("title");
  p.specialty = {f.text("specialty"), "", kSpecialtySystem};
  p.mssAddress = f.text("mssAddress");
  return p;
}

namespace {
constexpr std::string_view kDelete = "\"\"";  // as in HL7: takes a trait away
}  // namespace

PatientFeed patientFrom(const json& body) {
  const JsonFields f(body, "",
                     {"status", "birthName", "firstBirthName", "birthNames", "usedName", "usedFirstName", "birthDate", "sex", "birthPlaceCode", "ins",
                      "identifiers", "address", "phone", "dmpOpposition", "fictitious", "doubtful", "deceased"});
  PatientFeed feed;
  auto& p = feed.patient;
  p.traits = {f.required("birthName"), f.text("firstBirthName"), f.text("birthNames"),   f.text("usedName"),
              f.text("usedFirstName"), f.text("birthDate"),      sexFrom(f.text("sex")), f.text("birthPlaceCode")};
  p.address = addressFrom(f.find("address"), f.at("address"));
  p.phone = f.text("phone");
  p.dmpOpposition = f.flag("dmpOpposition");
  p.fictitious = f.flag("fictitious");
  p.doubtful = f.flag("doubtful");
  p.deceased = f.flag("deceased");
  if (const auto* ids = f.find("identifiers")) {
    if (!ids->is_array()) throw Refusal("json.array.expected", "expected a list of identifiers", f.at("identifiers"));
    for (std::size_t i = 0; i < ids->size(); ++i) {
      const JsonFields id((*ids)[i], f.at("identifiers") + "/" + std::to_string(i), {"value", "authority", "authorityOid"});
      p.localIds.push_back({id.required("value"), id.required("authority"), id.text("authorityOid")});
    }
  }
  if (const auto* ins = f.find("ins")) {
    const JsonFields fields(*ins, f.at("ins"), {"matricule", "oid", "nature"});
    p.ins = Ins::parse(fields.required("matricule"), fields.required("oid"));
  }
  if (!p.traits.birthPlaceCode.empty() && p.traits.birthPlaceCode != kDelete && !birthPlaceCode(p.traits.birthPlaceCode)) {
    throw Refusal("patient.birth_place.malformed", "expected an INSEE code of 5 characters: 75056, 2A004, 99xxx abroad, 99999 unknown", f.at("birthPlaceCode"));
  }
  if (!p.traits.birthDate.empty() && p.traits.birthDate != kDelete && !realDate(p.traits.birthDate)) {
    throw Refusal("patient.birth_date.malformed", "expected YYYY-MM-DD of a day in the calendar", f.at("birthDate"));
  }
  const auto status = statusFrom(f.text("status"));
  feed.validated = status == IdentityStatus::validated || status == IdentityStatus::qualified;
  feed.trust = SenderTrust::sameDomain;
  feed.sender = "rest";
  return feed;
}

namespace {

/// `modality` may be missing where a device has already said it.
NewOrder orderFrom(const json& body, bool modalityNeeded) {
  const JsonFields f(
      body, "",
      {"siteId", "patientId", "placerNumber", "placerAuthority", "placerAuthorityOid", "accessionNumber", "requester", "reason", "priority",
       "patientClass", "requestedAt", "scheduledAt", "procedure", "ccam", "region", "modality", "stationAe", "laterality"});
  NewOrder o;
  o.siteId = f.text("siteId");
  o.patientId = f.required("patientId");
  o.placerNumber = f.text("placerNumber");
  o.placerAuthority = f.text("placerAuthority");
  o.placerAuthorityOid = f.text("placerAuthorityOid");
  o.accessionNumber = f.text("accessionNumber");
  if (const auto* requester = f.find("requester")) o.requester = practitionerFrom(*requester, f.at("requester"));
  o.reason = f.text("reason");
  if (const auto priority = f.text("priority"); !priority.empty()) o.priority = priority;
  o.patientClass = f.text("patientClass");
  o.requestedAt = f.instant("requestedAt");
  o.scheduledAt = f.instant("scheduledAt");
  o.procedure = codeFrom(f.find("procedure"), f.at("procedure"), "2.16.840.1.113883.6.1");
  o.ccam = codeFrom(f.find("ccam"), f.at("ccam"), "1.2.250.1.215.300.1");
  o.region = codeFrom(f.find("region"), f.at("region"), "2.16.840.1.113883.6.96");
  o.modality = modalityNeeded ? f.required("modality") : f.text("modality");
  o.stationAe = f.text("stationAe");
  o.laterality = f.text("laterality");
  o.sender = "rest";
  return o;
}

}  // namespace

NewOrder orderFrom(const json& body) { return orderFrom(body, true); }
NewOrder reconciledOrderFrom(const json& body) { return orderFrom(body, false); }

Performance performanceFrom(const json& body) {
  const JsonFields f(body, "", {"discontinued", "startedAt", "endedAt", "equipment", "dose", "contrast"});
  return {f.flag("discontinued"), f.instant("startedAt"), f.instant("endedAt"), f.text("equipment"), f.text("dose"), f.text("contrast"), "manual"};
}

ExamCoding codingFrom(const json& body) {
  const JsonFields f(body, "", {"procedure", "ccam", "region", "laterality"});
  return {codeFrom(f.find("procedure"), f.at("procedure"), "2.16.840.1.113883.6.1"), codeFrom(f.find("ccam"), f.at("ccam"), "1.2.250.1.215.300.1"),
          codeFrom(f.find("region"), f.at("region"), "2.16.840.1.113883.6.96"), f.text("laterality")};
}

namespace schema {

#define CODE_SCHEMA R"({"type":["object","null"],"properties":{"code":{"type":"string"},"display":{"type":"string"},"system":{"type":"string"}}})"
#define ADDRESS_SCHEMA \
  R"({"type":"object","properties":{"line":{"type":"string"},"postalCode":{"type":"string"},"city":{"type":"string"},"country":{"type":"string"}}})"
#define PRACTITIONER_SCHEMA                                                                                                                                                \
  R"({"type":"object","required":["family"],"properties":{"id":{"type":["string","null"]},"idNat":{"type":"string"},"rpps":{"type":"string"},"family":{"type":"string"},)" \
  R"("given":{"type":"string"},"civility":{"type":"string"},"title":{"type":"string"},"specialty":{"type":"string"},"mssAddress":{"type":"string"}}})"

const char* const kSite =
    R"({"type":"object","required":["code","name","structureId"],"properties":{"code":{"type":"string"},"name":{"type":"string"},)"
    R"("structureId":{"type":"string","description":"Struct_IdNat, e.g. 1 followed by the FINESS"},"zone":{"type":"string","description":"IANA time zone"},)"
    R"("address":)" ADDRESS_SCHEMA R"(,"phone":{"type":"string"},"facilityType":)" CODE_SCHEMA R"(,"practiceSetting":)" CODE_SCHEMA
    R"(,"privacyNotice":{"type":"string"},"paperTraits":{"type":"array","description":"printed beside the strict traits, in this order","items":)"
    R"({"enum":["used_name","used_first_name","birth_names","birth_place","local_id"]}}}})";
const char* const kPractitioner = PRACTITIONER_SCHEMA;
const char* const kPatient =
    R"({"type":"object","required":["birthName","identifiers"],"properties":{"status":{"enum":["provisional","recovered","validated","qualified"]},)"
    R"("birthName":{"type":"string"},"firstBirthName":{"type":"string"},"birthNames":{"type":"string"},"usedName":{"type":["string","null"]},)"
    R"("usedFirstName":{"type":["string","null"]},"birthDate":{"type":["string","null"],"description":"YYYY-MM-DD"},"sex":{"enum":["F","M","U"]},)"
    R"("birthPlaceCode":{"type":["string","null"],"description":"INSEE COG"},"ins":{"type":"object","required":["matricule","oid"],)"
    R"("properties":{"matricule":{"type":"string"},"oid":{"type":"string"}}},"identifiers":{"type":"array","items":{"type":"object",)"
    R"("required":["value","authority"],"properties":{"value":{"type":"string"},"authority":{"type":"string"},"authorityOid":{"type":"string"}}}},)"
    R"("address":)" ADDRESS_SCHEMA R"(,"phone":{"type":["string","null"]},"dmpOpposition":{"type":"boolean"},"fictitious":{"type":"boolean"},)"
    R"("doubtful":{"type":"boolean"},"deceased":{"type":"boolean"}}})";
const char* const kOrder =
    R"({"type":"object","required":["patientId","modality","procedure"],"properties":{"siteId":{"type":"string"},"patientId":{"type":"string"},)"
    R"("placerNumber":{"type":["string","null"]},"placerAuthority":{"type":["string","null"]},"accessionNumber":{"type":"string"},"requester":)" PRACTITIONER_SCHEMA
    R"(,"reason":{"type":"string"},"priority":{"type":"string"},"patientClass":{"type":["string","null"]},"requestedAt":{"type":"string","format":"date-time"},)"
    R"("scheduledAt":{"type":"string","format":"date-time"},"procedure":)" CODE_SCHEMA R"(,"ccam":)" CODE_SCHEMA R"(,"region":)" CODE_SCHEMA
    R"(,"modality":{"type":"string"},"stationAe":{"type":"string"},"laterality":{"type":"string"}}})";
const char* const kExam =
    R"({"type":"object","properties":{"id":{"type":"string"},"version":{"type":"integer"},"accessionNumber":{"type":"string"},)"
    R"("studyInstanceUid":{"type":"string"},"state":{"enum":["scheduled","arrived","ready","started","completed","discontinued","cancelled"]},)"
    R"("modality":{"type":"string"},"procedure":)" CODE_SCHEMA R"(,"scheduledAt":{"type":"string","format":"date-time"}}})";
const char* const kPerformance =
    R"({"type":"object","properties":{"discontinued":{"type":"boolean"},"startedAt":{"type":"string","format":"date-time"},)"
    R"("endedAt":{"type":"string","format":"date-time"},"equipment":{"type":"string"},"dose":{"type":"string"},)"
    R"("contrast":{"type":"string","description":"agent, volume and lot"}}})";
const char* const kCoding = R"({"type":"object","properties":{"procedure":)" CODE_SCHEMA R"(,"ccam":)" CODE_SCHEMA R"(,"region":)" CODE_SCHEMA
    R"(,"laterality":{"type":"string"}}})";
const char* const kPage = R"({"type":"object","properties":{"items":{"type":"array","items":{"type":"object"}},"next":{"type":["string","null"]}}})";

}  // namespace schema

}  // namespace clairis
