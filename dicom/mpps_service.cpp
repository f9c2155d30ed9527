// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/mpps_service.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dimse.h>
#include <fmt/format.h>

#include <cstdlib>

#include "core/domain/identifiers.h"
#include "core/domain/refusal.h"
#include "dicom/association.h"
#include "dicom/mpps_reader.h"
#include "dicom/mpps_status.h"

namespace clairis::dicom {
namespace {

using namespace mpps;  // statuses

// One value in DCMTK for all three responses.
constexpr unsigned kAffectedClass = O_NCREATE_AFFECTEDSOPCLASSUID, kAffectedInstance = O_NCREATE_AFFECTEDSOPINSTANCEUID;
static_assert(kAffectedClass == O_NSET_AFFECTEDSOPCLASSUID && kAffectedClass == O_NGET_AFFECTEDSOPCLASSUID);
static_assert(kAffectedInstance == O_NSET_AFFECTEDSOPINSTANCEUID && kAffectedInstance == O_NGET_AFFECTEDSOPINSTANCEUID);
constexpr std::size_t kCommentLength = 64;

struct Answer {
  Uint16 status = kSuccess;
  std::string comment;
  Uint16 errorId = 0;
};

/// What a refusal of the sink is in the protocol.
Answer answerTo(const Refusal& refusal) {
  if (refusal.code() == "step.duplicate") return {kDuplicate, refusal.detail()};
  if (refusal.code() == "step.final") return {kFailure, "Performed Procedure Step Object may no longer be updated", kMayNotBeUpdated};
  if (refusal.code() == "step.unknown") return {kNoSuchInstance, refusal.detail()};
  return {kFailure, "not stored: " + refusal.code()};
}

std::unique_ptr<DcmDataset> stored(const PerformedStep& step) {
  auto dataset = readDataset(step.dataSet, true, kStepLimits);
  if (!dataset) throw std::runtime_error("a stored step is not readable");
  return dataset;
}

PerformedStep stepOf(DcmDataset& dataset, const std::string& uid, const std::string& callingAe) {
  auto step = readStep(dataset);
  step.sopInstanceUid = uid;
  step.callingAe = callingAe;
  step.dataSet = datasetBytes(dataset);
  return step;
}

/// One request from its data set to its response.
class Exchange {
public:
  Exchange(Association& association, unsigned char contextId, StepSink& sink) : _association(association), _contextId(contextId), _sink(sink) {}

  Answer create(const T_DIMSE_N_CreateRQ& request) {
    const auto dataset = received(request.DataSetType);
    uid = (request.opts & O_NCREATE_AFFECTEDSOPINSTANCEUID) != 0 ? request.AffectedSOPInstanceUID : _sink.newUid();
    const auto answer = guarded([&]() -> Answer {
      if (!Oid::valid(uid)) return {kInvalidInstance, "SOP Instance UID is malformed"};
      if (!dataset) return {kFailure, "the data set cannot be read"};
      const auto state = sentState(*dataset);
      if (!state.empty() && state != toText(StepState::inProgress)) return {kInvalidValue, "(0040,0252) expected IN PROGRESS in N-CREATE"};
      _sink.begin(stepOf(*dataset, uid, _association.callingAe()));
      return {};
    });
    respond(DIMSE_N_CREATE_RSP, &ResponseOf::NCreateRSP, request.MessageID, request.AffectedSOPClassUID, answer);
    return answer;
  }

  Answer set(const T_DIMSE_N_SetRQ& request) {
    const auto dataset = received(request.DataSetType);
    uid = request.RequestedSOPInstanceUID;
    const auto answer = guarded([&]() -> Answer { return dataset ? change(*dataset) : Answer{kFailure, "the data set cannot be read"}; });
    respond(DIMSE_N_SET_RSP, &ResponseOf::NSetRSP, request.MessageID, request.RequestedSOPClassUID, answer);
    return answer;
  }

  Answer get(const T_DIMSE_N_GetRQ& request) {
    uid = request.RequestedSOPInstanceUID;
    std::unique_ptr<DcmDataset> wanted;
    const auto answer = guarded([&]() -> Answer {
      const auto step = _sink.find(uid);
      if (!step) return {kNoSuchInstance, "no performed step has this SOP Instance UID"};
      wanted = stored(*step);
      return request.ListCount > 0 ? narrowed(*wanted, request) : Answer{};
    });
    const bool given = answer.status == kSuccess || answer.status == kSomeUnknown;
    respond(DIMSE_N_GET_RSP, &ResponseOf::NGetRSP, request.MessageID, request.RequestedSOPClassUID, answer, given ? wanted.get() : nullptr);
    return answer;
  }

  std::string uid;

private:
  std::unique_ptr<DcmDataset> received(T_DIMSE_DataSetType type) {
    if (type == DIMSE_DATASET_NULL) return std::make_unique<DcmDataset>();
    auto dataset = _association.receiveDataset(_contextId, kStepLimits, kStepBytes);
    if (dataset) toUtf8(*dataset);
    return dataset;
  }

  Answer change(DcmDataset& changes) {
    const auto state = sentState(changes);
    if (!state.empty() && !stepStateFrom(state)) return {kInvalidValue, "(0040,0252) expected IN PROGRESS, COMPLETED or DISCONTINUED"};
    std::vector<std::string> kept;
    try {
      _sink.change(uid, [&](const PerformedStep& before) {
        const auto merged = stored(before);
        kept = mergeStep(*merged, changes);
        return stepOf(*merged, uid, before.callingAe);
      });
    } catch (const NotFound&) {
      // Its N-CREATE went elsewhere or was lost: what is said now must not be.
      _sink.keepOrphan(stepOf(changes, uid, _association.callingAe()));
      throw;
    }
    std::string names;
    for (const auto& name : kept) names += name;
    return kept.empty() ? Answer{} : Answer{kListError, "left as N-CREATE said it: " + names};
  }

  static Answer narrowed(DcmDataset& whole, const T_DIMSE_N_GetRQ& request) {
    DcmDataset asked;
    bool allKnown = true;
    for (int i = 0; i + 1 < request.ListCount; i += 2) {
      DcmElement* element = nullptr;
      const DcmTagKey tag(request.AttributeIdentifierList[i], request.AttributeIdentifierList[i + 1]);
      if (whole.findAndGetElement(tag, element).good() && element != nullptr) {
        static_cast<void>(asked.insert(static_cast<DcmElement*>(element->clone()), OFTrue));
      } else {
        allKnown = false;
      }
    }
    static_cast<void>(asked.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192"));
    whole = asked;
    return {allKnown ? kSuccess : kSomeUnknown, allKnown ? "" : "attributes that nothing was said of are left out"};
  }

  template <class Act>
  static Answer guarded(Act&& act) {
    try {
      return act();
    } catch (const AssociationLost&) {
      throw;
    } catch (const Refusal& refusal) {
      return answerTo(refusal);
    } catch (const std::exception&) {
      return {kFailure, "not stored now: send it again"};
    }
  }

  using ResponseOf = decltype(T_DIMSE_Message::msg);

  /// The three N-responses have the same members, in DCMTK as three types.
  template <class Response>
  void respond(T_DIMSE_Command command, Response ResponseOf::*member, Uint16 messageId, const char* sopClass, const Answer& answer,
               DcmDataset* dataset = nullptr) {
    T_DIMSE_Message response{};
    response.CommandField = command;
    auto& said = response.msg.*member;
    said.MessageIDBeingRespondedTo = messageId;
    said.DimseStatus = answer.status;
    said.DataSetType = dataset == nullptr ? DIMSE_DATASET_NULL : DIMSE_DATASET_PRESENT;
    // DCMTK loses memory on a UID that it cannot write: a malformed one is not said back.
    said.opts = Oid::valid(uid) ? kAffectedClass | kAffectedInstance : kAffectedClass;
    OFStandard::strlcpy(said.AffectedSOPClassUID, sopClass, sizeof said.AffectedSOPClassUID);
    OFStandard::strlcpy(said.AffectedSOPInstanceUID, uid.c_str(), sizeof said.AffectedSOPInstanceUID);
    send(response, answer, dataset);
  }

  void send(T_DIMSE_Message& response, const Answer& answer, DcmDataset* dataset) {
    DcmDataset detail;
    if (!answer.comment.empty()) {
      const auto comment = answer.comment.substr(0, kCommentLength);
      detail.putAndInsertString(DcmTag(DCM_ErrorComment, EVR_LO), comment.c_str());
    }
    if (answer.errorId != 0) detail.putAndInsertUint16(DcmTag(DCM_ErrorID, EVR_US), answer.errorId);
    const OFCondition condition =
        DIMSE_sendMessageUsingMemoryData(_association.raw(), _contextId, &response, detail.card() > 0 ? &detail : nullptr, dataset, nullptr, nullptr);
    if (condition.bad()) throw AssociationLost(std::string("sending an answer: ") + condition.text());
    _association.flush();
  }

  Association& _association;
  const unsigned char _contextId;
  StepSink& _sink;
};

/// DCMTK leaves the list of an N-GET to whoever received it.
struct AttributeList {
  explicit AttributeList(DIC_US* list) : _list(list) {}
  ~AttributeList() { std::free(_list); }
  AttributeList(const AttributeList&) = delete;
  AttributeList& operator=(const AttributeList&) = delete;

private:
  DIC_US* _list;
};

}  // namespace

MppsService::MppsService(std::shared_ptr<StepSink> sink, Note note) : _sink(std::move(sink)), _note(std::move(note)) {}

std::vector<std::string> MppsService::sopClasses() const {
  return {UID_ModalityPerformedProcedureStepSOPClass, UID_ModalityPerformedProcedureStepRetrieveSOPClass};
}

void MppsService::handle(Association& association, unsigned char contextId, const T_DIMSE_Message& request) {
  Exchange exchange(association, contextId, *_sink);
  Answer answer;
  const char* event = "mpps.create";
  if (request.CommandField == DIMSE_N_CREATE_RQ) {
    answer = exchange.create(request.msg.NCreateRQ);
  } else if (request.CommandField == DIMSE_N_SET_RQ) {
    event = "mpps.set";
    answer = exchange.set(request.msg.NSetRQ);
  } else if (request.CommandField == DIMSE_N_GET_RQ) {
    event = "mpps.get";
    const AttributeList owned(request.msg.NGetRQ.AttributeIdentifierList);
    answer = exchange.get(request.msg.NGetRQ);
  } else {
    throw AssociationLost("only N-CREATE, N-SET and N-GET are spoken on a performed step context");
  }
  const bool fine = answer.status == kSuccess || answer.status == kSomeUnknown;
  AssociationNote note;
  note.level = fine ? AssociationNote::Level::info : AssociationNote::Level::warning;
  note.event = event;
  note.callingAe = printableAeTitle(association.callingAe());
  note.peer = association.peer().text();
  note.detail = fmt::format("0x{:04X}{}{}", answer.status, answer.comment.empty() ? "" : " ", answer.comment);
  _note(note);
}

}  // namespace clairis::dicom
