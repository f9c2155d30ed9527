// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/work/performed_steps_service.h"
#include "unit/work/house.h"

namespace clairis::test {

/// A house with one chest CT ordered for PAT-TROIS, and a console that speaks MPPS.
struct Steps {
  House house;
  Patient patient = house.receive(patTrois());
  Exam exam = house.place(House::chest(patient.id, "P1")).exam;
  work::PerformedStepsService service{std::shared_ptr<Clinic>(&house.clinic, [](Clinic*) {})};
  Caller console = [] {
    Caller caller;
    caller.principal = "dicom:CT1";
    caller.allSites = true;
    caller.serviceToken = true;
    return caller;
  }();

  PerformedStep said(const std::string& uid, const Exam& of) {
    PerformedStep step;
    step.sopInstanceUid = uid;
    step.callingAe = "CT1";
    step.stationAe = "CT1";
    step.stationName = "Scanner salle 1";
    step.modality = "CT";
    step.startLocal = "20261120104000";  // 09:40 UTC
    step.patient = {"IPP0001", "", "PAT-TROIS^DOMINIQUE", "1979-03-28", "F"};
    step.references = {{of.studyInstanceUid, of.accessionNumber, of.accessionNumber, of.accessionNumber}};
    step.dataSet = "begun " + uid;
    return step;
  }
  PerformedStep said(const std::string& uid) { return said(uid, exam); }

  PerformedStep begin(const PerformedStep& step) {
    return house.write([&](UnitOfWork& work) { return service.begin(work, console, step); });
  }
  PerformedStep change(const PerformedStep& step) {
    return house.write([&](UnitOfWork& work) { return service.change(work, console, step); });
  }
  PerformedStep end(PerformedStep step, StepState state = StepState::completed, const char* local = "20261120110500") {
    step.state = state;
    step.endLocal = local;
    step.dataSet = "ended";
    return change(step);
  }
  Exam stored(const Exam& of) {
    return house.read([&](Reader& reader) { return house.clinic.exam(reader, of.id); });
  }
  Exam stored() { return stored(exam); }
  std::vector<ReconcileEntry> waiting() {
    return house.read([&](Reader& reader) { return service.waiting(reader, "", "", 50); });
  }
  std::string reasons() {
    std::string text;
    for (const auto& entry : waiting()) text += std::string(toText(entry.reason)) + " ";
    return text;
  }
};

}  // namespace clairis::test
