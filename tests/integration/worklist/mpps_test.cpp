// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dimse.h>
#include <doctest/doctest.h>

#include "core/store/reconcile_repository.h"
#include "core/work/clinic_service.h"
#include "core/work/performed_steps_service.h"
#include "dicom/association_server.h"
#include "plugins/worklist/step_sink.h"
#include "unit/store/store_fixture.h"
#include "unit/worklist/practice.h"

using namespace clairis;
using test::Practice;
using test::TestStore;

namespace {

/// A console's MPPS side on DCMTK, one association.
class Scu {
public:
  explicit Scu(std::uint16_t port, const char* sopClass = UID_ModalityPerformedProcedureStepSOPClass) {
    ASC_initializeNetwork(NET_REQUESTOR, 0, 20, &_network);
    T_ASC_Parameters* parameters = nullptr;
    ASC_createAssociationParameters(&parameters, 16384);
    ASC_setAPTitles(parameters, "CT1", "CLAIRIS", nullptr);
    ASC_setPresentationAddresses(parameters, "localhost", ("127.0.0.1:" + std::to_string(port)).c_str());
    const char* syntax = UID_LittleEndianImplicitTransferSyntax;
    ASC_addPresentationContext(parameters, 1, sopClass, &syntax, 1);
    REQUIRE(ASC_requestAssociation(_network, parameters, &_association).good());
  }
  ~Scu() {
    ASC_releaseAssociation(_association);
    ASC_destroyAssociation(&_association);
    ASC_dropNetwork(&_network);
  }

  struct Said {
    Uint16 status = 0xFFFF;
    std::string uid;
    Uint16 errorId = 0;
    std::unique_ptr<DcmDataset> dataset;
  };

  Said create(const std::string& uid, DcmDataset& dataset) {
    T_DIMSE_Message message{};
    message.CommandField = DIMSE_N_CREATE_RQ;
    auto& request = message.msg.NCreateRQ;
    request.MessageID = _association->nextMsgID++;
    OFStandard::strlcpy(request.AffectedSOPClassUID, UID_ModalityPerformedProcedureStepSOPClass, sizeof request.AffectedSOPClassUID);
    if (!uid.empty()) request.opts = O_NCREATE_AFFECTEDSOPINSTANCEUID;
    OFStandard::strlcpy(request.AffectedSOPInstanceUID, uid.c_str(), sizeof request.AffectedSOPInstanceUID);
    request.DataSetType = DIMSE_DATASET_PRESENT;
    return exchange(message, &dataset);
  }
  Said set(const std::string& uid, DcmDataset& dataset) {
    T_DIMSE_Message message{};
    message.CommandField = DIMSE_N_SET_RQ;
    auto& request = message.msg.NSetRQ;
    request.MessageID = _association->nextMsgID++;
    OFStandard::strlcpy(request.RequestedSOPClassUID, UID_ModalityPerformedProcedureStepSOPClass, sizeof request.RequestedSOPClassUID);
    OFStandard::strlcpy(request.RequestedSOPInstanceUID, uid.c_str(), sizeof request.RequestedSOPInstanceUID);
    request.DataSetType = DIMSE_DATASET_PRESENT;
    return exchange(message, &dataset);
  }
  Said get(const std::string& uid, std::vector<DIC_US> tags) {
    T_DIMSE_Message message{};
    message.CommandField = DIMSE_N_GET_RQ;
    auto& request = message.msg.NGetRQ;
    request.MessageID = _association->nextMsgID++;
    OFStandard::strlcpy(request.RequestedSOPClassUID, UID_ModalityPerformedProcedureStepSOPClass, sizeof request.RequestedSOPClassUID);
    OFStandard::strlcpy(request.RequestedSOPInstanceUID, uid.c_str(), sizeof request.RequestedSOPInstanceUID);
    request.DataSetType = DIMSE_DATASET_NULL;
    request.ListCount = static_cast<int>(tags.size());
    request.AttributeIdentifierList = tags.data();
    return exchange(message, nullptr);
  }

private:
  Said exchange(T_DIMSE_Message& message, DcmDataset* dataset) {
    REQUIRE(DIMSE_sendMessageUsingMemoryData(_association, 1, &message, nullptr, dataset, nullptr, nullptr).good());
    T_DIMSE_Message answer{};
    T_ASC_PresentationContextID context = 0;
    DcmDataset* detail = nullptr;
    REQUIRE(DIMSE_receiveCommand(_association, DIMSE_NONBLOCKING, 20, &context, &answer, &detail).good());
    const std::unique_ptr<DcmDataset> owned(detail);
    Said said;
    if (owned) owned->findAndGetUint16(DCM_ErrorID, said.errorId);
    bool more = false;
    if (answer.CommandField == DIMSE_N_CREATE_RSP) {
      said.status = answer.msg.NCreateRSP.DimseStatus;
      said.uid = answer.msg.NCreateRSP.AffectedSOPInstanceUID;
    } else if (answer.CommandField == DIMSE_N_SET_RSP) {
      said.status = answer.msg.NSetRSP.DimseStatus;
    } else {
      said.status = answer.msg.NGetRSP.DimseStatus;
      more = answer.msg.NGetRSP.DataSetType != DIMSE_DATASET_NULL;
    }
    if (more) {
      DcmDataset* received = nullptr;
      REQUIRE(DIMSE_receiveDataSetInMemory(_association, DIMSE_NONBLOCKING, 20, &context, &received, nullptr, nullptr).good());
      said.dataset.reset(received);
    }
    return said;
  }

  T_ASC_Network* _network = nullptr;
  T_ASC_Association* _association = nullptr;
};

struct Room {
  TestStore store;
  Practice practice{*store};
  std::shared_ptr<Clinic> clinic = std::make_shared<work::ClinicService>(Environment::test, work::OrderRules{Oid::parse("2.25"), "CLA"});
  std::shared_ptr<PerformedSteps> steps = std::make_shared<work::PerformedStepsService>(clinic);
  dicom::AssociationServer server{
      {},
      {std::make_shared<dicom::MppsService>(std::make_shared<worklist::StoreStepSink>(*store, steps, Oid::parse("2.25")), [](const auto&) {})},
      [](const dicom::AssociationNote&) {}};
  Exam exam = practice.schedule(Practice::patTrois(), {"A1"});

  DcmDataset begun() {
    DcmDataset dataset;
    DcmItem* item = nullptr;
    dataset.findOrCreateSequenceItem(DCM_ScheduledStepAttributesSequence, item, 0);
    item->putAndInsertString(DCM_StudyInstanceUID, exam.studyInstanceUid.c_str());
    item->putAndInsertString(DCM_AccessionNumber, "A1");
    dataset.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 100");
    dataset.putAndInsertString(DCM_PatientName, "PAT-TROIS^DOMINIQUE");
    dataset.putAndInsertString(DCM_PatientID, "IPP0001");
    dataset.putAndInsertString(DCM_PatientBirthDate, "19790328");
    dataset.putAndInsertString(DCM_PerformedProcedureStepID, "PPS1");
    dataset.putAndInsertString(DCM_PerformedStationAETitle, "CT1");
    dataset.putAndInsertString(DCM_PerformedProcedureStepDescription, "T\xEAte sans injection");  // ê in ISO 8859-1
    dataset.putAndInsertString(DCM_PerformedProcedureStepStartDate, "20261120");
    dataset.putAndInsertString(DCM_PerformedProcedureStepStartTime, "1040");
    dataset.putAndInsertString(DCM_Modality, "CT");
    dataset.putAndInsertString(DCM_PerformedProcedureStepStatus, "IN PROGRESS");
    return dataset;
  }
  static DcmDataset ended(const char* status = "COMPLETED") {
    DcmDataset dataset;
    dataset.putAndInsertString(DCM_PerformedProcedureStepStatus, status);
    dataset.putAndInsertString(DCM_PerformedProcedureStepEndDate, "20261120");
    dataset.putAndInsertString(DCM_PerformedProcedureStepEndTime, "110500");
    return dataset;
  }
  Exam stored() {
    return store->reading([&](Reader& reader) { return clinic->exam(reader, exam.id); });
  }
  std::size_t waiting() {
    return store->reading([&](Reader& reader) { return store::listReconcile(reader, "", "", 50).size(); });
  }
};

}  // namespace

TEST_CASE("a console begins, ends and reads a performed step; its exam follows") {
  Room room;
  Scu scu(room.server.port());
  auto begun = room.begun();
  CHECK(scu.create("1.2.3", begun).status == 0x0000);
  CHECK(room.stored().state == ExamState::started);
  auto ended = Room::ended();
  CHECK(scu.set("1.2.3", ended).status == 0x0000);
  CHECK(room.stored().state == ExamState::completed);
  CHECK(room.stored().endedAt == "2026-11-20T10:05:00.000Z");

  Scu reader(room.server.port(), UID_ModalityPerformedProcedureStepRetrieveSOPClass);
  const auto got = reader.get("1.2.3", {0x0040, 0x0252, 0x0040, 0x0254});
  CHECK(got.status == 0x0000);
  OFString text;
  REQUIRE(got.dataset);
  got.dataset->findAndGetOFString(DCM_PerformedProcedureStepStatus, text);
  CHECK(text == "COMPLETED");
  got.dataset->findAndGetOFString(DCM_PerformedProcedureStepDescription, text);
  CHECK(text == "T\xC3\xAAte sans injection");
  CHECK(reader.get("1.2.3", {0x0010, 0x2180}).status == 0x0001);
  CHECK(reader.get("1.2.99", {}).status == 0x0112);
}

TEST_CASE("state rules in the protocol's own numbers") {
  Room room;
  Scu scu(room.server.port());
  auto begun = room.begun();
  begun.putAndInsertString(DCM_PerformedProcedureStepStatus, "COMPLETED");
  CHECK(scu.create("1.2.3", begun).status == 0x0106);
  begun = room.begun();
  CHECK(scu.create("1.2.3", begun).status == 0x0000);
  CHECK(scu.create("1.2.3", begun).status == 0x0000);  // its answer was lost
  begun.putAndInsertString(DCM_PerformedProcedureStepID, "OTHER");
  CHECK(scu.create("1.2.3", begun).status == 0x0111);
  auto nonsense = Room::ended("DONE");
  CHECK(scu.set("1.2.3", nonsense).status == 0x0106);
  auto broken = Room::ended("DISCONTINUED");
  CHECK(scu.set("1.2.3", broken).status == 0x0000);
  const auto late = scu.set("1.2.3", broken);
  CHECK(late.status == 0x0110);
  CHECK(late.errorId == 0xA506);
  CHECK(room.stored().state == ExamState::discontinued);
}

TEST_CASE("a console that chooses no UID is given one; a malformed one is refused") {
  Room room;
  Scu scu(room.server.port());
  auto begun = room.begun();
  const auto given = scu.create("", begun);
  CHECK(given.status == 0x0000);
  CHECK(Oid::valid(given.uid));
  CHECK(scu.create("1.2.x", begun).status == 0x0117);
}

TEST_CASE("N-SET cannot change the patient of a step") {
  Room room;
  Scu scu(room.server.port());
  auto begun = room.begun();
  scu.create("1.2.3", begun);
  auto other = Room::ended();
  other.putAndInsertString(DCM_PatientID, "IPP0002");
  other.putAndInsertString(DCM_PatientName, "NESSI^RUTH");
  CHECK(scu.set("1.2.3", other).status == 0x0107);
  const auto step = room.store->reading([&](Reader& reader) { return room.steps->find(reader, "1.2.3"); });
  CHECK(step->patient.id == "IPP0001");
  CHECK(step->state == StepState::completed);
}

TEST_CASE("a change of a step that was never begun is refused, and what it said waits for a person") {
  Room room;
  Scu scu(room.server.port());
  auto ended = Room::ended();
  CHECK(scu.set("1.2.44", ended).status == 0x0112);
  CHECK(room.waiting() == 1);
  const auto step = room.store->reading([&](Reader& reader) { return room.steps->find(reader, "1.2.44"); });
  REQUIRE(step);
  CHECK(step->endLocal == "20261120110500");
}

TEST_CASE("thousands of images are kept with the step; what nests without end is refused and harms nobody") {
  Room room;
  Scu scu(room.server.port());
  auto begun = room.begun();
  scu.create("1.2.3", begun);
  auto ended = Room::ended();
  DcmItem* series = nullptr;
  ended.findOrCreateSequenceItem(DCM_PerformedSeriesSequence, series, 0);
  series->putAndInsertString(DCM_SeriesInstanceUID, "1.2.3.4");
  for (long i = 0; i < 3000; ++i) {
    DcmItem* image = nullptr;
    series->findOrCreateSequenceItem(DCM_ReferencedImageSequence, image, -2);
    image->putAndInsertString(DCM_ReferencedSOPInstanceUID, ("1.2.3.4." + std::to_string(i + 1)).c_str());
  }
  CHECK(scu.set("1.2.3", ended).status == 0x0000);
  const auto step = room.store->reading([&](Reader& reader) { return room.steps->find(reader, "1.2.3"); });
  CHECK(step->series.at(0).images == 3000);

  DcmDataset deep;
  DcmItem* at = &deep;
  for (int level = 0; level < 200; ++level) at->findOrCreateSequenceItem(DCM_PerformedSeriesSequence, at, 0);
  CHECK(scu.create("1.2.5", deep).status == 0x0110);
  auto still = room.begun();
  CHECK(scu.create("1.2.6", still).status == 0x0000);
}
