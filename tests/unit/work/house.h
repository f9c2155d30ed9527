// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/audit/shared_read_trace.h"
#include "core/store/exam_repository.h"
#include "core/store/patient_repository.h"
#include "core/store/place_repository.h"
#include "core/work/archive_service.h"
#include "core/work/clinic_service.h"
#include "core/work/renditions.h"
#include "core/work/report_desk_service.h"
#include "unit/store/store_fixture.h"
#include "unit/work/watched.h"

namespace clairis::test {

inline PatientFeed patTrois(bool qualified = true) {
  PatientFeed feed;
  feed.patient.traits = {"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"};
  feed.patient.localIds = {{"IPP0001", "CIM-TEST", "1.2.250.1.71.4.2.2.1750803447.1"}};
  if (qualified) feed.patient.ins = Ins::parse("279035121518989", Ins::kNirTest);
  feed.validated = qualified;
  feed.trust = SenderTrust::sameDomain;
  feed.sender = "GAM";
  return feed;
}

inline PatientFeed nessi() {
  auto feed = patTrois();
  feed.patient.traits = {"NESSI", "RUTH", "RUTH ISABELLE", "", "", "1977-07-14", Sex::female, "63220"};
  feed.patient.localIds = {{"IPP0002", "CIM-TEST", "1.2.250.1.71.4.2.2.1750803447.1"}};
  feed.patient.ins = Ins::parse("277076322082910", Ins::kNirTest);
  return feed;
}

/// A practice with two sites and a radiologist, on a database of its own.
class House {
public:
  House() {
    renderer = std::make_shared<WatchedRenderer>();
    channel = std::make_shared<PlanningChannel>();
    write([&](UnitOfWork& work) {
      main = newSite(work, "main", "1750803447", "Europe/Paris", true);
      island = newSite(work, "island", "1970100228", "Indian/Reunion", false);
      Practitioner person;
      person.idNat = "801234560801";
      person.familyName = "BIDEAULT";
      person.givenName = "Jacques";
      person.civility = "M";
      person.title = "DR";
      person.specialty = {"G15_10/SM44", "Radio-diagnostic (SM)", "1.2.250.1.213.1.1.4.5"};
      person.id = store::savePractitioner(work, person);
      radiologistId = person.id;
    });
  }

  template <class F>
  auto write(F&& work) -> decltype(work(std::declval<UnitOfWork&>())) {
    if constexpr (std::is_void_v<decltype(work(std::declval<UnitOfWork&>()))>) {
      store->write(Lane::interactive, work);
    } else {
      return store->writing(Lane::interactive, std::forward<F>(work));
    }
  }
  template <class F>
  auto read(F&& work) -> decltype(work(std::declval<Reader&>())) {
    return store->reading(std::forward<F>(work));
  }

  Caller radiologist() const {
    Caller caller;
    caller.principal = "account:radiologist";
    caller.accountId = "radiologist";
    caller.roles = {"radiologist"};
    caller.practitionerId = radiologistId;
    caller.siteIds = {main.id};
    caller.authentication = Authentication::proSanteConnect;
    caller.authenticatedAt = fromIso("2026-11-20T07:00:00.000Z");
    return caller;
  }
  Caller elsewhere() const {
    auto caller = radiologist();
    caller.principal = "account:elsewhere";
    caller.siteIds = {island.id};
    return caller;
  }

  Patient receive(const PatientFeed& feed) {
    return write([&](UnitOfWork& work) { return clinic.receivePatient(work, radiologist(), feed); });
  }
  Patient patient(const std::string& id) {
    return read([&](Reader& reader) { return clinic.patient(reader, id); });
  }
  static NewOrder chest(const std::string& patientId, const std::string& placer = "") {
    NewOrder order;
    order.patientId = patientId;
    order.placerNumber = placer;
    order.placerAuthority = placer.empty() ? "" : "CABINET";
    order.requester.idNat = "801234567897";
    order.requester.familyName = "MEDIONI";
    order.requester.givenName = "Stéphane";
    order.requester.specialty = {"G15_10/SM26", "", "1.2.250.1.213.1.1.4.5"};
    order.reason = "Toux persistante";
    order.patientClass = "O";
    order.procedure = {"24627-2", "Scanner thoracique", ""};
    order.modality = "CT";
    order.stationAe = "CT1";
    order.scheduledAt = fromIso("2026-11-20T09:30:00.000Z");
    order.sender = "CABINET";
    return order;
  }
  PlacedOrder place(const NewOrder& order) {
    return write([&](UnitOfWork& work) { return clinic.placeOrder(work, radiologist(), order); });
  }
  Exam perform(const std::string& examId) {
    Performance done;
    done.equipment = "Scanner SOMATOM";
    done.dose = "PDL 320 mGy.cm";
    done.source = "manual";
    return write([&](UnitOfWork& work) { return clinic.perform(work, radiologist(), examId, done); });
  }
  Exam performedFor(const Patient& person) { return perform(place(chest(person.id)).exam.id); }
  void force(const std::string& examId, ExamState state) {
    write([&](UnitOfWork& work) {
      auto exam = store::findExam(work, examId).value();
      exam.state = state;
      store::updateExam(work, exam, store::scheduledLocalOf(work, examId));
    });
  }

  static ReportText text() {
    return {"Scanner thoracique",          "Toux persistante depuis six semaines.", "Toux persistante",
            "Acquisition sans injection.", "Pas de lésion parenchymateuse.",        "Scanner thoracique normal."};
  }
  Report draft(const Exam& exam) { return desk.open(radiologist(), exam.id, text()); }
  ValidatedReport validated(const Exam& exam) { return desk.validate(radiologist(), draft(exam).id, std::nullopt, {}, {}); }

  std::int64_t count(const std::string& sql, const Params& params = {}) {
    return read([&](Reader& reader) { return reader.first(sql, params)[0].integer(); });
  }
  std::int64_t events(const std::string& name, const std::string& subject) {
    return count("SELECT COUNT(*) FROM event WHERE name = $1 AND subject = $2", {name, subject});
  }
  /// Everything a use case may leave behind, as one number for "nothing was stored".
  std::int64_t traces() {
    std::int64_t sum = 0;
    for (const char* table : {"patient", "patient_local_id", "imaging_order", "exam", "report", "document", "delivery", "event", "audit_entry"}) {
      sum += count(std::string("SELECT COUNT(*) FROM ") + table);
    }
    return sum;
  }

  TestStore store;
  WatchedStore watched{*store};
  Site main, island;
  std::string radiologistId;
  std::shared_ptr<WatchedRenderer> renderer;
  std::shared_ptr<PlanningChannel> channel;
  Oid root = Oid::parse("2.25");
  work::ClinicService clinic{Environment::test, {root, "CLA"}};
  work::DeliveryPlanning planning = [this](const DocumentView& view) { return planDeliveries({channel}, view); };
  work::ReportDeskService deskService{{watched, store.clock, Environment::test, root, [this] { return renderer; }, planning}};
  ReportDesk& desk = deskService;
  work::Renditions renditions{{watched, store.clock, Environment::test, root, [this] { return renderer; }, planning, store.log}};
  SharedReadTrace readTrace{watched};
  work::ArchiveService archive{watched, Environment::test, [this] { return renderer; }, readTrace};

private:
  static Site newSite(UnitOfWork& work, const char* code, const char* structure, const char* zone, bool first) {
    Site site;
    site.id = work.newId();
    site.version = 1;
    site.code = code;
    site.name = "Centre de radiologie Ambroise";
    site.structureId = structure;
    site.zone = zone;
    site.address = {"12 Rue Ambroise", "75010", "PARIS", ""};
    site.facilityType = {"SA08", "Cabinet de groupe", "1.2.250.1.71.4.2.4"};
    site.practiceSetting = {"AMBULATOIRE", "Ambulatoire", "1.2.250.1.213.1.1.4.9"};
    site.privacyNotice = "Vos droits sur vos données s'exercent auprès du centre.";
    store::insertSite(work, site, first);
    return site;
  }
};

}  // namespace clairis::test
