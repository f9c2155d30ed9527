// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/migration/entry_mapping.h"

#include <doctest/doctest.h>

#include <functional>

#include "core/domain/refusal.h"
#include "plugins/worklist/migration/entry_texts.h"
#include "plugins/worklist/migration/known_exam.h"
#include "unit/worklist/foreign_entry.h"

using namespace clairis;
using namespace clairis::worklist;
using clairis::test::foreignEntry;

namespace {

ImportSettings paris() {
  ImportSettings settings;
  settings.site.id = "site";
  settings.site.zone = "Europe/Paris";
  return settings;
}

MappedEntry mapped(
    const std::function<void(dicom::WorklistRecord&)>& change = [](auto&) {}, const ImportSettings& settings = paris()) {
  auto record = foreignEntry();
  change(record);
  return mapEntry(record, settings);
}

std::string refused(const std::function<void(dicom::WorklistRecord&)>& change) {
  try {
    mapped(change);
    return {};
  } catch (const Refusal& refusal) {
    return refusal.code() + " " + refusal.field();
  }
}

}  // namespace

TEST_CASE("an entry keeps every id, name, time and code that its consoles know") {
  const auto entry = mapped();
  const auto& patient = entry.feed.patient;
  CHECK(patient.traits.birthName == "PAT-TROIS");
  CHECK(patient.traits.firstBirthName == "DOMINIQUE");
  CHECK(patient.traits.birthDate == "1979-03-28");
  CHECK(patient.traits.sex == Sex::female);
  CHECK(patient.localIds == std::vector<LocalId>{{"IPP0001", "CIM-TEST", "1.2.250.1.71.4.2.2.1750803447.1"}});
  const auto& order = entry.order;
  CHECK(order.studyInstanceUid == "1.2.250.1.59.9.1");
  CHECK(order.accessionNumber == "A1");
  CHECK(order.step.requestedProcedureId == "RP1");
  CHECK(order.step.stepId == "SPS1");
  CHECK(order.step.stepDescription == "Thorax sans injection");
  CHECK(order.step.procedureScheme == "99ACME");
  CHECK(order.step.protocol == Code{"TDM-9", "Protocole thorax", "99ACME"});
  CHECK(order.procedure == Code{"TDM-1", "Scanner thoracique", ""});
  CHECK(order.stationAe == "CT1");
  CHECK(order.modality == "CT");
  CHECK(order.priority == "S");
  CHECK(order.reason == "Toux");
  CHECK(order.placerNumber == "P-77");
  CHECK(order.requester.familyName == "MEDIONI");
  CHECK(order.performer.givenName == "Jacques");
  CHECK(entry.startLocal == "20261120103000");
  CHECK(toIso(*order.scheduledAt) == "2026-11-20T09:30:00.000Z");
  const auto& known = entry.preparation;
  CHECK(known.weightKg == "72.5");
  CHECK(known.heightM == "1.68");
  CHECK(known.medicalAlerts == "Pacemaker");
  CHECK(known.allergies == "Iode");
  CHECK(known.pregnancy == Pregnancy::no);
  CHECK(known.remarks == "Venir avec les anciens clichés");
  CHECK(entry.notes.empty());
}

TEST_CASE("local times are those of the site's zone, overseas too") {
  auto settings = paris();
  settings.site.zone = "Indian/Reunion";
  CHECK(toIso(*mapped([](auto&) {}, settings).order.scheduledAt) == "2026-11-20T06:30:00.000Z");
}

TEST_CASE("[SR-04] an imported identity is never believed, and its INS is only one to verify") {
  const auto entry = mapped([](auto& record) { record.otherIds.push_back({"279035121518989", "", std::string(Ins::kNirTest)}); });
  CHECK(entry.feed.trust == SenderTrust::other);
  CHECK_FALSE(entry.feed.validated);
  CHECK(entry.feed.patient.status == IdentityStatus::provisional);
  REQUIRE(entry.feed.patient.ins);
  CHECK(entry.feed.patient.ins->matricule() == "279035121518989");
  const auto broken = mapped([](auto& record) { record.otherIds.push_back({"2790351215", "", std::string(Ins::kNirTest)}); });
  CHECK_FALSE(broken.feed.patient.ins);
  CHECK(broken.notes.size() == 1);
}

TEST_CASE("the birth name stands apart from the name in use where the entry tells them apart") {
  const auto married = mapped([](auto& record) {
    record.patientName = "MARTIN^DOMINIQUE";
    record.patientBirthName = "PAT-TROIS";
  });
  CHECK(married.feed.patient.traits.birthName == "PAT-TROIS");
  CHECK(married.feed.patient.traits.usedName == "MARTIN");
  CHECK(married.feed.patient.traits.usedFirstName.empty());
  const auto other = mapped([](auto& record) {
    record.patientBirthName = "PAT-TROIS";
    record.otherPatientNames = "MARTIN^DOMI";
  });
  CHECK(other.feed.patient.traits.usedName == "MARTIN");
  CHECK(other.feed.patient.traits.usedFirstName == "DOMI");
}

TEST_CASE("an entry that nobody could find again, or that would be somebody else's, is refused with its attribute") {
  using R = dicom::WorklistRecord;
  CHECK(refused([](R& r) { r.patientId.value.clear(); }) == "worklist.entry.patient_id (0010,0020)");
  CHECK(refused([](R& r) { r.patientId.issuer.clear(); }) == "worklist.entry.issuer (0010,0021)");
  CHECK(refused([](R& r) { r.patientName = "^DOMINIQUE"; }) == "worklist.entry.patient_name (0010,0010)");
  CHECK(refused([](R& r) { r.accessionNumber.clear(), r.studyInstanceUid.clear(); }) == "worklist.entry.exam_id (0008,0050)");
  CHECK(refused([](R& r) { r.studyInstanceUid = "1." + std::string(63, '2'); }) == "worklist.entry.study_uid (0020,000D)");
  CHECK(refused([](R& r) { r.studyInstanceUid = "1.02.3"; }) == "worklist.entry.study_uid (0020,000D)");
  CHECK(refused([](R& r) { r.accessionNumber = "12345678901234567"; }) == "accession_number.malformed ");
  for (const char* modality : {"", "ct", "C T", "CT/MR", "ABCDEFGHIJKLMNOPQ"}) {
    CAPTURE(modality);
    CHECK(refused([&](R& r) { r.modality = modality; }) == "worklist.entry.modality (0008,0060)");
  }
  CHECK(refused([](R& r) { r.procedure = {}, r.procedureDescription.clear(), r.stepDescription.clear(); }) == "worklist.entry.procedure (0032,1060)");
  CHECK(refused([](R& r) { r.steps = 0; }) == "worklist.entry.steps (0040,0100)");
  CHECK(refused([](R& r) { r.steps = 2; }) == "worklist.entry.steps (0040,0100)");
  CHECK(refused([](R& r) { r.stationAe = "CT1\nCT2"; }) == "worklist.entry.id (0040,0001)");
  CHECK(refused([](R& r) { r.stepId = "12345678901234567"; }) == "worklist.entry.id (0040,0009)");
  for (const char* date : {"", "20260230", "2026112", "20261301", "00000000", "2026-11-20", "demain"}) {
    CAPTURE(date);
    CHECK(refused([&](R& r) { r.startDate = date; }) == "worklist.entry.date (0040,0002)");
  }
  for (const char* time : {"2500", "1", "10:6", "103099", "dix"}) {
    CAPTURE(time);
    CHECK(refused([&](R& r) { r.startTime = time; }) == "worklist.entry.time (0040,0003)");
  }
  CHECK(refused([](R& r) { r.birthDate = "19790231"; }) == "worklist.entry.date (0010,0030)");
}

TEST_CASE("a number without its issuer belongs to the authority that the operator names") {
  auto settings = paris();
  settings.issuer = "ANCIEN-RIS";
  const auto entry = mapped([](auto& record) { record.patientId = {"7", "", ""}; }, settings);
  CHECK(entry.feed.patient.localIds.front() == LocalId{"7", "ANCIEN-RIS", ""});
}

TEST_CASE("values that no person has are left out and told, the rest of the entry stays") {
  const auto entry = mapped([](auto& record) {
    record.weight = "7250";
    record.size = "168";
    record.pregnancy = "9";
    record.lastMenses = "hier";
    record.sex = "X";
  });
  CHECK(entry.preparation.weightKg.empty());
  CHECK(entry.preparation.heightM.empty());
  CHECK(entry.preparation.pregnancy == Pregnancy::notAsked);
  CHECK(entry.preparation.lastMenses.empty());
  CHECK(entry.notes.size() == 5);
  const auto unknown = mapped([](auto& record) { record.weight = "0"; });
  CHECK(unknown.preparation.weightKg.empty());
  CHECK(unknown.notes.empty());
}

TEST_CASE("old forms of dates and times are read") {
  const auto entry = mapped([](auto& record) {
    record.startDate = "2026.11.20";
    record.startTime = "10:30:00.123456";
  });
  CHECK(entry.startLocal == "20261120103000");
  CHECK(mapped([](auto& record) { record.startTime = "08"; }).startLocal == "20261120080000");
  CHECK(mapped([](auto& record) { record.startTime.clear(); }).startLocal == "20261120000000");
}

TEST_CASE("ids equal to the accession number are the exam's own and need no keeping") {
  const auto entry = mapped([](auto& record) { record.procedureId = record.stepId = record.accessionNumber; });
  CHECK(entry.order.step.requestedProcedureId.empty());
  CHECK(entry.order.step.stepId.empty());
}

TEST_CASE("a CCAM code becomes the act, LOINC stays a LOINC code") {
  const auto ccamEntry = mapped([](auto& record) { record.procedure = {"ZBQK002", "99CCAM", "Radiographie du thorax"}; });
  CHECK(ccamEntry.order.ccam.code == "ZBQK002");
  CHECK(ccamEntry.order.procedure.code.empty());
  const auto loinc = mapped([](auto& record) { record.procedure = {"24627-2", "LN", "Scanner"}; });
  CHECK(loinc.order.procedure.system == "2.16.840.1.113883.6.1");
  CHECK(loinc.order.step.procedureScheme.empty());
}

TEST_CASE("two sets of traits are one person's only when nothing known contradicts it") {
  const Traits known{"PAT-TROIS", "DOMINIQUE", "", "MARTIN", "", "1979-03-28", Sex::female, ""};
  const auto like = [&](const std::function<void(Traits&)>& change) {
    auto other = known;
    change(other);
    return samePerson(known, other);
  };
  CHECK(like([](Traits&) {}));
  CHECK(like([](Traits& t) { t.birthDate.clear(), t.sex = Sex::unknown; }));
  CHECK(like([](Traits& t) { t.birthName = "Pat Trois", t.firstBirthName = "Dominiqu\xC3\xA9", t.usedName.clear(); }));
  CHECK(like([](Traits& t) { t.birthName = "MARTIN", t.usedName.clear(); }));
  CHECK_FALSE(like([](Traits& t) { t.birthDate = "1979-03-29"; }));
  CHECK_FALSE(like([](Traits& t) { t.sex = Sex::male; }));
  CHECK_FALSE(like([](Traits& t) { t.firstBirthName = "JEAN"; }));
}
