// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "plugins/dmp/credentials/structures.h"
#include "tests/unit/dmp/dmp_fixture.h"
#include "tests/unit/dmp/test_certificates.h"

using namespace clairis;
using namespace clairis::dmp;
using namespace clairis::dmp::test;

namespace {

template <class F>
std::string codeOf(F&& action) {
  try {
    action();
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
  return "fine";
}

class SilentTransport final : public Transport {
public:
  HttpAnswer post(const HttpPost&) override { return {Passage::notSent, "network.refused", "", 0, "", ""}; }
};

Structures structures(const StructureFiles& files, Environment environment = Environment::test) {
  initialiseXmlSignatures();
  return Structures({files}, environment, [](const KeyPair&) { return std::make_unique<SilentTransport>(); });
}

std::string problem(const StructureFiles& files, Instant now = SystemClock().now()) {
  return codeOf([&] { structures(files).require("1750803447", now); });
}

}  // namespace

TEST_CASE("[SR-32] a structure with both pairs in order may speak") {
  const Folder folder;
  CHECK(problem(structureFiles(folder)) == "fine");
  const auto facts = issue(signRequest()).facts;
  CHECK(facts.subject == "CN=SIGN,OU=1750803447,O=Centre de radiologie Ambroise,ST=Paris (75),C=FR");
  CHECK(facts.serial == "4711");
}

TEST_CASE("[SR-32] swapped AUTH and SIGN pairs are refused before anything is signed with them") {
  const Folder folder;
  CHECK(problem(structureFiles(folder, signRequest(), authRequest())) == "dmp.certificate.swapped");
  CHECK(codeOf([] { checkUse(issue(authRequest()).facts, CertificateUse::signature, "1750803447"); }) == "dmp.certificate.swapped");
  CHECK(codeOf([] { checkUse(issue(signRequest()).facts, CertificateUse::authentication, "1750803447"); }) == "dmp.certificate.swapped");
}

TEST_CASE("[SR-32] a certificate that says nothing, or everything, about its use is refused for both") {
  for (const auto& [usage, purposes] : {std::pair<std::string, std::string>{"", ""},
                                        {"digitalSignature,nonRepudiation", "clientAuth,emailProtection"},
                                        {"nonRepudiation", "emailProtection"}}) {
    auto request = signRequest();
    request.keyUsage = usage;
    request.purposes = purposes;
    CAPTURE(usage);
    CHECK(codeOf([&] { checkUse(issue(request).facts, CertificateUse::signature, "1750803447"); }) == "dmp.certificate.usage");
  }
}

TEST_CASE("[SR-32] a certificate of another structure is refused, of its legal entity accepted when declared") {
  const Folder folder;
  auto auth = authRequest();
  auto sign = signRequest();
  auth.structure = sign.structure = "1750000001";
  auto files = structureFiles(folder, auth, sign);
  CHECK(problem(files) == "dmp.certificate.structure");
  files.certificateOwner = "1750000001";
  CHECK(problem(files) == "fine");
}

TEST_CASE("[SR-30] missing, unreadable, foreign and expired certificates each say so") {
  const Folder folder;
  auto files = structureFiles(folder);
  CHECK(codeOf([&] { structures(files).require("1999999999", SystemClock().now()); }) == "dmp.structure.not_configured");
  CHECK(problem(files, SystemClock().now() + std::chrono::days(400)) == "certificate.expired");
  CHECK(problem(files, SystemClock().now() - std::chrono::days(2)) == "certificate.not_yet_valid");
  auto broken = files;
  broken.signKey = files.authKey;
  CHECK(problem(broken) == "certificate.key_mismatch");
  broken = files;
  broken.signCertificate = "/nonexistent/sign.crt";
  CHECK(problem(broken) == "certificate.missing");
  broken = files;
  broken.authCertificate = folder.write("not.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  CHECK(problem(broken) == "certificate.malformed");
  broken = files;
  broken.authKey = folder.write("not.key", "");
  CHECK(problem(broken) == "certificate.malformed");
}

TEST_CASE("[SR-30] what is wrong with one structure leaves the others alone") {
  const Folder good;
  const Folder bad;
  auto other = structureFiles(bad);
  other.structureId = "1750000002";
  other.certificateOwner = "1750803447";
  initialiseXmlSignatures();
  const Structures both({structureFiles(good), other}, Environment::test, [](const KeyPair&) { return std::make_unique<SilentTransport>(); });
  const auto now = SystemClock().now();
  CHECK(both.require("1750803447", now).structureId == "1750803447");
  CHECK(codeOf([&] { both.require("1750000002", now); }) == "fine");
  other.certificateOwner = "1750000002";
  const Structures mixed({structureFiles(good), other}, Environment::test, [](const KeyPair&) { return std::make_unique<SilentTransport>(); });
  CHECK(codeOf([&] { mixed.require("1750803447", now); }) == "fine");
  CHECK(codeOf([&] { mixed.require("1750000002", now); }) == "dmp.certificate.structure");
  REQUIRE(mixed.problems(now).size() == 1);
  CHECK(mixed.problems(now).front().find("1750000002") != std::string::npos);
}

TEST_CASE("[SR-07] a certificate of the other environment refuses the start") {
  const Folder folder;
  auto auth = authRequest();
  auth.issuerName = "TEST AC IGC-SANTE ELEMENTAIRE ORGANISATIONS";
  const auto testFiles = structureFiles(folder, auth);
  CHECK(codeOf([&] { structures(testFiles, Environment::test); }) == "fine");
  CHECK(codeOf([&] { structures(testFiles, Environment::production); }) == "environment.mixed");
  auth.issuerName = "AC IGC-SANTE ELEMENTAIRE ORGANISATIONS";
  const Folder other;
  CHECK(codeOf([&] { structures(structureFiles(other, auth), Environment::test); }) == "environment.mixed");
  CHECK(codeOf([&] { checkEnvironment(issue(auth).facts, Environment::production); }) == "fine");
  auth.issuerName = "AC ATTESTATION";
  CHECK(codeOf([&] { checkEnvironment(issue(auth).facts, Environment::production); }) == "fine");
}
