// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/storage.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "reports/cda/digest.h"
#include "reports/cda/pdf_body.h"
#include "reports/cda/report_cda.h"
#include "sample_variants.h"

using namespace clairis;
using namespace clairis::reports;

TEST_CASE("a CDA kept without its base64 comes back byte for byte [RIS.DOC.02]") {
  for (const std::size_t size : {0, 1, 2, 3, 40000}) {
    CAPTURE(size);
    const auto pdf = sample::pdf(200 + size);
    for (const auto& [name, value] : sample::variants()) {
      const auto cda = renderCda(value, pdf);
      const auto stored = split(cda);
      CHECK(recompose(stored, pdf) == cda);
      CHECK(stored.skeleton.size() + (pdf.size() + 2) / 3 * 4 == cda.size());
      CHECK(stored.skeleton.find("JVBERi0") == std::string::npos);
    }
  }
}

TEST_CASE("another PDF, another header or another hash is found when recomposing") {
  const auto pdf = sample::pdf(5000);
  const auto stored = split(renderCda(sample::report(), pdf));
  auto changed = pdf;
  changed[2500] = static_cast<char>(changed[2500] ^ 1);
  CHECK_THROWS_AS(recompose(stored, changed), Refusal);
  CHECK_THROWS_AS(recompose(stored, ""), Refusal);
  auto other = stored;
  other.skeleton.replace(other.skeleton.find("DOMINIQUE"), 9, "DOMINIQUA");
  CHECK_THROWS_AS(recompose(other, pdf), Refusal);
  other = stored;
  other.sha256[0] = other.sha256[0] == '0' ? '1' : '0';
  CHECK_THROWS_AS(recompose(other, pdf), Refusal);
}

TEST_CASE("a body that would not come back the same is not split") {
  const auto cda = renderCda(sample::report(), sample::pdf());
  auto broken = cda;
  broken.insert(broken.find("JVBE") + 4, "\n");
  CHECK_THROWS_AS(split(broken), Refusal);
  auto empty = split(cda).skeleton;
  CHECK_THROWS_AS(split(empty), Refusal);
  CHECK_THROWS_AS(split(""), Refusal);
  CHECK_THROWS_AS(split("</text>"), Refusal);
  CHECK_THROWS_AS(split(cda.substr(0, cda.size() / 2)), Refusal);
  CHECK_THROWS_AS(recompose({"", ""}, "x"), Refusal);
  CHECK_THROWS_AS(recompose({"</text>", ""}, "x"), Refusal);
  CHECK_THROWS_AS(recompose({cda, sha256Hex(cda)}, "x"), Refusal);
}

TEST_CASE("digests are the published ones") {
  CHECK(sha1Hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(sha256Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha1Hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST_CASE("the PDF comes out of line-broken base64 too, and a body that is no PDF does not") {
  auto cda = renderCda(sample::report(), sample::pdf());
  const auto at = cda.find("JVBE");
  auto broken = cda;
  broken.insert(at + 8, "\r\n    ");
  CHECK(pdfFromCda(broken) == sample::pdf());
  CHECK_THROWS_AS(pdfFromCda(cda.replace(at, 4, "AAAA")), Refusal);
}
