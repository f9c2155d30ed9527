// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/migration/importer.h"

#include <doctest/doctest.h>

#include <functional>

#include "core/work/clinic_service.h"
#include "plugins/worklist/migration/exporter.h"
#include "unit/store/store_fixture.h"
#include "unit/worklist/foreign_entry.h"
#include "unit/worklist/practice.h"

using namespace clairis;
using namespace clairis::worklist;
using clairis::test::foreignEntry;
using clairis::test::Practice;
using clairis::test::TestStore;

namespace {

/// A practice that takes over a list.
struct Takeover {
  Takeover() {
    settings.caller.principal = "system", settings.site = store->reading([&](Reader& reader) { return clinic.defaultSite(reader); });
  }

  std::map<ImportOutcome, std::size_t> import(std::vector<dicom::WorklistRecord> records, bool dryRun = false) {
    ImportReport report("");
    auto wanted = settings;
    wanted.dryRun = dryRun;
    Importer importer(*store, clinic, wanted, report);
    std::vector<SourceEntry> entries;
    for (auto& record : records) entries.push_back({"entry", std::move(record), {}});
    importer.take(std::move(entries));
    std::map<ImportOutcome, std::size_t> counts;
    for (const auto outcome :
         {ImportOutcome::imported, ImportOutcome::alreadyThere, ImportOutcome::notOpen, ImportOutcome::conflict, ImportOutcome::failed}) {
      if (report.number(outcome) > 0) counts[outcome] = report.number(outcome);
    }
    return counts;
  }
  std::int64_t count(const std::string& table) {
    return store->reading([&](Reader& reader) { return reader.first("SELECT COUNT(*) FROM " + table)[0].integer(); });
  }
  std::vector<std::int64_t> everything() {
    return {count("patient"), count("imaging_order"), count("exam"), count("exam_preparation"), count("event"), count("audit_entry")};
  }
  Patient onlyPatient() {
    return store->reading([&](Reader& reader) { return clinic.patient(reader, reader.first("SELECT id FROM patient")[0].text()); });
  }
  Exam examOf(const std::string& uid) {
    return store->reading(
        [&](Reader& reader) { return clinic.exam(reader, reader.first("SELECT id FROM exam WHERE study_instance_uid = $1", {uid})[0].text()); });
  }

  TestStore store;
  Practice practice{*store};
  work::ClinicService clinic{Environment::test, {Oid::parse("2.25"), "CLA"}};
  ImportSettings settings;
};

using Counts = std::map<ImportOutcome, std::size_t>;
using R = dicom::WorklistRecord;

R entry(int number, const std::function<void(R&)>& change) {
  auto record = foreignEntry(number);
  change(record);
  return record;
}

}  // namespace

TEST_CASE("[SR-04] an imported entry is an exam of a provisional patient, with all that its consoles were promised") {
  Takeover takeover;
  CHECK(takeover.import({entry(1, [](R& r) {
    r.otherIds.push_back({"279035121518989", "", std::string(Ins::kNirTest)});
  })}) == Counts{{ImportOutcome::imported, 1}});
  const auto patient = takeover.onlyPatient();
  CHECK(patient.status == IdentityStatus::provisional);
  CHECK_FALSE(patient.ins);
  CHECK(takeover.store->reading([](Reader& reader) { return reader.first("SELECT unverified_matricule FROM patient")[0].text(); }) ==
        "279035121518989");
  const auto exam = takeover.examOf("1.2.250.1.59.9.1");
  CHECK(exam.state == ExamState::scheduled);
  CHECK(exam.accessionNumber == "A1");
  CHECK(exam.step.stepId == "SPS1");
  CHECK(exam.scheduledAt == "2026-11-20T09:30:00.000Z");
  CHECK_FALSE(exam.imported);  // it will be made here: it counts
  CHECK(takeover.store->reading([&](Reader& reader) { return takeover.clinic.preparation(reader, exam.id); }).medicalAlerts == "Pacemaker");
}

TEST_CASE("a second run changes nothing and says so") {
  Takeover takeover;
  const std::vector<R> list{foreignEntry(1), foreignEntry(2)};
  CHECK(takeover.import(list) == Counts{{ImportOutcome::imported, 2}});
  const auto before = takeover.everything();
  CHECK(takeover.import(list) == Counts{{ImportOutcome::alreadyThere, 2}});
  CHECK(takeover.everything() == before);
  CHECK(takeover.import({foreignEntry(2), foreignEntry(3)}) == Counts{{ImportOutcome::imported, 1}, {ImportOutcome::alreadyThere, 1}});
}

TEST_CASE("the same exam twice in one list goes in once") {
  Takeover takeover;
  CHECK(takeover.import({foreignEntry(1), foreignEntry(1)}) == Counts{{ImportOutcome::imported, 1}, {ImportOutcome::alreadyThere, 1}});
  CHECK(takeover.count("exam") == 1);
}

TEST_CASE("an exam that is stored with other content is a conflict and stays as it is") {
  Takeover takeover;
  takeover.import({foreignEntry(1)});
  const auto before = takeover.everything();
  for (const std::function<void(R&)>& change :
       std::vector<std::function<void(R&)>>{[](R& r) { r.startTime = "110000"; }, [](R& r) { r.stationAe = "CT2"; }, [](R& r) { r.modality = "MR"; },
                                            [](R& r) { r.patientId.value = "IPP0009"; }, [](R& r) { r.patientName = "NESSI^RUTH"; },
                                            [](R& r) { r.stepId = "SPS9"; }, [](R& r) { r.studyInstanceUid = "1.2.250.1.59.9.99"; },
                                            [](R& r) { r.accessionNumber = "A99"; }, [](R& r) { r.stepDescription = "Autre"; }}) {
    CHECK(takeover.import({entry(1, change)}) == Counts{{ImportOutcome::conflict, 1}});
  }
  CHECK(takeover.everything() == before);
  CHECK(takeover.examOf("1.2.250.1.59.9.1").stationAe == "CT1");
}

TEST_CASE("a Patient ID that is somebody else's here takes no exam and changes nobody") {
  Takeover takeover;
  takeover.import({foreignEntry(1)});
  const auto stranger = entry(2, [](R& r) {
    r.patientId.value = "IPP0001";
    r.patientName = "NESSI^RUTH";
  });
  CHECK(takeover.import({stranger}) == Counts{{ImportOutcome::conflict, 1}});
  CHECK(takeover.onlyPatient().traits.birthName == "PAT-TROIS");
  CHECK(takeover.count("exam") == 1);
}

TEST_CASE("a patient known here gets the exam and keeps his identity") {
  Takeover takeover;
  auto known = Practice::patTrois();
  known.localIds = {{"IPP0001", "CIM-TEST", ""}};
  takeover.practice.schedule(known, {"CLA1"});
  CHECK(takeover.import({entry(1, [](R& r) { r.patientName = "Pat-Trois^Dominique"; })}) == Counts{{ImportOutcome::imported, 1}});
  CHECK(takeover.onlyPatient().status == IdentityStatus::qualified);
  CHECK(takeover.onlyPatient().traits.birthName == "PAT-TROIS");
}

TEST_CASE("an entry that is refused takes no other with it and leaves nothing of itself") {
  Takeover takeover;
  // Its patient would be stored before its order is refused.
  const auto refused = entry(2, [](R& r) { r.placerNumber.assign(200, '1'); });
  CHECK(takeover.import({foreignEntry(1), refused, foreignEntry(3), entry(4, [](R& r) { r.patientId.value.clear(); })}) ==
        Counts{{ImportOutcome::imported, 2}, {ImportOutcome::failed, 2}});
  CHECK(takeover.count("patient") == 2);
  CHECK(takeover.count("exam") == 2);
}

TEST_CASE("entries that are closed at their old place are not opened again") {
  Takeover takeover;
  for (const char* status : {"COMPLETED", "DISCONTINUED", "CANCELED"}) {
    CHECK(takeover.import({entry(1, [&](R& r) { r.stepStatus = status; })}) == Counts{{ImportOutcome::notOpen, 1}});
  }
  CHECK(takeover.count("exam") == 0);
}

TEST_CASE("a dry run says what would be and stores nothing") {
  Takeover takeover;
  takeover.import({foreignEntry(1)});
  const auto before = takeover.everything();
  CHECK(takeover.import({foreignEntry(1), foreignEntry(2), entry(3, [](R& r) { r.placerNumber.assign(200, '1'); })}, true) ==
        Counts{{ImportOutcome::imported, 1}, {ImportOutcome::alreadyThere, 1}, {ImportOutcome::failed, 1}});
  CHECK(takeover.everything() == before);
}

TEST_CASE("two orders of one placer number both go in; the number stays with the first") {
  Takeover takeover;
  CHECK(takeover.import({foreignEntry(1), entry(2, [](R& r) { r.placerNumber = foreignEntry(1).placerNumber; })}) ==
        Counts{{ImportOutcome::imported, 2}});
  CHECK(takeover.store->reading(
            [](Reader& reader) { return reader.first("SELECT COUNT(*) FROM imaging_order WHERE placer_number <> ''")[0].integer(); }) == 1);
}

TEST_CASE("an entry without accession number gets one, and is known again by its Study Instance UID") {
  Takeover takeover;
  const auto nameless = entry(1, [](R& r) { r.accessionNumber.clear(); });
  CHECK(takeover.import({nameless}) == Counts{{ImportOutcome::imported, 1}});
  CHECK(takeover.examOf("1.2.250.1.59.9.1").accessionNumber == "CLA0000000001");
  CHECK(takeover.import({nameless}) == Counts{{ImportOutcome::alreadyThere, 1}});
}

TEST_CASE("a unit of work has at most 500 rows") {
  Takeover takeover;
  std::vector<R> list;
  for (int i = 0; i < static_cast<int>(Importer::kUnit); ++i) {
    list.push_back(entry(1000 + i, [](R& r) { r.otherIds.push_back({"279035121518989", "", std::string(Ins::kNirTest)}); }));
  }
  takeover.import(list);
  std::int64_t rows = 0;
  for (const char* table : {"patient", "patient_local_id", "imaging_order", "exam", "exam_order", "exam_preparation", "event", "audit_entry"})
    rows += takeover.count(table);
  CHECK(takeover.count("exam") == static_cast<std::int64_t>(Importer::kUnit));
  CHECK(rows <= 500);
}
