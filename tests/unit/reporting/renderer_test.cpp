// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/reporting/renderer.h"

#include <doctest/doctest.h>

#include <thread>

#include "core/domain/refusal.h"
#include "reports/cda/storage.h"
#include "unit/reporting/stored_case.h"

using namespace clairis;
using namespace clairis::test;

namespace {

const reporting::Renderer kRenderer(Environment::test, Oid::parse("2.25"));

std::string refusal(const std::string& skeleton, const std::string& sha256, const std::string& pdf) {
  try {
    kRenderer.recompose(skeleton, sha256, pdf);
  } catch (const Refusal& found) {
    return found.code();
  }
  return {};
}

}  // namespace

TEST_CASE("a CDA is recomposed byte for byte from its skeleton and its PDF") {
  const auto rendition = kRenderer.render(storedCase());
  CHECK(rendition.pdf.rfind("%PDF-1.4", 0) == 0);
  CHECK(rendition.cdaSkeleton.size() < rendition.cda.size());
  const auto sha256 = reports::split(rendition.cda).sha256;
  CHECK(kRenderer.recompose(rendition.cdaSkeleton, sha256, rendition.pdf) == rendition.cda);
}

TEST_CASE("a changed skeleton, PDF or digest is refused") {
  const auto r = kRenderer.render(storedCase());
  const auto sha256 = reports::split(r.cda).sha256;
  CHECK(refusal(r.cdaSkeleton, sha256, r.pdf + " ") == "cda.storage.hash");
  CHECK(refusal(r.cdaSkeleton, sha256, r.pdf.substr(1)) == "cda.storage.hash");
  CHECK(refusal(r.cdaSkeleton + " ", sha256, r.pdf) == "cda.storage.hash");
  CHECK(refusal(r.cdaSkeleton, std::string(64, '0'), r.pdf) == "cda.storage.hash");
  CHECK(refusal(r.cdaSkeleton, "", r.pdf) == "cda.storage.hash");
  CHECK(refusal("", sha256, r.pdf) == "cda.storage.body");
}

TEST_CASE("the same case gives the same bytes, on any thread") {
  const auto first = kRenderer.render(storedCase());
  std::vector<Rendition> made(4);
  std::vector<std::thread> threads;
  for (auto& rendition : made) threads.emplace_back([&rendition] { rendition = kRenderer.render(storedCase()); });
  for (auto& thread : threads) thread.join();
  for (const auto& rendition : made) {
    CHECK(rendition.pdf == first.pdf);
    CHECK(rendition.cda == first.cda);
  }
}

TEST_CASE("a document of an identity that is not qualified carries no INS anywhere [SR-02] [RIS.INS.37]") {
  auto stored = storedCase();
  CHECK(kRenderer.render(stored).cda.find("279035121518989") != std::string::npos);
  stored.patient.status = IdentityStatus::provisional;
  const auto rendition = kRenderer.render(stored);
  CHECK(rendition.cda.find("279035121518989") == std::string::npos);
  CHECK(rendition.pdf.find("279035121518989") == std::string::npos);
  CHECK(rendition.cda.find("1.2.250.1.213.1.4.10") == std::string::npos);
}
