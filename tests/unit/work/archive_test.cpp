// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

struct Archived {
  House house;
  ValidatedReport done = house.validated(house.performedFor(house.receive(patTrois())));

  void damage(const char* sql, const std::string& bytes) {
    house.write([&](UnitOfWork& work) { work.execute(sql, {Blob{bytes}, done.documentId}); });
  }
  std::string bytes(const char* column) {
    return house.read(
        [&](Reader& reader) { return reader.first(std::string("SELECT ") + column + " FROM document WHERE id = $1", {done.documentId})[0].bytes(); });
  }
  std::string refused() {
    return refusalOf([&] { house.archive.current(house.radiologist(), done.report.id); });
  }
};

}  // namespace

TEST_CASE("a document is given back byte for byte, its SHA-256 that of the trail") {
  Archived a;
  const auto view = a.house.archive.current(a.house.radiologist(), a.done.report.id);
  const auto row = a.house.read([&](Reader& reader) {
    return reader.first("SELECT detail FROM audit_entry WHERE action = 'report.validated' AND object = $1", {"report:" + a.done.report.id});
  });
  CHECK(row[0].text().find(store::sha256Hex(*view.cda)) != std::string::npos);
  CHECK(*view.pdf == a.bytes("pdf"));
  CHECK(view.cda->size() > view.pdf->size());
  const auto again = a.house.archive.current(a.house.radiologist(), a.done.report.id);
  CHECK(*again.cda == *view.cda);
  CHECK(*again.pdf == *view.pdf);
}

TEST_CASE("a document changed in storage is refused, never given") {
  Archived a;
  SUBCASE("one byte of the PDF") {
    auto pdf = a.bytes("pdf");
    pdf[pdf.size() / 2] = static_cast<char>(pdf[pdf.size() / 2] ^ 1);
    a.damage("UPDATE document SET pdf = $1 WHERE id = $2", pdf);
    CHECK(a.refused() == "cda.storage.hash");
  }
  SUBCASE("a PDF cut short") {
    a.damage("UPDATE document SET pdf = $1 WHERE id = $2", a.bytes("pdf").substr(0, 100));
    CHECK(a.refused() == "cda.storage.hash");
  }
  SUBCASE("no PDF at all") {
    a.damage("UPDATE document SET pdf = $1 WHERE id = $2", "");
    CHECK(a.refused() == "cda.storage.hash");
  }
  SUBCASE("another patient's name in the skeleton") {
    auto skeleton = a.bytes("cda_skeleton");
    skeleton.replace(skeleton.find("PAT-TROIS"), 9, "PAT-QUATR");
    a.damage("UPDATE document SET cda_skeleton = $1 WHERE id = $2", skeleton);
    CHECK(a.refused() == "cda.storage.hash");
  }
  SUBCASE("a skeleton that is none") {
    a.damage("UPDATE document SET cda_skeleton = $1 WHERE id = $2", "<x/>");
    CHECK(a.refused() == "cda.storage.body");
  }
  CHECK(a.house.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'document.read'") == 0);
}

TEST_CASE("reports and documents are seen only from the exam's site; the words do not tell whether they exist") {
  Archived a;
  const auto words = [&](const Caller& caller, const std::string& id) {
    try {
      a.house.archive.report(caller, id);
    } catch (const NotFound& refusal) {
      auto text = refusal.code() + " " + refusal.detail();
      if (const auto at = text.find(id); at != std::string::npos) text.replace(at, id.size(), "ID");
      return text;
    }
    return std::string();
  };
  CHECK(words(a.house.radiologist(), a.done.report.id).empty());
  CHECK(words(a.house.elsewhere(), a.done.report.id) == words(a.house.elsewhere(), "nothing"));
  CHECK_THROWS_AS(a.house.archive.current(a.house.elsewhere(), a.done.report.id), NotFound);
  auto everywhere = a.house.elsewhere();
  everywhere.allSites = true;
  CHECK(a.house.archive.report(everywhere, a.done.report.id).id == a.done.report.id);
}

TEST_CASE("each reading of a document is traced with who read it") {
  Archived a;
  a.house.archive.current(a.house.radiologist(), a.done.report.id);
  const auto row =
      a.house.read([&](Reader& reader) { return reader.first("SELECT actor, object, detail FROM audit_entry WHERE action = 'document.read'"); });
  REQUIRE(row.size() == 3);
  CHECK(row[0].text() == "account:radiologist");
  CHECK(row[1].text() == "report:" + a.done.report.id);
  CHECK(row[2].text().find(a.done.documentUniqueId) != std::string::npos);
}

TEST_CASE("between a change of identity and the new rendition nobody reads or prints an INS that may not leave [SR-01] [SR-02]") {
  House house;
  const auto patient = house.receive(patTrois());
  const auto done = house.validated(house.performedFor(patient));
  REQUIRE(house.archive.current(house.radiologist(), done.report.id).cda->find("279035121518989") != std::string::npos);
  house.receive(patTrois(false));  // his partner takes the qualification back
  CHECK(refusalOf([&] { house.archive.current(house.radiologist(), done.report.id); }) == "document.identity_changed");
  CHECK(house.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'document.read'") == 1);
  CHECK(house.archive.report(house.radiologist(), done.report.id).state == ReportState::validated);
  REQUIRE(house.renditions.renew(patient.id) == 1);
  CHECK(house.archive.current(house.radiologist(), done.report.id).cda->find("279035121518989") == std::string::npos);
}

TEST_CASE("a draft has no document yet") {
  House house;
  const auto draft = house.draft(house.performedFor(house.receive(patTrois())));
  CHECK(refusalOf([&] { house.archive.current(house.radiologist(), draft.id); }) == "document.none");
  CHECK(house.archive.report(house.radiologist(), draft.id).state == ReportState::draft);
}
