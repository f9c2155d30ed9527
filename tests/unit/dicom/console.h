// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dimse.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace clairis::tests {

/// An imaging console on DCMTK's client side: one association kept open.
class Console {
public:
  struct Found {
    Uint16 status = 0;  ///< of the last response
    std::string comment;
    std::vector<Uint16> pending;  ///< status of each answer
    std::vector<std::shared_ptr<DcmDataset>> answers;
  };

  explicit Console(std::uint16_t port, const std::string& ae = "CT1", const char* transferSyntax = UID_LittleEndianExplicitTransferSyntax,
                   const char* sopClass = UID_FINDModalityWorklistInformationModel, const std::string& called = "CLAIRIS") {
    check(ASC_initializeNetwork(NET_REQUESTOR, 0, 10, &_network));
    T_ASC_Parameters* parameters = nullptr;
    check(ASC_createAssociationParameters(&parameters, 16384));
    ASC_setAPTitles(parameters, ae.c_str(), called.c_str(), nullptr);
    ASC_setPresentationAddresses(parameters, "localhost", ("127.0.0.1:" + std::to_string(port)).c_str());
    ASC_addPresentationContext(parameters, 1, sopClass, &transferSyntax, 1);
    const char* implicitVr = UID_LittleEndianImplicitTransferSyntax;
    ASC_addPresentationContext(parameters, 3, UID_VerificationSOPClass, &implicitVr, 1);
    const OFCondition condition = ASC_requestAssociation(_network, parameters, &_association);
    if (condition == DUL_ASSOCIATIONREJECTED) {
      T_ASC_RejectParameters rejected;
      ASC_getRejectParameters(parameters, &rejected);
      rejectReason = rejected.reason;
      transient = rejected.result == ASC_RESULT_REJECTEDTRANSIENT;
    }
    accepted = condition.good();
  }
  ~Console() {
    if (_association != nullptr) {
      if (accepted) ASC_releaseAssociation(_association);
      ASC_destroyAssociation(&_association);
    }
    ASC_dropNetwork(&_network);
  }
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  bool worklistAccepted() const {
    return accepted && ASC_findAcceptedPresentationContextID(_association, UID_FINDModalityWorklistInformationModel) != 0;
  }

  Uint16 echo() {
    DIC_US status = 0xFFFF;
    check(DIMSE_echoUser(_association, _association->nextMsgID++, DIMSE_NONBLOCKING, 10, &status, nullptr));
    return status;
  }

  /// `cancelAfter`: C-CANCEL is sent when that many answers have come.
  Found find(DcmDataset& identifier, int cancelAfter = 0) {
    Search search{*this, {}, cancelAfter};
    T_DIMSE_C_FindRQ request{};
    request.MessageID = _association->nextMsgID++;
    OFStandard::strlcpy(request.AffectedSOPClassUID, UID_FINDModalityWorklistInformationModel, sizeof request.AffectedSOPClassUID);
    request.DataSetType = DIMSE_DATASET_PRESENT;
    request.Priority = DIMSE_PRIORITY_MEDIUM;
    T_DIMSE_C_FindRSP response{};
    DcmDataset* detail = nullptr;
    int count = 0;
    const auto condition = DIMSE_findUser(_association, ASC_findAcceptedPresentationContextID(_association, UID_FINDModalityWorklistInformationModel),
                                          &request, &identifier, count, onAnswer, &search, DIMSE_NONBLOCKING, 20, &response, &detail);
    const std::unique_ptr<DcmDataset> owned(detail);
    check(condition);
    search.found.status = response.DimseStatus;
    OFString comment;
    if (owned && owned->findAndGetOFString(DCM_ErrorComment, comment).good()) search.found.comment = comment.c_str();
    return std::move(search.found);
  }

  T_ASC_Association* raw() { return _association; }

  std::function<void()> onCancelSent;
  bool accepted = false;
  bool transient = false;
  T_ASC_RejectParametersReason rejectReason{};

private:
  struct Search {
    Console& console;
    Found found;
    int cancelAfter;
  };

  static void onAnswer(void* data, T_DIMSE_C_FindRQ* request, int count, T_DIMSE_C_FindRSP* response, DcmDataset* identifier) {
    auto& search = *static_cast<Search*>(data);
    search.found.pending.push_back(response->DimseStatus);
    search.found.answers.push_back(std::shared_ptr<DcmDataset>(static_cast<DcmDataset*>(identifier->clone())));
    if (count == search.cancelAfter) {
      auto* association = search.console._association;
      DIMSE_sendCancelRequest(association, ASC_findAcceptedPresentationContextID(association, UID_FINDModalityWorklistInformationModel),
                              request->MessageID);
      if (search.console.onCancelSent) search.console.onCancelSent();
    }
  }

  static void check(const OFCondition& condition) {
    if (condition.bad()) throw std::runtime_error(condition.text());
  }

  T_ASC_Network* _network = nullptr;
  T_ASC_Association* _association = nullptr;
};

/// A request as consoles write it, one call a key.
class Identifier {
public:
  Identifier() = default;
  Identifier& with(const DcmTagKey& tag, const std::string& value = {}) {
    _dataset.putAndInsertString(DcmTag(tag), value.c_str());
    return *this;
  }
  Identifier& step(const DcmTagKey& tag, const std::string& value = {}) {
    DcmItem* item = nullptr;
    _dataset.findOrCreateSequenceItem(DCM_ScheduledProcedureStepSequence, item, 0);
    item->putAndInsertString(DcmTag(tag), value.c_str());
    return *this;
  }
  operator DcmDataset&() { return _dataset; }
  DcmDataset* operator->() { return &_dataset; }

private:
  DcmDataset _dataset;
};

/// The usual question of a console: its own steps of a day, with everything it shows.
inline void usualKeys(Identifier& identifier) {
  for (const auto& tag : {DCM_AccessionNumber, DCM_ReferringPhysicianName, DCM_PatientName, DCM_PatientID, DCM_PatientBirthDate, DCM_PatientSex,
                          DCM_StudyInstanceUID, DCM_RequestedProcedureDescription, DCM_RequestedProcedureID}) {
    identifier.with(tag);
  }
  for (const auto& tag : {DCM_ScheduledStationAETitle, DCM_ScheduledProcedureStepStartDate, DCM_ScheduledProcedureStepStartTime, DCM_Modality,
                          DCM_ScheduledPerformingPhysicianName, DCM_ScheduledProcedureStepDescription, DCM_ScheduledProcedureStepID}) {
    identifier.step(tag);
  }
}

inline std::string text(DcmItem& item, const DcmTagKey& tag) {
  OFString value;
  item.findAndGetOFStringArray(tag, value);
  return {value.c_str(), value.size()};
}

inline std::string stepText(DcmItem& item, const DcmTagKey& tag) {
  DcmItem* step = nullptr;
  if (item.findAndGetSequenceItem(DCM_ScheduledProcedureStepSequence, step).bad()) return "(no step)";
  return text(*step, tag);
}

}  // namespace clairis::tests
