// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "bench/worklist/floor.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dimse.h>

#include <cstdio>
#include <cstdlib>

#include "dicom/association.h"
#include "dicom/association_server.h"

namespace clairis::bench {
namespace {

constexpr int kTitlePrefix = 5;  // FLOOR

void fill(DcmItem& item, std::initializer_list<std::pair<DcmTagKey, const char*>> values) {
  for (const auto& [tag, value] : values) item.putAndInsertString(DcmTag(tag), value);
}

/// An answer to the question of question.cpp.
std::unique_ptr<DcmDataset> answer() {
  auto dataset = std::make_unique<DcmDataset>();
  fill(*dataset, {{DCM_SpecificCharacterSet, "ISO_IR 100"},
                  {DCM_AccessionNumber, "A77"},
                  {DCM_ReferringPhysicianName, "MEDIONI^St\xE9phane"},
                  {DCM_PatientName, "NOM77^PRENOM"},
                  {DCM_PatientID, "P77"},
                  {DCM_PatientBirthDate, "19570617"},
                  {DCM_PatientSex, "M"},
                  {DCM_StudyInstanceUID, "2.25.1078"},
                  {DCM_RequestedProcedureDescription, "Scanner thoracique"},
                  {DCM_RequestedProcedureID, "A77"}});
  DcmItem* step = nullptr;
  dataset->findOrCreateSequenceItem(DCM_ScheduledProcedureStepSequence, step, 0);
  fill(*step, {{DCM_Modality, "CT"},
               {DCM_ScheduledStationAETitle, "ST0"},
               {DCM_ScheduledProcedureStepStartDate, "20260101"},
               {DCM_ScheduledProcedureStepStartTime, "081700"},
               {DCM_ScheduledPerformingPhysicianName, "BIDEAULT^Jacques"},
               {DCM_ScheduledProcedureStepDescription, "Scanner thoracique"},
               {DCM_ScheduledProcedureStepID, "A77"}});
  return dataset;
}

class ReadyAnswers final : public dicom::DimseService {
public:
  std::vector<std::string> sopClasses() const override { return {UID_FINDModalityWorklistInformationModel}; }

  void handle(dicom::Association& association, unsigned char contextId, const T_DIMSE_Message& request) override {
    association.receiveDataset(contextId);
    thread_local const auto kAnswer = answer();
    const int wanted = std::atoi(association.calledAe().substr(kTitlePrefix).c_str());
    for (int sent = 0; sent < wanted; ++sent) respond(association, contextId, request, STATUS_Pending, kAnswer.get());
    respond(association, contextId, request, STATUS_Success, nullptr);
    association.flush();
  }

private:
  static void respond(dicom::Association& association, unsigned char contextId, const T_DIMSE_Message& request, Uint16 status, DcmDataset* dataset) {
    T_DIMSE_C_FindRSP response{};
    response.DimseStatus = status;
    response.DataSetType = dataset == nullptr ? DIMSE_DATASET_NULL : DIMSE_DATASET_PRESENT;
    const auto condition = DIMSE_sendFindResponse(association.raw(), contextId, &request.msg.CFindRQ, &response, dataset, nullptr);
    if (condition.bad()) throw dicom::AssociationLost(condition.text());
  }
};

}  // namespace

void serveFloor() {
  dicom::AssociationServer server({}, {std::make_shared<ReadyAnswers>()}, {});
  std::printf("%u\n", static_cast<unsigned>(server.port()));
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
}

}  // namespace clairis::bench
