// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/plugin/sql.h"
#include "core/store/exam_repository.h"
#include "core/store/patient_repository.h"
#include "core/store/place_repository.h"

namespace clairis::test {

/// A practice with one site, filled through core's own repositories.
class Practice {
public:
  explicit Practice(Store& store) : _store(store) {
    _store.write(Lane::interactive, [&](UnitOfWork& work) {
      Site site;
      site.id = work.newId();
      site.code = "main";
      site.name = "Centre de radiologie Ambroise";
      site.structureId = "1750803447";
      site.zone = "Europe/Paris";
      store::insertSite(work, site, true);
      _siteId = site.id;
    });
  }

  /// In a database that has its site already.
  Practice(Store& store, std::string siteId) : _store(store), _siteId(std::move(siteId)) {}

  /// PAT-TROIS with a qualified test INS.
  static Patient patTrois() {
    Patient patient;
    patient.status = IdentityStatus::qualified;
    patient.ins = Ins::parse("279035121518989", Ins::kNirTest);
    patient.traits.birthName = "PAT-TROIS";
    patient.traits.firstBirthName = "DOMINIQUE";
    patient.traits.birthNames = "DOMINIQUE MARIE-LOUISE";
    patient.traits.birthDate = "1979-03-28";
    patient.traits.sex = Sex::female;
    patient.localIds = {{"IPP0001", "CLAIRIS", ""}};
    return patient;
  }

  static Patient invented(int number) {
    Patient patient;
    patient.traits.birthName = "NOM" + std::to_string(number);
    patient.traits.firstBirthName = "PRENOM";
    patient.traits.birthDate = "19" + std::to_string(40 + number % 60) + "-0" + std::to_string(1 + number % 9) + "-1" + std::to_string(number % 10);
    patient.traits.sex = Sex::male;
    patient.localIds = {{"P" + std::to_string(number), "CLAIRIS", ""}};
    return patient;
  }

  struct Slot {
    std::string accession;
    std::string local = "20261120103000";
    std::string station = "CT1";
    std::string modality = "CT";
    ExamState state = ExamState::scheduled;
    StepNames step = {};
    std::string laterality = {};
    std::string requester = "MEDIONI";
    std::string performer = "BIDEAULT";
  };

  /// A patient with one exam; returns the exam.
  Exam schedule(const Patient& person, const Slot& slot) {
    return _store.writing(Lane::interactive, [&](UnitOfWork& work) { return scheduleIn(work, person, slot); });
  }

  Exam scheduleIn(UnitOfWork& work, Patient patient, const Slot& slot) {
    patient.id = work.newId();
    store::insertPatient(work, patient);
    Order order;
    order.id = work.newId();
    order.siteId = _siteId;
    order.patientId = patient.id;
    order.accessionNumber = slot.accession;
    order.requester.familyName = slot.requester;
    order.requester.givenName = "St\xC3\xA9phane";
    order.priority = "S";
    order.reason = "Toux";
    store::insertOrder(work, order, "test");
    Exam exam;
    exam.id = work.newId();
    exam.siteId = _siteId;
    exam.patientId = patient.id;
    exam.orderId = order.id;
    exam.accessionNumber = slot.accession;
    exam.studyInstanceUid = "2.25." + std::to_string(++_studies);
    exam.state = slot.state;
    exam.procedure = {"24627-2", "Scanner thoracique", "2.16.840.1.113883.6.1"};
    exam.modality = slot.modality;
    exam.stationAe = slot.station;
    exam.step = slot.step;
    exam.laterality = slot.laterality;
    exam.performer.familyName = slot.performer;
    exam.performer.givenName = "Jacques";
    store::insertExam(work, exam, slot.local);
    exam.version = 1;
    return exam;
  }

  void change(Exam exam, ExamState state, const std::string& local = "20261120103000") {
    exam.state = state;
    _store.write(Lane::interactive, [&](UnitOfWork& work) { store::updateExam(work, exam, local); });
  }

private:
  Store& _store;
  std::string _siteId;
  int _studies = 1000;
};

}  // namespace clairis::test
