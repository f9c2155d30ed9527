// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/refusals.h"

#include <doctest/doctest.h>

#include <set>

using namespace clairis;
using namespace clairis::dmp;
using K = Outcome::Kind;

namespace {

const Instant kFirstAsked = fromIso("2026-11-20T10:00:00Z");

Standing standing(int attempt = 1, std::chrono::hours later = std::chrono::hours(0)) {
  return {"1750803447", attempt, kFirstAsked, kFirstAsked + later};
}

struct Expected {
  const char* code;
  K kind;
};

// What the published material says of each error, written down a second time.
const Expected kPublished[] = {
    {"DMPNotFound", K::later},
    {"NF", K::later},
    {"DMPClosed", K::later},
    {"DMPAccessDeniedByRightsService", K::paused},
    {"DMPInvalidCertificate", K::paused},
    {"DMPIdentityCertificationFailure", K::fix},
    {"DMPPatientAccessAlreadyExists", K::fix},
    {"DMPPatientAccessOTPAlreadyExists", K::fix},
    {"XDSUnknownPatientId", K::later},
    {"XDSPatientIdDoesNotMatch", K::fix},
    {"XDSDuplicateUniqueIdInRegistry", K::fix},
    {"XDSRegistryDuplicateUniqueIdInMessage", K::fix},
    {"XDSRepositoryDuplicateUniqueIdInMessage", K::fix},
    {"XDSNonIdenticalHash", K::fix},
    {"XDSNonIdenticalSize", K::fix},
    {"XDSRegistryMetadataError", K::fix},
    {"XDSRepositoryMetadataError", K::fix},
    {"XDSMissingDocument", K::fix},
    {"XDSMissingDocumentMetadata", K::fix},
    {"XDSReplaceFailed", K::fix},
    {"XDSRegistryDeprecatedDocumentError", K::fix},
    {"UnresolvedReferenceException", K::fix},
    {"XDSMetadataVersionError", K::fix},
    {"XDSMetadataUpdateError", K::fix},
    {"XDSMetadataUpdateOperationError", K::fix},
    {"XDSMetadataIdentifierError", K::fix},
    {"XDSDocumentUniqueIdError", K::fix},
    {"XDSUnknownRepositoryId", K::fix},
    {"XDSRegistryBusy", K::retry},
    {"XDSRepositoryBusy", K::retry},
    {"XDSRegistryOutOfResources", K::retry},
    {"XDSRepositoryOutOfResources", K::retry},
    {"XDSRegistryNotAvailable", K::retry},
    {"XDSRepositoryError", K::retry},
    {"XDSRegistryError", K::retry},
    {"XDSTooManyResults", K::fix},
    {"XDSStoredQueryMissingParam", K::fix},
    {"XDSStoredQueryParamNumber", K::fix},
    {"XDSUnknownStoredQuery", K::fix},
    {"XDSResultNotSinglePatient", K::fix},
    {"MessageAddressingHeaderRequired", K::fix},
    {"Receiver", K::retry},
};

const Expected kTexts[] = {
    {"Erreur d'authentification de la personne morale", K::paused},
    {"Structure introuvable ou Inactive", K::paused},
    {"PS et Structure non liés", K::fix},
    {"Aucune spécialité dans le vihf pour un médecin", K::fix},
    {"Aucun AuthorInstitution ne correspond à l'utilisateur du VIHF", K::fix},
    {"A required header representing a Message Addressing Property is not present", K::fix},
};

}  // namespace

TEST_CASE("[SR-30] each error code that the DMP is known for leads to its outcome, with its words kept unchanged") {
  for (const auto& expected : kPublished) {
    CAPTURE(expected.code);
    const auto outcome = refused({{expected.code, "les mots du DMP"}}, standing());
    CHECK(outcome.kind == expected.kind);
    CHECK(outcome.message == std::string(expected.code) + ": les mots du DMP");
    CHECK(outcome.code.substr(0, 4) == "dmp.");
    CHECK((outcome.kind == K::paused) == (outcome.pauseKey == "1750803447"));
  }
}

TEST_CASE("[SR-30] no row of the table is forgotten by this test, and none is written twice") {
  std::set<std::string_view> tested{"DMPOk", "DMPFound", "XDSExtraMetadataNotSaved"};
  for (const auto& expected : kPublished) tested.insert(expected.code);
  std::set<std::string_view> rows;
  for (const auto& row : refusalsByCode()) CHECK_MESSAGE(rows.insert(row.match).second, row.match);
  CHECK(rows == tested);
}

TEST_CASE("[SR-30] known texts decide before a general code, with or without accents") {
  for (const auto& expected : kTexts) {
    CAPTURE(expected.code);
    CHECK(refused({{"Sender", expected.code}}, standing()).kind == expected.kind);
    CHECK(refused({{"XDSRegistryBusy", expected.code}}, standing()).kind == expected.kind);
  }
}

TEST_CASE("[SR-30] a code that means success does not hide a refusal") {
  for (const auto* code : {"DMPOk", "DMPFound", "XDSExtraMetadataNotSaved"}) CHECK(refused({{code, ""}}, standing()).kind == K::fix);
}

TEST_CASE("[SR-30] an error nobody knows is for a person, a receiver's fault is tried three times") {
  CHECK(refused({{"XDSSomethingNew", "?"}}, standing()).kind == K::fix);
  CHECK(refused({}, standing()).kind == K::fix);
  for (int attempt = 1; attempt <= 4; ++attempt) {
    CAPTURE(attempt);
    const auto kind = attempt < 3 ? K::retry : K::fix;
    CHECK(refused({{"Whatever", "", true}}, standing(attempt)).kind == kind);
    CHECK(refused({{"XDSRegistryError", ""}}, standing(attempt)).kind == kind);
    CHECK(refused({{"XDSRegistryBusy", ""}}, standing(attempt)).kind == K::retry);
  }
}

TEST_CASE("[SR-30] of several errors the gravest decides and all are told") {
  const auto outcome = refused({{"XDSRegistryBusy", "a"}, {"DMPInvalidCertificate", "b"}, {"XDSRegistryMetadataError", "c"}}, standing());
  CHECK(outcome.kind == K::paused);
  CHECK(outcome.message == "XDSRegistryBusy: a\nDMPInvalidCertificate: b\nXDSRegistryMetadataError: c");
  CHECK(refused({{"XDSRegistryBusy", ""}, {"XDSUnknownPatientId", ""}}, standing()).kind == K::later);
  CHECK(refused({{"XDSUnknownPatientId", ""}, {"XDSRegistryMetadataError", ""}}, standing()).kind == K::fix);
}

TEST_CASE("[SR-30] an absent DMP is tested again not before 1, 7 and 30 days, then the delivery is final") {
  using std::chrono::days;
  using std::chrono::hours;
  const auto at = [](hours later) { return waitForRecord("dmp.absent", "Aucun DMP", standing(1, later)); };
  CHECK(at(hours(0)).notBefore == kFirstAsked + days(1));
  CHECK(at(hours(23)).notBefore == kFirstAsked + days(1));
  CHECK(at(days(1)).notBefore == kFirstAsked + days(7));
  CHECK(at(days(7)).notBefore == kFirstAsked + days(30));
  CHECK(at(days(29)).notBefore == kFirstAsked + days(30));
  CHECK(at(days(29)).kind == K::later);
  CHECK(at(days(29)).until == kFirstAsked + days(31));
  CHECK(at(days(30)).kind == K::final);
  CHECK(at(days(30)).message == "Aucun DMP");
}
