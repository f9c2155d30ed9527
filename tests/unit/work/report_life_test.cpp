// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/store/identity_task.h"
#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

/// A performed exam, and everything that can be done to its report.
struct Life {
  explicit Life(const PatientFeed& feed = patTrois()) : patient(house.receive(feed)), exam(house.performedFor(patient)) {
    house.channel->deliveries = {{"dmp", "queued", ""}, {"patient", "held", "announcement.pending"}};
  }

  Report stored(const std::string& id) {
    return house.read([&](Reader& reader) { return house.desk.report(reader, id); });
  }
  store::StoredDocument document(const std::string& reportId) {
    return house.read([&](Reader& reader) { return store::currentDocument(reader, reportId, true).value(); });
  }
  ValidatedReport validated(const ReportSharing& sharing = {}) {
    return house.desk.validate(house.radiologist(), house.draft(exam).id, {}, sharing, {});
  }
  Report amending(const std::string& id, ReportKind kind = ReportKind::amendment) {
    house.store.clock.advance(std::chrono::minutes(10));
    return house.desk.amend(house.radiologist(), id, kind, "Côté corrigé.");
  }
  ValidatedReport validate(const Report& draft, const ReportSharing& sharing = {}) {
    return house.desk.validate(house.radiologist(), draft.id, {}, sharing, {});
  }
  /// What the delivery of a destination came to.
  void became(const std::string& documentId, const std::string& destination, const std::string& state) {
    house.write([&](UnitOfWork& work) {
      work.execute("UPDATE delivery SET state = $1 WHERE document_id = $2 AND destination = $3", {state, documentId, destination});
    });
  }
  /// "purpose destination state document" of each delivery, by age.
  std::vector<std::string> deliveries() {
    return house.read([&](Reader& reader) {
      std::vector<std::string> lines;
      for (const auto& row : reader.query("SELECT v.purpose, v.destination, v.state, d.version_number FROM delivery v JOIN document d ON d.id = v.document_id"
                                          " WHERE d.patient_id = $1 ORDER BY v.id",
                                          {patient.id})) {
        lines.push_back(row[0].text() + " " + row[1].text() + " " + row[2].text() + " " + std::to_string(row[3].integer()));
      }
      return lines;
    });
  }
  std::string validateCode(const std::string& id, const ReportSharing& sharing = {}) {
    return refusalOf([&] { house.desk.validate(house.radiologist(), id, {}, sharing, {}); });
  }
  Caller resident() const {
    auto caller = house.radiologist();
    caller.principal = "account:resident";
    caller.roles = {"resident"};
    caller.practitionerId = "";
    return caller;
  }

  House house;
  Patient patient;
  Exam exam;
};

using Lines = std::vector<std::string>;

ReportSharing toAnnounce() {
  ReportSharing sharing;
  sharing.announcementNeeded = true;
  return sharing;
}

PatientFeed child() {
  auto feed = patTrois();
  feed.patient.traits.birthDate = "2015-03-28";
  return feed;
}

}  // namespace

TEST_CASE("a resident's report is provisional, edited, returned, and validated by the senior [RIS.CRR.04] [SR-10]") {
  Life l;
  const auto draft = l.house.desk.open(l.resident(), l.exam.id, House::text());
  CHECK(refusalOf([&] { l.house.desk.validate(l.resident(), draft.id, {}, {}, {}); }) == "report.validate.role");
  auto report = l.house.desk.makeProvisional(l.resident(), draft.id, draft.version, {l.house.radiologistId, "Avis sur le nodule."});
  CHECK(report.state == ReportState::provisional);
  CHECK(report.secondReaderId == l.house.radiologistId);
  CHECK(l.stored(draft.id).version == report.version);
  CHECK(l.house.events("report.provisional", draft.id) == 1);
  auto text = House::text();
  text.conclusion = "Nodule de 8 mm.";
  report = l.house.desk.save(l.resident(), draft.id, report.version, text);
  CHECK(report.state == ReportState::provisional);
  CHECK(refusalOf([&] { l.house.desk.returnToDraft(l.house.radiologist(), draft.id, report.version, " \n"); }) == "report.reason.missing");
  report = l.house.desk.returnToDraft(l.house.radiologist(), draft.id, report.version, "Mesure à reprendre.");
  CHECK(report.state == ReportState::draft);
  CHECK(report.provisionalAt.empty());
  report = l.house.desk.makeProvisional(l.resident(), draft.id, report.version, {});
  const auto done = l.house.desk.validate(l.house.radiologist(), draft.id, report.version, {}, {});
  CHECK(l.stored(draft.id).state == ReportState::validated);
  CHECK(l.stored(draft.id).provisionalAt == report.provisionalAt);
  CHECK(done.report.text.conclusion == "Nodule de 8 mm.");
}

TEST_CASE("a second opinion is asked of a registered physician, with content, by who may [RIS.CRR.04]") {
  Life l;
  const auto draft = l.house.desk.open(l.house.radiologist(), l.exam.id, {});
  const auto code = [&](const Caller& caller, const SecondReading& reading) {
    return refusalOf([&] { l.house.desk.makeProvisional(caller, draft.id, l.stored(draft.id).version, reading); });
  };
  CHECK(code(l.house.radiologist(), {}) == "report.results.missing");
  l.house.desk.save(l.house.radiologist(), draft.id, draft.version, House::text());
  CHECK(code(l.house.radiologist(), {"nobody", ""}) == "report.second_reader.unknown");
  CHECK(code(l.house.elsewhere(), {}) == "site.right");
  auto secretary = l.house.radiologist();
  secretary.roles = {"secretary"};
  CHECK(code(secretary, {}) == "site.right");
  CHECK(refusalOf([&] { l.house.desk.makeProvisional(l.house.radiologist(), draft.id, 1, {}); }) == "report.version");
  CHECK(code(l.house.radiologist(), {}).empty());
  CHECK(code(l.house.radiologist(), {}) == "report.state");
}

TEST_CASE("a discarded draft is kept and frees its exam") {
  Life l;
  const auto draft = l.house.draft(l.exam);
  CHECK(refusalOf([&] { l.house.desk.discard(l.house.radiologist(), draft.id, draft.version, ""); }) == "report.reason.missing");
  CHECK(l.house.desk.discard(l.house.radiologist(), draft.id, draft.version, "Ouvert par erreur.").state == ReportState::discarded);
  CHECK(l.validateCode(draft.id) == "report.state");
  CHECK(refusalOf([&] { l.house.desk.save(l.house.radiologist(), draft.id, draft.version + 1, House::text()); }) == "report.state");
  CHECK(l.house.draft(l.exam).id != draft.id);
  CHECK(l.stored(draft.id).text == House::text());
}

TEST_CASE("an amendment replaces what left, with its reason, and the version before stays in force until then [RIS.DMP.02]") {
  Life l;
  const auto first = l.validated();
  const auto before = l.document(first.report.id);
  l.became(before.id, "dmp", "accepted");
  CHECK(refusalOf([&] { l.house.desk.amend(l.house.radiologist(), first.report.id, ReportKind::amendment, ""); }) == "report.reason.missing");
  CHECK(refusalOf([&] { l.house.desk.amend(l.resident(), first.report.id, ReportKind::amendment, "x"); }) == "report.validate.role");
  CHECK(refusalOf([&] { l.house.desk.amend(l.house.radiologist(), first.report.id, ReportKind::initial, "x"); }) == "report.kind.initial");
  const auto draft = l.amending(first.report.id);
  CHECK(draft.amends == first.report.id);
  CHECK(draft.text == first.report.text);
  CHECK(l.stored(first.report.id).state == ReportState::validated);
  CHECK(l.document(first.report.id).id == before.id);
  CHECK(refusalOf([&] { l.amending(first.report.id); }) == "report.exists");

  auto text = draft.text;
  text.conclusion = "Genou GAUCHE normal.";
  l.house.desk.save(l.house.radiologist(), draft.id, draft.version, text);
  const auto second = l.validate(draft);
  CHECK(l.stored(first.report.id).state == ReportState::replaced);
  CHECK(l.stored(first.report.id).text == first.report.text);
  const auto after = l.document(second.report.id);
  CHECK(after.setId == before.setId);
  CHECK(after.versionNumber == 2);
  CHECK(after.replacesUniqueId == before.uniqueId);
  CHECK(l.house.read([&](Reader& reader) { return store::findDocument(reader, before.id, false).value().superseded; }));
  CHECK(l.deliveries() == Lines{"document dmp accepted 1", "document patient cancelled 1", "document dmp queued 2", "document patient held 2"});
  CHECK(l.house.events("report.replaced", first.report.id) == 1);
  CHECK(l.stored(second.report.id).reason == "Côté corrigé.");
  CHECK(refusalOf([&] { l.amending(first.report.id); }) == "report.state");
  CHECK(l.amending(second.report.id).reportVersion == 3);
}

TEST_CASE("what nobody received is replaced by nothing: the amendment leaves as the first version [SR-01]") {
  Life l;
  const auto first = l.validated();
  const auto second = l.validate(l.amending(first.report.id));
  const auto after = l.document(second.report.id);
  CHECK(after.versionNumber == 1);
  CHECK(after.replacesUniqueId.empty());
  CHECK(second.report.reportVersion == 2);
  CHECK(l.deliveries() == Lines{"document dmp cancelled 1", "document patient cancelled 1", "document dmp queued 1", "document patient held 1"});
}

TEST_CASE("an addendum leaves the chapters alone, and what was added before stays") {
  Life l;
  const auto first = l.validated();
  l.became(first.documentId, "dmp", "accepted");
  auto draft = l.amending(first.report.id, ReportKind::addendum);
  CHECK(l.validateCode(draft.id) == "report.addendum.missing");
  auto text = draft.text;
  text.addendum = "Comparaison avec l'examen de 2019 : stable.";
  auto changed = text;
  changed.conclusion = "Autre.";
  CHECK(refusalOf([&] { l.house.desk.save(l.house.radiologist(), draft.id, draft.version, changed); }) == "report.addendum.frozen");
  l.house.desk.save(l.house.radiologist(), draft.id, draft.version, text);
  const auto second = l.validate(draft);
  REQUIRE(l.stored(second.report.id).addenda.size() == 1);
  CHECK(l.stored(second.report.id).addenda[0].text == text.addendum);
  CHECK(l.stored(second.report.id).addenda[0].practitionerId == l.house.radiologistId);
  CHECK(l.document(second.report.id).replacesUniqueId == first.documentUniqueId);
  draft = l.amending(second.report.id);
  CHECK(draft.addenda.size() == 1);
  CHECK(draft.text.addendum.empty());
  text.conclusion = "Autre.";
  CHECK(refusalOf([&] { l.house.desk.save(l.house.radiologist(), draft.id, draft.version, text); }) == "report.addendum.kind");
}

TEST_CASE("until the announcement the patient waits; then the same bytes become visible, and nothing else is sent again [SR-20] [SR-21] [RIS.CRR.02] [RIS.CRR.03]") {
  Life l;
  const auto done = l.validated(toAnnounce());
  const auto bytes = l.document(done.report.id).pdf;
  l.became(done.documentId, "dmp", "accepted");
  const auto view = [&] { return l.house.read([&](Reader& reader) { return store::documentView(reader, done.documentId, nullptr); }); };
  CHECK(view().sharing.announcementNeeded);
  CHECK(refusalOf([&] { l.house.desk.announce(l.resident(), done.report.id); }) == "site.right");
  l.house.channel->deliveries = {{"dmp", "queued", ""}};
  const auto announced = l.house.desk.announce(l.house.radiologist(), done.report.id);
  CHECK(announced.lifted == 1);
  CHECK(announced.released == 1);
  CHECK(l.stored(done.report.id).announcedBy == l.house.radiologistId);
  CHECK(l.stored(done.report.id).version == announced.report.version);
  CHECK_FALSE(view().sharing.announcementNeeded);
  CHECK(l.document(done.report.id).id == done.documentId);
  CHECK(l.document(done.report.id).pdf == bytes);
  CHECK(l.deliveries() == Lines{"document dmp accepted 1", "document patient queued 1", "visibility dmp queued 1"});
  CHECK(refusalOf([&] { l.house.desk.announce(l.house.radiologist(), done.report.id); }) == "report.announcement.done");
  CHECK(l.house.events("report.announced", done.report.id) == 1);
}

TEST_CASE("announced before the hidden feed left: it leaves visible, once, made ready again [SR-21]") {
  Life l;
  const auto done = l.validated(toAnnounce());
  l.house.write([&](UnitOfWork& work) {
    work.execute("UPDATE delivery SET state = 'retry', prepared = $1 WHERE document_id = $2 AND destination = 'dmp'", {Blob{"hidden"}, done.documentId});
  });
  CHECK(l.house.desk.announce(l.house.radiologist(), done.report.id).lifted == 0);
  CHECK(l.deliveries() == Lines{"document dmp retry 1", "document patient queued 1"});
  CHECK(l.house.count("SELECT COUNT(*) FROM delivery WHERE prepared IS NOT NULL") == 0);
}

TEST_CASE("what may have left hidden is lifted behind it [SR-21]") {
  for (const char* state : {"sending", "undecided"}) {
    Life l;
    const auto done = l.validated(toAnnounce());
    l.became(done.documentId, "dmp", state);
    l.house.channel->deliveries = {{"dmp", "queued", ""}};
    CHECK(l.house.desk.announce(l.house.radiologist(), done.report.id).lifted == 1);
  }
}

TEST_CASE("no announcement was needed: none is recorded") {
  Life l;
  const auto done = l.validated();
  CHECK(refusalOf([&] { l.house.desk.announce(l.house.radiologist(), done.report.id); }) == "report.announcement.none");
  CHECK(refusalOf([&] { l.house.desk.announce(l.house.radiologist(), l.house.draft(l.house.performedFor(l.patient)).id); }) == "report.state");
}

TEST_CASE("amending while the announcement waits keeps the new version hidden; announcing ends both [SR-21]") {
  Life l;
  const auto first = l.validated(toAnnounce());
  l.became(first.documentId, "dmp", "accepted");
  const auto second = l.validate(l.amending(first.report.id));
  CHECK(l.stored(second.report.id).sharing.announcementNeeded);
  CHECK(l.deliveries().back() == "document patient held 2");
  l.house.desk.announce(l.house.radiologist(), second.report.id);
  const auto third = l.validate(l.amending(second.report.id));
  CHECK_FALSE(l.stored(third.report.id).sharing.announcementNeeded);
}

TEST_CASE("a minor's announcement hides from his representatives too; an adult's never does, and by hand it is refused [SR-20] [SR-22]") {
  ReportSharing byHand;
  byHand.hiddenFromRepresentatives = true;
  Life minor(child());
  const auto done = minor.validated(toAnnounce());
  CHECK(presentSharing(minor.stored(done.report.id)).hiddenFromRepresentatives);
  minor.house.desk.announce(minor.house.radiologist(), done.report.id);
  CHECK_FALSE(presentSharing(minor.stored(done.report.id)).hiddenFromRepresentatives);
  const auto kept = minor.validate(minor.amending(done.report.id), byHand);
  CHECK(presentSharing(minor.stored(kept.report.id)).hiddenFromRepresentatives);
  Life adult;
  CHECK(adult.validateCode(adult.house.draft(adult.exam).id, byHand) == "report.sharing.adult");
  Life hidden;
  CHECK_FALSE(presentSharing(hidden.stored(hidden.validated(toAnnounce()).report.id)).hiddenFromRepresentatives);
}

TEST_CASE("a withdrawn report is taken back where it went, under the INS it left with, and what has not left never does [RIS.DMP.02] [SR-06]") {
  Life l;
  l.house.channel->deliveries = {{"dmp", "queued", ""}, {"medecin", "queued", ""}, {"pfi", "queued", ""}};
  const auto first = l.validated();
  l.became(first.documentId, "dmp", "accepted");
  l.became(first.documentId, "pfi", "undecided");
  CHECK(refusalOf([&] { l.house.desk.withdraw(l.resident(), first.report.id, {WithdrawalCause::error, "x", ""}); }) == "report.validate.role");
  CHECK(refusalOf([&] { l.house.desk.withdraw(l.house.radiologist(), first.report.id, {}); }) == "report.reason.missing");
  const auto done = l.house.desk.withdraw(l.house.radiologist(), first.report.id, {WithdrawalCause::error, "Examen non réalisé.", ""});
  CHECK(done.report.state == ReportState::withdrawn);
  CHECK(done.newDraftId.empty());
  CHECK(l.deliveries() == Lines{"document dmp accepted 1", "document medecin cancelled 1", "document pfi undecided 1", "removal dmp queued 1",
                                "removal pfi queued 1"});
  CHECK(refusalOf([&] { l.house.archive.current(l.house.radiologist(), first.report.id); }) == "document.none");
  CHECK(l.house.read([&](Reader& reader) { return store::documentView(reader, first.documentId, nullptr); }).withdrawalCause == "error");
  CHECK(refusalOf([&] { l.house.desk.withdraw(l.house.radiologist(), first.report.id, {WithdrawalCause::error, "x", ""}); }) == "report.state");
  CHECK(l.house.draft(l.exam).setId != first.report.setId);  // a new report of the exam begins a set of its own
  CHECK(l.house.events("report.withdrawn", first.report.id) == 1);
}

TEST_CASE("the wrong patient: taken back, an incident for the identity officer, and a draft on the right exam in a set of its own [SR-05]") {
  Life l;
  const auto other = l.house.receive(nessi());
  const auto right = l.house.performedFor(other);
  const auto same = l.house.performedFor(l.patient);
  const auto first = l.validated();
  l.became(first.documentId, "dmp", "accepted");
  const auto code = [&](WithdrawalCause cause, const std::string& exam) {
    return refusalOf([&] { l.house.desk.withdraw(l.house.radiologist(), first.report.id, {cause, "Dictée sur le mauvais dossier.", exam}); });
  };
  CHECK(code(WithdrawalCause::error, right.id) == "report.withdrawal.exam");
  CHECK(code(WithdrawalCause::wrongPatient, same.id) == "report.withdrawal.same_patient");
  CHECK(code(WithdrawalCause::wrongPatient, "nothing") == "exam.unknown");
  CHECK(l.stored(first.report.id).state == ReportState::validated);
  const auto done = l.house.desk.withdraw(l.house.radiologist(), first.report.id, {WithdrawalCause::wrongPatient, "Dictée sur le mauvais dossier.", right.id});
  const auto draft = l.stored(done.newDraftId);
  CHECK(draft.examId == right.id);
  CHECK(draft.text == first.report.text);
  CHECK(draft.setId != first.report.setId);
  CHECK(draft.amends.empty());
  CHECK(draft.rootId == draft.id);
  CHECK(l.house.count("SELECT COUNT(*) FROM identity_task WHERE kind = 'wrong_patient' AND patient_id = $1 AND other_id = $2 AND closed_at = ''",
                      {l.patient.id, first.report.id}) == 1);
  CHECK(l.deliveries().back() == "removal dmp queued 1");
  const auto fresh = l.validate(draft);
  CHECK(l.document(fresh.report.id).versionNumber == 1);
  CHECK(l.document(fresh.report.id).replacesUniqueId.empty());
}

TEST_CASE("a report whose next version is being written is not withdrawn under its writer") {
  Life l;
  const auto first = l.validated();
  const auto draft = l.amending(first.report.id);
  CHECK(refusalOf([&] { l.house.desk.withdraw(l.house.radiologist(), first.report.id, {WithdrawalCause::error, "x", ""}); }) == "report.exists");
  l.house.desk.discard(l.house.radiologist(), draft.id, draft.version, "Retrait.");
  CHECK(l.house.desk.withdraw(l.house.radiologist(), first.report.id, {WithdrawalCause::error, "x", ""}).report.state == ReportState::withdrawn);
}

TEST_CASE("an identity that changes while the next version is rendered makes it again; one whose amended version changed is refused") {
  Life l;
  const auto first = l.validated();
  l.became(first.documentId, "dmp", "accepted");
  const auto draft = l.amending(first.report.id);
  l.house.renderer->during = [&](int) {
    l.house.renderer->during = nullptr;
    auto feed = patTrois();
    feed.patient.traits.usedName = "USAGE";
    l.house.receive(feed);
  };
  const auto second = l.validate(draft);
  CHECK(second.renderings == 2);
  CHECK(l.document(second.report.id).cdaSkeleton.find("USAGE") != std::string::npos);
}

TEST_CASE("where who writes works stands with the report, and half of it is refused") {
  Life l;
  const auto draft = l.house.draft(l.exam);
  CHECK(refusalOf([&] { l.house.desk.writtenAt(l.house.radiologist(), draft.id, draft.version, {"1690000001", ""}); }) == "report.author_structure");
  const auto written = l.house.desk.writtenAt(l.house.radiologist(), draft.id, draft.version, {"1690000001", "Téléradiologie"});
  CHECK(l.stored(draft.id).authorStructure == AuthorStructure{"1690000001", "Téléradiologie"});
  CHECK(l.amending(l.validate(written).report.id).authorStructure.id == "1690000001");
}

TEST_CASE("nothing leaves before the hold is over") {
  Life l;
  work::ReportDeskService patient({l.house.watched, l.house.store.clock, Environment::test, l.house.root, [&] { return l.house.renderer; }, l.house.planning,
                                   {std::chrono::minutes(15), 18}});
  const auto done = patient.validate(l.house.radiologist(), l.house.draft(l.exam).id, {}, {}, {}, {});
  const auto row = l.house.read([&](Reader& reader) {
    return reader.first("SELECT created_at, due_at FROM delivery WHERE document_id = $1 AND destination = 'dmp'", {done.documentId});
  });
  CHECK(row[1].text() == toIso(fromIso(row[0].text()) + std::chrono::minutes(15)));
}

TEST_CASE("who waits for an announcement is listed by site, the longest waiting first, page by page, on an index road [SR-20]") {
  Life l;
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    l.house.store.clock.advance(std::chrono::minutes(1));
    ids.push_back(l.house.desk.validate(l.house.radiologist(), l.house.draft(l.house.performedFor(l.patient)).id, {}, toAnnounce(), {}).report.id);
  }
  l.validated();
  const auto first = l.house.archive.announcements(l.house.radiologist(), "", "", 2);
  REQUIRE(first.items.size() == 2);
  CHECK(first.items[0].report.id == ids[0]);
  CHECK(first.items[1].report.id == ids[1]);
  CHECK(first.items[0].patientId == l.patient.id);
  const auto second = l.house.archive.announcements(l.house.radiologist(), first.nextValidatedAt, first.nextReportId, 2);
  REQUIRE(second.items.size() == 1);
  CHECK(second.items[0].report.id == ids[2]);
  CHECK(second.nextReportId.empty());
  CHECK(l.house.archive.announcements(l.house.elsewhere(), "", "", 9).items.empty());
  if (TestStore::onPostgresql()) return;  // a table of four rows is read whole there, whatever the index
  std::string plan;
  for (const auto& row : l.house.read([&](Reader& reader) { return reader.query(std::string("EXPLAIN QUERY PLAN ") + store::kReportsToAnnounce, {"", "", 2}); })) plan += row.back().text();
  CHECK(plan.find("report_to_announce") != std::string::npos);
}

TEST_CASE("every version of an exam's reports is listed for who reads there") {
  Life l;
  const auto first = l.validated();
  const auto draft = l.amending(first.report.id);
  const auto versions = l.house.archive.ofExam(l.house.radiologist(), l.exam.id);
  REQUIRE(versions.size() == 2);
  CHECK(versions[0].id == first.report.id);
  CHECK(versions[1].id == draft.id);
  CHECK(refusalOf([&] { l.house.archive.ofExam(l.house.elsewhere(), l.exam.id); }) == "exam.unknown");
  CHECK(refusalOf([&] { l.house.archive.ofExam(l.house.radiologist(), "nothing"); }) == "exam.unknown");
}
