// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/work/report_desk_service.h"
#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

struct Performed {
  House house;
  Patient patient = house.receive(patTrois());
  Exam exam = house.performedFor(patient);

  Report stored(const std::string& id) {
    return house.read([&](Reader& reader) { return house.desk.report(reader, id); });
  }
  std::string validate(const std::string& id, std::optional<std::int64_t> version = {}, const ReportSharing& sharing = {}) {
    return refusalOf([&] { house.desk.validate(house.radiologist(), id, version, sharing, {}); });
  }
};

}  // namespace

TEST_CASE("a draft is opened once for an exam, by who is active at its site") {
  Performed p;
  const auto report = p.house.draft(p.exam);
  CHECK(report.state == ReportState::draft);
  CHECK(report.setId.rfind("2.25.", 0) == 0);
  CHECK(p.stored(report.id).text == House::text());
  CHECK(p.stored(report.id).authorPractitionerId == p.house.radiologistId);
  CHECK(p.house.events("report.opened", report.id) == 1);
  const auto traces = p.house.traces();
  CHECK(refusalOf([&] { p.house.draft(p.exam); }) == "report.exists");
  const auto second = p.house.place(House::chest(p.patient.id)).exam;
  const auto opened = p.house.traces();
  CHECK(opened > traces);
  CHECK(refusalOf([&] { p.house.desk.open(p.house.elsewhere(), second.id, House::text()); }) == "site.right");
  p.house.force(second.id, ExamState::cancelled);
  CHECK(refusalOf([&] { p.house.draft(second); }) == "exam.state");
  CHECK(refusalOf([&] { p.house.desk.open(p.house.radiologist(), "nothing", House::text()); }) == "exam.unknown");
  CHECK(p.house.traces() == opened);
}

TEST_CASE("a draft is saved only on the version that was read") {
  Performed p;
  const auto draft = p.house.draft(p.exam);
  auto text = House::text();
  text.conclusion = "Premier texte.";
  const auto saved = p.house.desk.save(p.house.radiologist(), draft.id, draft.version, text);
  CHECK(saved.version == draft.version + 1);
  CHECK(p.stored(draft.id).version == saved.version);
  auto late = House::text();
  late.conclusion = "Second texte, trop tard.";
  CHECK_THROWS_AS(p.house.desk.save(p.house.radiologist(), draft.id, draft.version, late), Conflict);
  CHECK(refusalOf([&] { p.house.desk.save(p.house.elsewhere(), draft.id, saved.version, late); }) == "site.right");
  CHECK(refusalOf([&] { p.house.desk.save(p.house.radiologist(), "nothing", 1, late); }) == "report.unknown");
  CHECK(p.stored(draft.id).text.conclusion == "Premier texte.");
}

TEST_CASE("validation stores report, document, deliveries, event and trail together [SR-33]") {
  Performed p;
  p.house.channel->deliveries = {{"dmp", "queued", ""}, {"patient", "held", "announcement"}};
  const auto draft = p.house.draft(p.exam);
  ReportSharing sharing;
  sharing.announcementNeeded = true;
  Practitioner extra;
  extra.familyName = "DE VINCI";
  extra.givenName = "DONATELLO";
  const auto done = p.house.desk.validate(p.house.radiologist(), draft.id, draft.version, sharing, {extra});

  const auto report = p.stored(draft.id);
  CHECK(report.state == ReportState::validated);
  CHECK(report.version == done.report.version);
  CHECK(report.sharing == sharing);
  CHECK(report.validatedBy == p.house.radiologistId);
  CHECK(report.validatedAt == toIso(p.house.store.clock.now()));
  const auto document = p.house.read([&](Reader& reader) { return store::currentDocument(reader, draft.id, true); });
  REQUIRE(document);
  CHECK(document->id == done.documentId);
  CHECK(document->uniqueId == done.documentUniqueId);
  CHECK(document->setId == draft.setId);
  CHECK(document->versionNumber == 1);
  CHECK(document->replacesUniqueId.empty());
  CHECK(document->ins == p.patient.ins);
  CHECK(document->pdf.rfind("%PDF-1.4", 0) == 0);
  CHECK(p.house.count("SELECT COUNT(*) FROM delivery WHERE document_id = $1 AND state = 'queued' AND destination = 'dmp'", {document->id}) == 1);
  CHECK(p.house.count("SELECT COUNT(*) FROM delivery WHERE document_id = $1 AND state = 'held' AND reason = 'announcement'", {document->id}) == 1);
  CHECK(p.house.events("report.validated", draft.id) == 1);
  CHECK(p.house.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'report.validated' AND object = $1", {"report:" + draft.id}) == 1);

  const auto signature = p.house.read([&](Reader& reader) { return store::signatureOf(reader, draft.id); });
  CHECK(signature.validatorId == p.house.radiologistId);
  CHECK(signature.authentication == "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered");
  CHECK(signature.authenticatedAt == "2026-11-20T07:00:00.000Z");
  REQUIRE(signature.recipients.size() == 2);
  CHECK(signature.recipients[0].familyName == "MEDIONI");
  CHECK(signature.recipients[1].familyName == "DE VINCI");
}

TEST_CASE("the requester named as a recipient is not named twice") {
  Performed p;
  Practitioner requester;
  requester.idNat = "801234567897";
  requester.familyName = "MEDIONI";
  const auto draft = p.house.draft(p.exam);
  p.house.desk.validate(p.house.radiologist(), draft.id, {}, {}, {requester});
  CHECK(p.house.read([&](Reader& reader) { return store::signatureOf(reader, draft.id); }).recipients.size() == 1);
}

TEST_CASE("nothing is rendered or planned inside a transaction, and channels plan without bytes") {
  Performed p;
  p.house.validated(p.exam);
  CHECK(p.house.renderer->renderings == 1);
  CHECK(p.house.renderer->insideTransaction == 0);
  CHECK(p.house.channel->insideTransaction == 0);
  CHECK(p.house.channel->withBytes == 0);
}

TEST_CASE("whatever fails during validation, nothing is stored") {
  Performed p;
  const auto draft = p.house.draft(p.exam);
  const auto traces = p.house.traces();
  const auto untouched = [&] {
    CHECK(p.house.traces() == traces);
    CHECK(p.stored(draft.id).state == ReportState::draft);
    CHECK(p.stored(draft.id).version == draft.version);
  };
  SUBCASE("the renderer") {
    p.house.renderer->during = [](int) { throw Refusal("test.render", "no paper"); };
    CHECK(p.validate(draft.id) == "test.render");
    untouched();
    p.house.renderer->during = nullptr;
    CHECK(p.validate(draft.id).empty());
  }
  SUBCASE("a channel's planning") {
    p.house.channel->fails = true;
    CHECK(p.validate(draft.id) == "test.plan");
    untouched();
  }
  SUBCASE("a plan that the table of outcomes does not know [SR-30]") {
    p.house.channel->deliveries = {{"dmp", "accepted", ""}};
    CHECK(p.validate(draft.id) == "delivery.plan");
    p.house.channel->deliveries = {{"dmp", "held", ""}};
    CHECK(p.validate(draft.id) == "delivery.plan");
    untouched();
  }
  SUBCASE("a version that was not read") {
    CHECK(p.validate(draft.id, draft.version + 1) == "report.version");
    CHECK(p.house.renderer->renderings == 0);
    untouched();
  }
  SUBCASE("a text without results or conclusion") {
    auto text = House::text();
    text.results.clear();
    p.house.desk.save(p.house.radiologist(), draft.id, draft.version, text);
    CHECK(p.validate(draft.id) == "report.results.missing");
    text = House::text();
    text.conclusion.clear();
    p.house.desk.save(p.house.radiologist(), draft.id, draft.version + 1, text);
    CHECK(p.validate(draft.id) == "report.conclusion.missing");
    CHECK(p.house.count("SELECT COUNT(*) FROM document") == 0);
  }
}

TEST_CASE("a failure of what the caller adds to the transaction takes the validation back") {
  Performed p;
  const auto draft = p.house.draft(p.exam);
  const auto traces = p.house.traces();
  const auto code = refusalOf([&] {
    p.house.desk.validate(p.house.radiologist(), draft.id, {}, {}, {}, [](UnitOfWork&, const ValidatedReport&) { throw Refusal("test.also", "no"); });
  });
  CHECK(code == "test.also");
  CHECK(p.house.traces() == traces);
  CHECK(p.stored(draft.id).state == ReportState::draft);
}

TEST_CASE("validation asks for the right, the state and a performed exam [SR-10]") {
  Performed p;
  const auto draft = p.house.draft(p.exam);
  const auto traces = p.house.traces();
  const auto by = [&](const Caller& caller) { return refusalOf([&] { p.house.desk.validate(caller, draft.id, {}, {}, {}); }); };
  CHECK(by(p.house.elsewhere()) == "report.validate.site");
  auto resident = p.house.radiologist();
  resident.roles = {"resident"};
  CHECK(by(resident) == "report.validate.role");
  auto service = p.house.radiologist();
  service.serviceToken = true;
  CHECK(by(service) == "report.validate.service");
  auto unregistered = p.house.radiologist();
  unregistered.practitionerId.clear();
  CHECK(by(unregistered) == "report.validate.physician");
  CHECK(p.house.traces() == traces);
  CHECK(p.house.renderer->renderings == 0);
  CHECK(p.validate("nothing") == "report.unknown");

  const auto waiting = p.house.place(House::chest(p.patient.id)).exam;
  CHECK(p.validate(p.house.draft(waiting).id) == "exam.not_performed");
}

TEST_CASE("a validated report is neither saved, nor validated, nor written anew") {
  Performed p;
  const auto done = p.house.validated(p.exam);
  const auto traces = p.house.traces();
  CHECK(refusalOf([&] { p.house.desk.save(p.house.radiologist(), done.report.id, done.report.version, House::text()); }) == "report.state");
  CHECK(p.validate(done.report.id) == "report.state");
  CHECK(refusalOf([&] { p.house.draft(p.exam); }) == "report.exists");
  CHECK(p.house.traces() == traces);
}

TEST_CASE("hiding a report from legal representatives needs a date of birth [SR-22]") {
  House house;
  auto feed = patTrois(false);
  feed.patient.traits.birthDate.clear();
  const auto draft = house.draft(house.performedFor(house.receive(feed)));
  ReportSharing sharing;
  sharing.hiddenFromRepresentatives = true;
  CHECK(refusalOf([&] { house.desk.validate(house.radiologist(), draft.id, {}, sharing, {}); }) == "report.sharing.age");
  CHECK(house.count("SELECT COUNT(*) FROM document") == 0);
}
