// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/reporting/report_json.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

using namespace clairis;
using namespace clairis::reporting;
using nlohmann::json;

namespace {

template <class F>
std::string refused(F&& parse, const json& body) {
  try {
    parse(body);
  } catch (const Refusal& refusal) {
    return refusal.code() + " " + refusal.field();
  }
  return {};
}

}  // namespace

TEST_CASE("a report's text is read bare or wrapped, and a misspelt chapter is never lost") {
  const auto bare = textFrom(json::parse(R"({"title":"T","results":"R","conclusion":"C","technique":null})"));
  CHECK(bare.title == "T");
  CHECK(bare.results == "R");
  CHECK(bare.technique.empty());
  CHECK(textFrom(json{{"text", {{"conclusion", "C"}}}}).conclusion == "C");
  CHECK(refused(textFrom, json{{"conclusions", "C"}}) == "json.member.unknown /conclusions");
  CHECK(refused(textFrom, json{{"text", {{"resultat", "R"}}}}) == "json.member.unknown /text/resultat");
  CHECK(refused(textFrom, json{{"text", json::object()}, {"title", "T"}}) == "json.member.unknown /title");
}

TEST_CASE("a text that is none is refused with its path") {
  CHECK(refused(textFrom, json::array()) == "json.object.expected /");
  CHECK(refused(textFrom, json()) == "json.object.expected /");
  CHECK(refused(textFrom, json{{"text", "words"}}) == "json.object.expected /text");
  CHECK(refused(textFrom, json{{"results", 1}}) == "json.text.expected /results");
  CHECK(refused(textFrom, json{{"text", {{"results", json::array()}}}}) == "json.text.expected /text/results");
}

TEST_CASE("sharing decisions are read one by one, and absent ones are no") {
  CHECK(sharingFrom(json::object()) == ReportSharing{});
  const auto sharing = sharingFrom(json::parse(R"({"sharing":{"dmpBlocked":true,"announcementNeeded":true}})"));
  CHECK(sharing.dmpBlocked);
  CHECK(sharing.announcementNeeded);
  CHECK_FALSE(sharing.maskedFromProfessionals);
  CHECK_FALSE(sharing.hiddenFromRepresentatives);
}

TEST_CASE("a sharing decision that is misspelt or no boolean is refused: silence would publish [SR-20]") {
  CHECK(refused(sharingFrom, json{{"sharing", {{"anouncementNeeded", true}}}}) == "json.member.unknown /sharing/anouncementNeeded");
  CHECK(refused(sharingFrom, json{{"announcementNeeded", true}}) == "json.member.unknown /announcementNeeded");
  CHECK(refused(sharingFrom, json{{"sharing", {{"dmpBlocked", "true"}}}}) == "json.boolean.expected /sharing/dmpBlocked");
  CHECK(refused(sharingFrom, json{{"sharing", {{"dmpBlocked", 1}}}}) == "json.boolean.expected /sharing/dmpBlocked");
  CHECK(refused(sharingFrom, json{{"sharing", true}}) == "json.object.expected /sharing");
  CHECK(refused(sharingFrom, json::array()) == "json.object.expected /");
}

TEST_CASE("recipients are people with a family name; an RPPS becomes a national id") {
  const auto people =
      recipientsFrom(json::parse(R"({"recipients":[{"family":"MEDIONI","given":"Stéphane","idNat":"01234567897","specialty":"G15_10/SM26"}]})"));
  REQUIRE(people.size() == 1);
  CHECK(people[0].idNat == "801234567897");
  CHECK(people[0].specialty.code == "G15_10/SM26");
  CHECK(recipientsFrom(json::object()).empty());
  CHECK(refused(recipientsFrom, json{{"recipients", {{{"given", "X"}}}}}) == "recipient.family.missing /recipients/0/family");
  CHECK(refused(recipientsFrom, json{{"recipients", {{{"family", "A"}}, {{"family", "B"}, {"mail", "x"}}}}}) ==
        "json.member.unknown /recipients/1/mail");
  CHECK(refused(recipientsFrom, json{{"recipients", {"MEDIONI"}}}) == "json.object.expected /recipients/0");
  CHECK(refused(recipientsFrom, json{{"recipients", "MEDIONI"}}) == "json.array.expected /recipients");
  CHECK(refused(recipientsFrom, json{{"recipients", {{{"family", 1}}}}}) == "json.text.expected /recipients/0/family");
  CHECK(refused(recipientsFrom, json{{"recipients", json(51, json{{"family", "A"}})}}) == "json.array.expected /recipients");
}

TEST_CASE("a report reads as its row; what is not there yet is null") {
  Report report;
  report.id = "0190";
  report.version = 4;
  report.text.conclusion = "Normal.";
  auto body = toJson(report);
  CHECK(body["state"] == "draft");
  CHECK(body["version"] == 4);
  CHECK(body["validatedAt"].is_null());
  CHECK(body["text"]["conclusion"] == "Normal.");
  report.state = ReportState::validated;
  report.validatedAt = "2026-11-20T10:17:00.000Z";
  CHECK(toJson(report)["validatedAt"] == "2026-11-20T10:17:00.000Z");
  CHECK(textFrom(json{{"text", toJson(report)["text"]}}) == report.text);
}

TEST_CASE("the schemas are JSON") {
  for (const auto* schema : {kReportSchema, kTextSchema, kValidateSchema}) CHECK(json::accept(schema));
}
