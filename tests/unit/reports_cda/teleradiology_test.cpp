// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <pugixml.hpp>

#include "core/domain/refusal.h"
#include "reports/cda/read_cda.h"
#include "reports/cda/report_cda.h"
#include "reports/xds/metadata.h"
#include "sample_variants.h"

using namespace clairis;
using namespace clairis::reports;

namespace {

std::string cdaOf(const std::string& name) {
  for (const auto& variant : sample::variants()) {
    if (variant.name == name) return renderCda(variant.value, sample::pdf());
  }
  return {};
}

std::vector<std::string> texts(const std::string& cda, const char* xpath) {
  const auto document = readCda(cda);
  std::vector<std::string> out;
  for (const auto& found : document.select_nodes(xpath)) out.push_back(found.attribute() ? found.attribute().value() : found.node().child_value());
  return out;
}

using Texts = std::vector<std::string>;
constexpr const char* kAuthors = "/ClinicalDocument/author/assignedAuthor/id/@extension";
constexpr const char* kStructures = "/ClinicalDocument/author/assignedAuthor/representedOrganization/id/@extension";
constexpr const char* kSigner = "/ClinicalDocument/legalAuthenticator/assignedEntity/id/@extension";

}  // namespace

TEST_CASE("a teleradiologist writes under his own structure, the validator under the site's, and who validated is legal authenticator [RIS.DOC.02]") {
  const auto cda = cdaOf("teleradiology");
  CHECK(texts(cda, kAuthors) == Texts{"801234567889", "801234560801"});
  CHECK(texts(cda, kStructures) == Texts{"1690781810", "1750803447"});
  CHECK(texts(cda, kSigner) == Texts{"801234560801"});
  CHECK(texts(cda, "/ClinicalDocument/author[1]/assignedAuthor/telecom/@value") == Texts{"mailto:claire.martin@test.mssante.fr"});
  CHECK(texts(cda, "/ClinicalDocument/author[1]/assignedAuthor//addr").empty());
}

TEST_CASE("a teleradiologist who validates himself still leaves one author of the site's structure [RIS.DMP.07]") {
  const auto cda = cdaOf("teleradiologist_validates");
  CHECK(texts(cda, kAuthors) == Texts{"801234567889", "801234567889"});
  CHECK(texts(cda, kStructures) == Texts{"1690781810", "1750803447"});
  CHECK(texts(cda, kSigner) == Texts{"801234567889"});
}

TEST_CASE("the metadata's authors follow the CDA's: each with his structure, one of them the site [RIS.DMP.07]") {
  const auto authors = metadataFromCda(cdaOf("teleradiology")).authors;
  REQUIRE(authors.size() == 2);
  CHECK(authors[0].institutions == Texts{"Téléradiologie du Rhône^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1690781810"});
  CHECK(authors[1].institutions == Texts{"Centre de radiologie Ambroise^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1750803447"});
}

TEST_CASE(
    "a first reader with RPPS is authenticator at the time he read; without, one more author; the validator never is either twice [RIS.DOC.02]") {
  const auto signedBy = "/ClinicalDocument/authenticator/assignedEntity/id/@extension";
  const auto tele = cdaOf("teleradiology");
  CHECK(texts(tele, signedBy) == Texts{"801234567889"});
  CHECK(texts(tele, "/ClinicalDocument/authenticator/time/@value") == Texts{"20261120110500+0100"});
  CHECK(texts(tele, "/ClinicalDocument/authenticator/signatureCode/@code") == Texts{"S"});
  CHECK(texts(tele, "/ClinicalDocument/authenticator//representedOrganization/id/@extension") == Texts{"1690781810"});
  const auto resident = cdaOf("first_reader_resident");
  CHECK(texts(resident, signedBy).empty());
  CHECK(texts(resident, kAuthors) == Texts{"801234560801", "3750803447/0190a1b2-0000-7000-8000-000000000003"});
  auto value = sample::report();
  value.firstReader = value.validator;
  value.firstReadAt = value.validatedAt;
  const auto alone = renderCda(value, sample::pdf());
  CHECK(texts(alone, signedBy).empty());
  CHECK(texts(alone, kAuthors) == Texts{"801234560801"});
}

TEST_CASE("an author structure that is the site's own changes nothing, a malformed or nameless one is refused") {
  auto value = sample::report();
  value.authorStructure = {value.site.structureId, "Le même"};
  CHECK(renderCda(value, sample::pdf()) == renderCda(sample::report(), sample::pdf()));
  value.authorStructure = {"1690781810", " "};
  CHECK_THROWS_AS(renderCda(value, sample::pdf()), Refusal);
  value.authorStructure = {"99", "Ailleurs"};
  CHECK_THROWS_AS(renderCda(value, sample::pdf()), Refusal);
}

TEST_CASE("the mark of a screening follows every act and is never the first [RIS.DOC.02]") {
  for (const char* name : {"screening", "plain"}) {
    const auto codes = texts(cdaOf(name), "/ClinicalDocument/documentationOf/serviceEvent/code/@code");
    CHECK(codes == (std::string(name) == "plain" ? Texts{"24802-1"} : Texts{"24802-1", "Z13.9"}));
  }
  const auto events = metadataFromCda(cdaOf("screening")).eventCodes;
  CHECK(std::count_if(events.begin(), events.end(),
                      [](const XdsCode& code) { return code.code == "Z13.9" && code.scheme == "2.16.840.1.113883.6.3"; }) == 1);
}
