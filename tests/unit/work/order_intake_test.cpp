// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/order_intake.h"

#include <doctest/doctest.h>

#include <array>
#include <mutex>
#include <set>
#include <thread>

#include "core/domain/anatomic_region.h"
#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

PlacedOrder change(House& house, const NewOrder& order) {
  return house.write([&](UnitOfWork& work) { return house.clinic.changeOrder(work, house.radiologist(), order); });
}

PlacedOrder cancel(House& house, const std::string& placer, const std::string& reason = "") {
  return house.write([&](UnitOfWork& work) { return house.clinic.cancelOrder(work, house.radiologist(), placer, "CABINET", reason); });
}

Exam examOf(House& house, const std::string& id) {
  return house.read([&](Reader& reader) { return house.clinic.exam(reader, id); });
}

constexpr std::array kStates{ExamState::scheduled, ExamState::arrived,      ExamState::ready,    ExamState::started,
                             ExamState::completed, ExamState::discontinued, ExamState::cancelled};

}  // namespace

TEST_CASE("accession number and study UID are there as soon as the order is placed [DB/RIS.06]") {
  House house;
  const auto placed = house.place(House::chest(house.receive(patTrois()).id, "P1"));
  CHECK(placed.order.accessionNumber == "CLA0000000001");
  CHECK(placed.exam.accessionNumber == placed.order.accessionNumber);
  CHECK(placed.exam.studyInstanceUid.rfind("2.25.", 0) == 0);
  CHECK(placed.exam.studyInstanceUid.size() <= 64);
  const auto stored = examOf(house, placed.exam.id);
  CHECK(stored.studyInstanceUid == placed.exam.studyInstanceUid);
  CHECK(stored.state == ExamState::scheduled);
  CHECK(stored.procedure.system == "2.16.840.1.113883.6.1");
  CHECK(house.events("order.placed", placed.exam.id) == 1);
  CHECK(house.count("SELECT COUNT(*) FROM exam WHERE id = $1 AND on_worklist = 1", {placed.exam.id}) == 1);
}

TEST_CASE("numbers and study UIDs stay unique when eight threads place orders") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  std::mutex mutex;
  std::set<std::string> accessions, studies;
  std::vector<std::thread> consoles;
  for (int t = 0; t < 8; ++t) {
    consoles.emplace_back([&] {
      for (int i = 0; i < 8; ++i) {
        const auto placed = house.place(House::chest(patient));
        const std::lock_guard lock(mutex);
        accessions.insert(placed.order.accessionNumber);
        studies.insert(placed.exam.studyInstanceUid);
      }
    });
  }
  for (auto& console : consoles) console.join();
  CHECK(accessions.size() == 64);
  CHECK(studies.size() == 64);
}

TEST_CASE("an assigned number passes over one that a sender chose before") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  auto chosen = House::chest(patient);
  chosen.accessionNumber = "CLA0000000001";
  house.place(chosen);
  CHECK(house.place(House::chest(patient)).order.accessionNumber == "CLA0000000002");
}

TEST_CASE("a Study Instance UID and step ids that consoles were promised before are kept") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  auto order = House::chest(patient);
  order.studyInstanceUid = "1.2.250.1.59.40211.12345678.1";
  order.step = {"RP-77", "SPS-78", "Scanner du thorax sans injection", "99ACME", {"TDM-1", "Thorax", "99ACME"}};
  order.procedure = {"TDM-1", "Scanner thoracique", ""};
  const auto placed = house.place(order).exam;
  CHECK(placed.studyInstanceUid == order.studyInstanceUid);
  const auto stored = house.store->reading([&](Reader& reader) { return house.clinic.exam(reader, placed.id); });
  CHECK(stored.studyInstanceUid == order.studyInstanceUid);
  CHECK(stored.step == order.step);
  CHECK(stored.procedure == order.procedure);  // a hyphen does not make a foreign code a LOINC one
}

TEST_CASE("a Study Instance UID that another exam has, or that is none, is refused and nothing is stored") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  auto order = House::chest(patient, "P1");
  order.studyInstanceUid = "1.2.3";
  house.place(order);
  const auto traces = house.traces();
  order = House::chest(patient, "P2");
  order.studyInstanceUid = "1.2.3";
  CHECK(refusalOf([&] { house.place(order); }) == "order.study_uid.taken");
  for (const auto& uid : std::vector<std::string>{"1", "1.02", "1..2", "abc", "1." + std::string(63, '2')}) {
    CAPTURE(uid);
    order.studyInstanceUid = uid;
    CHECK(refusalOf([&] { house.place(order); }) == "order.study_uid.malformed");
  }
  order.studyInstanceUid.clear();
  order.step.stepId.assign(17, '1');
  CHECK(refusalOf([&] { house.place(order); }) == "order.step_id.too_long");
  CHECK(house.traces() == traces);
}

TEST_CASE("an order changed to another procedure loses the step words and codes of the old one, not its ids") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  auto order = House::chest(patient, "P1");
  order.step = {"RP-77", "SPS-78", "Scanner du thorax", "", {"TDM-1", "Thorax", "99ACME"}};
  house.place(order);
  order.step = {};
  const auto same = house.write([&](UnitOfWork& work) { return house.clinic.changeOrder(work, house.radiologist(), order); }).exam;
  CHECK(same.step.stepDescription == "Scanner du thorax");
  order.procedure = {"24558-9",
                     "\xC3\x89"
                     "chographie abdominale",
                     "2.16.840.1.113883.6.1"};
  const auto changed = house.write([&](UnitOfWork& work) { return house.clinic.changeOrder(work, house.radiologist(), order); }).exam;
  CHECK(changed.step == StepNames{"RP-77", "SPS-78", "", "", {}});
  CHECK(house.store->reading([&](Reader& reader) { return house.clinic.exam(reader, changed.id); }).step == changed.step);
}

TEST_CASE("what a technologist must know is kept with the exam; a stale version and an impossible weight are refused") {
  House house;
  const auto exam = house.place(House::chest(house.receive(patTrois()).id)).exam;
  ExamPreparation known;
  known.weightKg = "72.5";
  known.pregnancy = Pregnancy::no;
  known.medicalAlerts = "Pacemaker";
  const auto prepare = [&](const ExamPreparation& value) {
    return house.write([&](UnitOfWork& work) { return house.clinic.prepare(work, house.radiologist(), exam.id, value); });
  };
  const auto stored = prepare(known);
  CHECK(stored.version == 1);
  CHECK(house.store->reading([&](Reader& reader) { return house.clinic.preparation(reader, exam.id); }) == stored);
  CHECK(refusalOf([&] { prepare(known); }) == "preparation.version");
  auto heavy = stored;
  heavy.weightKg = "7250";
  CHECK(refusalOf([&] { prepare(heavy); }) == "preparation.weight");
}

TEST_CASE("the same placer order number or accession number twice is refused, nothing is stored") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  auto first = House::chest(patient, "P1");
  first.accessionNumber = "EXT-1";
  house.place(first);
  const auto traces = house.traces();
  auto again = first;
  again.accessionNumber = "EXT-2";
  CHECK(refusalOf([&] { house.place(again); }) == "order.duplicate");
  again = first;
  again.placerNumber = "P2";
  CHECK(refusalOf([&] { house.place(again); }) == "order.accession.taken");
  CHECK(house.traces() == traces);
  auto otherAuthority = House::chest(patient, "P1");
  otherAuthority.placerAuthority = "CLINIQUE";
  CHECK(house.place(otherAuthority).order.placerNumber == "P1");
}

TEST_CASE("the same order from several threads is stored once") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  std::atomic<int> stored{0};
  std::vector<std::thread> senders;
  for (int t = 0; t < 6; ++t) {
    senders.emplace_back([&] {
      if (refusalOf([&] { house.place(House::chest(patient, "SAME")); }).empty()) ++stored;
    });
  }
  for (auto& sender : senders) sender.join();
  CHECK(stored == 1);
  CHECK(house.count("SELECT COUNT(*) FROM imaging_order") == 1);
  CHECK(house.count("SELECT COUNT(*) FROM exam") == 1);
}

TEST_CASE("an order without patient, site, modality or procedure is refused with its field") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  const auto traces = house.traces();
  const auto refused = [&](const std::function<void(NewOrder&)>& spoil) {
    auto order = House::chest(patient, "P1");
    spoil(order);
    return refusalOf([&] { house.place(order); });
  };
  CHECK(refused([](NewOrder& o) { o.patientId = "nobody"; }) == "patient.unknown");
  CHECK(refused([](NewOrder& o) { o.siteId = "nowhere"; }) == "site.unknown");
  for (const char* modality : {"", "ct", "C T", "CT\\MR", "ABCDEFGHIJKLMNOPQ", "É"}) {
    CAPTURE(modality);
    CHECK(refused([&](NewOrder& o) { o.modality = modality; }) == "order.modality.missing");
  }
  CHECK(refused([](NewOrder& o) { o.procedure = {}; }) == "order.procedure.missing");
  CHECK(refused([](NewOrder& o) { o.placerNumber.assign(200, '1'); }) == "order.placer_number.too_long");
  CHECK(refused([](NewOrder& o) { o.accessionNumber.assign(17, '1'); }) == "accession_number.malformed");
  CHECK(refused([](NewOrder& o) { o.accessionNumber = "A\\B"; }) == "accession_number.malformed");
  CHECK(house.traces() == traces);
}

TEST_CASE("the region is derived from the act when the order names none, and kept when it does") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  CHECK(house.place(House::chest(patient)).exam.region == regionOfAct("Scanner thoracique", ""));
  CHECK_FALSE(house.place(House::chest(patient)).exam.region.empty());
  auto named = House::chest(patient);
  named.region = {"69536005", "Tête", "2.16.840.1.113883.6.96"};
  CHECK(house.place(named).exam.region.code == "69536005");
}

TEST_CASE("the appointment is kept in the site's own zone, overseas too [SR-11]") {
  House house;
  auto order = House::chest(house.receive(patTrois()).id);
  order.siteId = house.island.id;
  order.scheduledAt = fromIso("2026-11-20T22:30:00.000Z");
  const auto placed = house.place(order);
  CHECK(house.read([&](Reader& reader) { return store::scheduledLocalOf(reader, placed.exam.id); }) == "20261121023000");
}

TEST_CASE("a change of order takes what it carries and leaves the rest") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  const auto before = house.place(House::chest(patient, "P1"));
  auto wanted = House::chest(patient, "P1");
  wanted.reason.clear();
  wanted.requester = {};
  wanted.stationAe.clear();
  wanted.patientClass.clear();
  wanted.priority = "S";
  wanted.procedure = {"24727-0", "Scanner cérébral", ""};
  wanted.scheduledAt = fromIso("2026-11-21T09:30:00.000Z");
  change(house, wanted);
  const auto exam = examOf(house, before.exam.id);
  const auto order = house.read([&](Reader& reader) { return house.clinic.order(reader, before.order.id); });
  CHECK(order.reason == "Toux persistante");
  CHECK(order.requester.familyName == "MEDIONI");
  CHECK(order.patientClass == "O");
  CHECK(order.priority == "S");
  CHECK(exam.stationAe == "CT1");
  CHECK(exam.procedure.code == "24727-0");
  CHECK(exam.region == regionOfAct("Scanner cérébral", ""));
  CHECK(exam.scheduledAt == "2026-11-21T09:30:00.000Z");
  CHECK(exam.accessionNumber == before.exam.accessionNumber);
  CHECK(exam.studyInstanceUid == before.exam.studyInstanceUid);
  CHECK(house.events("order.changed", exam.id) == 1);
}

TEST_CASE("a change or cancellation names a known order of the same patient [SR-05]") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  const auto other = house.receive(nessi()).id;
  house.place(House::chest(patient, "P1"));
  const auto traces = house.traces();
  CHECK(refusalOf([&] { change(house, House::chest(other, "P1")); }) == "order.patient_mismatch");
  CHECK(refusalOf([&] { change(house, House::chest(patient, "P9")); }) == "order.unknown");
  CHECK(refusalOf([&] { change(house, House::chest(patient, "")); }) == "order.unknown");
  CHECK(refusalOf([&] { cancel(house, "P9"); }) == "order.unknown");
  CHECK(refusalOf([&] { cancel(house, ""); }) == "order.unknown");
  CHECK(house.traces() == traces);
}

TEST_CASE("in each state of the exam, change, cancellation and performance do what the table of states says and nothing else") {
  House house;
  const auto patient = house.receive(patTrois()).id;
  int number = 0;
  for (const auto state : kStates) {
    for (const auto command : {ExamCommand::reschedule, ExamCommand::cancel, ExamCommand::complete, ExamCommand::discontinue}) {
      CAPTURE(std::string(toText(state)));
      CAPTURE(std::string(toText(command)));
      const auto placer = "T" + std::to_string(++number);
      const auto exam = house.place(House::chest(patient, placer)).exam;
      house.force(exam.id, state);
      auto expected = next(state, command);
      // A device that sends DISCONTINUED at once had started: the start is taken as made.
      if (command == ExamCommand::discontinue && next(state, ExamCommand::start)) expected = ExamState::discontinued;
      const auto traces = house.traces();
      const auto code = refusalOf([&] {
        if (command == ExamCommand::reschedule) change(house, House::chest(patient, placer));
        if (command == ExamCommand::cancel) cancel(house, placer);
        Performance done;
        done.discontinued = command == ExamCommand::discontinue;
        if (command == ExamCommand::complete || done.discontinued) {
          house.write([&](UnitOfWork& work) { return house.clinic.perform(work, house.radiologist(), exam.id, done); });
        }
      });
      CHECK(code == (expected ? "" : "exam.state"));
      CHECK(examOf(house, exam.id).state == expected.value_or(state));
      CHECK(house.traces() == traces + (expected ? 2 : 0));
    }
  }
}

TEST_CASE("a cancelled order keeps its reason and leaves the worklist") {
  House house;
  const auto placed = house.place(House::chest(house.receive(patTrois()).id, "P1"));
  cancel(house, "P1", "Patient absent");
  const auto order = house.read([&](Reader& reader) { return house.clinic.order(reader, placed.order.id); });
  CHECK(order.cancelled);
  CHECK(order.reason == "Toux persistante\nPatient absent");
  CHECK(house.count("SELECT COUNT(*) FROM exam WHERE on_worklist = 1") == 0);
  CHECK(refusalOf([&] { cancel(house, "P1"); }) == "exam.state");
}

TEST_CASE("what the requester knows of the patient fills what nobody has entered, and never overwrites a person's word") {
  House house;
  const auto patient = house.receive(patTrois());
  auto order = House::chest(patient.id, "P1");
  order.preparation.weightKg = "72.5";
  const auto exam = house.place(order).exam;
  const auto stored = [&] { return house.read([&](Reader& reader) { return house.clinic.preparation(reader, exam.id); }); };
  CHECK(stored().weightKg == "72.5");
  auto measured = stored();
  measured.weightKg = "70";
  house.write([&](UnitOfWork& work) { return house.clinic.prepare(work, house.radiologist(), exam.id, measured); });
  order.preparation.weightKg = "73";
  order.preparation.allergies = "Iode";
  house.write([&](UnitOfWork& work) { return house.clinic.changeOrder(work, house.radiologist(), order); });
  CHECK(stored().weightKg == "70");
  CHECK(stored().allergies == "Iode");
  const auto version = stored().version;
  house.write([&](UnitOfWork& work) { return house.clinic.changeOrder(work, house.radiologist(), order); });
  CHECK(stored().version == version);
}
