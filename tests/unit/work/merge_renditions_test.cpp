// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/work/merge_house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

constexpr const char* kPatIns = "279035121518989";
constexpr const char* kNessiIns = "277076322082910";

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A document of a duplicate without INS, and the qualified person that he is.
struct Merged {
  explicit Merged(const char* duplicateIns = "") : real(h.known("REAL", nessi().patient.traits, kNessiIns)) {
    duplicate = h.known("DUP", patTrois().patient.traits, duplicateIns);
    done = h.validated(h.performedFor(duplicate));
  }
  PatientMerge merge() {
    if (duplicate.ins) {
      duplicate = h.act([&](UnitOfWork& work) { return h.service.downgrade(work, h.officer(), duplicate.id, duplicate.version, "Mauvais INS"); });
    }
    return h.merge(duplicate.id, real.id);
  }
  std::optional<std::string> hold(const std::string& documentId) {
    return h.read([&](Reader& reader) { return h.renditions.holdReason(reader, documentId); });
  }
  MergeHouse h;
  Patient real, duplicate;
  ValidatedReport done;
};

}  // namespace

TEST_CASE("a document that followed the survivor is held, then made again with his identity [SR-01]") {
  Merged m;
  m.merge();
  CHECK(m.hold(m.done.documentId) == "identity.changed");
  CHECK(m.h.renew(m.real.id) == 1);
  const auto after = m.h.current(m.done.report.id);
  CHECK(after.patientId == m.real.id);
  CHECK(after.ins == m.real.ins);
  CHECK(after.setId == m.done.report.setId);  // nothing had left
  CHECK(after.versionNumber == 1);
  CHECK(after.replacesUniqueId.empty());
  CHECK(contains(m.h.cdaOf(m.done.report.id), "NESSI"));
  CHECK_FALSE(contains(m.h.cdaOf(m.done.report.id), "PAT-TROIS"));
  CHECK_FALSE(m.hold(after.id).has_value());
}

TEST_CASE("what left for the duplicate is never replaced: the report goes on in a new set [SR-05]") {
  for (const char* state : {"accepted", "undecided", "sending"}) {
    CAPTURE(state);
    Merged m;
    m.h.deliveries(m.done.documentId, state);
    m.merge();
    CHECK(m.h.renew(m.real.id) == 1);
    const auto after = m.h.current(m.done.report.id);
    CHECK(after.setId != m.done.report.setId);
    CHECK(after.versionNumber == 1);
    CHECK(after.replacesUniqueId.empty());
    CHECK_FALSE(contains(m.h.cdaOf(m.done.report.id), "relatedDocument"));
    CHECK(m.h.read([&](Reader& reader) { return m.h.desk.report(reader, m.done.report.id).setId; }) == after.setId);
    CHECK(m.h.count("SELECT COUNT(*) FROM delivery WHERE document_id = $1 AND state = 'queued'", {after.id}) == 1);
  }
}

TEST_CASE("after a new set was begun, later versions of the same person stay in it and replace [SR-01] [SR-05]") {
  Merged m;
  m.h.deliveries(m.done.documentId, "accepted");
  m.merge();
  m.h.renew(m.real.id);
  const auto first = m.h.current(m.done.report.id);
  m.h.deliveries(first.id, "accepted");
  auto traits = m.real.traits;
  traits.usedName = "USAGE";
  m.h.known("REAL", traits, kNessiIns);
  CHECK(m.h.renew(m.real.id) == 1);
  const auto second = m.h.current(m.done.report.id);
  CHECK(second.setId == first.setId);
  CHECK(second.versionNumber == 2);
  CHECK(second.replacesUniqueId == first.uniqueId);
}

TEST_CASE("what waits in the set that is left behind is cancelled, never sent [SR-01] [SR-05]") {
  Merged m;
  m.h.deliveries(m.done.documentId, "accepted");
  auto traits = m.duplicate.traits;
  traits.usedName = "USAGE";
  m.h.known("DUP", traits);
  m.h.renew(m.duplicate.id);
  const auto waiting = m.h.current(m.done.report.id);
  REQUIRE(m.h.count("SELECT COUNT(*) FROM delivery WHERE document_id = $1 AND state = 'queued'", {waiting.id}) == 1);
  m.merge();
  m.h.renew(m.real.id);
  CHECK(m.h.current(m.done.report.id).setId != waiting.setId);
  CHECK(m.h.count("SELECT COUNT(*) FROM delivery WHERE document_id = $1 AND state = 'cancelled' AND reason = 'superseded'", {waiting.id}) == 1);
  CHECK(m.h.count("SELECT COUNT(*) FROM delivery WHERE state = 'queued'") == 1);
}

TEST_CASE("another INS on the same patient begins a new set as well, and the old documents are listed [SR-05] [SR-06]") {
  MergeHouse h;
  const auto pat = h.known("PAT", patTrois().patient.traits, kPatIns);
  const auto done = h.validated(h.performedFor(pat));
  h.deliveries(done.documentId, "accepted");
  h.act([&](UnitOfWork& work) { return h.service.removeIns(work, h.officer(), pat.id, "A47"); });
  h.known("PAT", patTrois().patient.traits, kNessiIns);
  CHECK(h.renew(pat.id) == 1);
  const auto after = h.current(done.report.id);
  CHECK(after.ins == Ins::parse(kNessiIns, Ins::kNirTest));
  CHECK(after.setId != done.report.setId);
  CHECK(after.versionNumber == 1);
  CHECK(after.replacesUniqueId.empty());
  const auto tasks = h.tasks("documents_sent", pat.id);
  REQUIRE(tasks.size() == 1);
  CHECK(nlohmann::json::parse(tasks[0].detail).at("documents") == nlohmann::json::array({done.documentId}));
}

TEST_CASE("a number taken away and given back goes on in the set in which it left [SR-01] [SR-05]") {
  MergeHouse h;
  const auto pat = h.known("PAT", patTrois().patient.traits, kPatIns);
  const auto done = h.validated(h.performedFor(pat));
  h.deliveries(done.documentId, "accepted");
  h.known("PAT", patTrois().patient.traits, kNessiIns);
  h.renew(pat.id);
  h.known("PAT", patTrois().patient.traits, kPatIns);
  CHECK(h.renew(pat.id) == 1);
  const auto after = h.current(done.report.id);
  CHECK(after.setId == h.read([&](Reader& reader) { return h.desk.report(reader, done.report.id).setId; }));
  CHECK(after.ins == Ins::parse(kPatIns, Ins::kNirTest));
  CHECK(after.setId == done.report.setId);
  CHECK(after.versionNumber == 2);
  CHECK(after.replacesUniqueId == done.documentUniqueId);
}

TEST_CASE("taking a merge back lists what left under the survivor's INS, and nothing of his is replaced for the other [SR-05] [SR-06]") {
  Merged m;
  const auto merge = m.merge();
  m.h.renew(m.real.id);
  const auto asReal = m.h.current(m.done.report.id);
  m.h.deliveries(asReal.id, "accepted");
  m.h.unmerge(merge.id);
  const auto tasks = m.h.tasks("documents_sent", m.duplicate.id);
  REQUIRE(tasks.size() == 1);
  CHECK(nlohmann::json::parse(tasks[0].detail).at("documents") == nlohmann::json::array({asReal.id}));
  CHECK(m.h.ownerOf("document", asReal.id) == m.duplicate.id);
  CHECK(m.hold(asReal.id) == "identity.changed");
  CHECK(m.h.renew(m.duplicate.id) == 1);
  const auto after = m.h.current(m.done.report.id);
  CHECK(after.patientId == m.duplicate.id);
  CHECK_FALSE(after.ins.has_value());
  CHECK(after.setId != asReal.setId);
  CHECK(after.replacesUniqueId.empty());
  CHECK_FALSE(contains(m.h.cdaOf(m.done.report.id), "NESSI"));
}

TEST_CASE("documents that left under the number of a duplicate are listed although it was taken from him before [SR-06]") {
  Merged m{kPatIns};
  m.h.deliveries(m.done.documentId, "accepted");
  const auto merge = m.merge();
  const auto tasks = m.h.tasks("documents_sent", m.real.id);
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].otherId == merge.id);
  CHECK(nlohmann::json::parse(tasks[0].detail).at("documents") == nlohmann::json::array({m.done.documentId}));
  m.h.renew(m.real.id);
  CHECK(m.h.current(m.done.report.id).setId != m.done.report.setId);
}

TEST_CASE("a report that is being validated while its patient is merged carries the survivor [SR-01]") {
  Merged m;
  const auto exam = m.h.performedFor(m.duplicate);
  const auto draft = m.h.draft(exam);
  const int already = m.h.renderer->renderings;
  m.h.renderer->during = [&](int number) {
    if (number == already + 1) m.h.merge(m.duplicate.id, m.real.id);
  };
  const auto done = m.h.desk.validate(m.h.radiologist(), draft.id, std::nullopt, {}, {});
  CHECK(done.renderings == 2);
  CHECK(m.h.current(done.report.id).patientId == m.real.id);
  CHECK(contains(m.h.cdaOf(done.report.id), "NESSI"));
}
