// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_service.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dimse.h>

#include <chrono>
#include <cstring>

#include "core/domain/refusal.h"
#include "dicom/association.h"
#include "dicom/find_response.h"
#include "dicom/find_status.h"
#include "dicom/worklist_answer.h"

namespace clairis::dicom {
namespace {

constexpr std::size_t kErrorCommentLength = 64;
constexpr std::size_t kFirstAnswers = 8;  // sent at once, so that a long list begins to appear

struct Ending {
  Uint16 status = kSuccess;
  std::string comment;
};

/// One C-FIND from its request to its last response.
class FindExchange {
public:
  FindExchange(Association& association, unsigned char contextId, const T_DIMSE_C_FindRQ& request)
      : _association(association), _contextId(contextId), _request(request) {}

  Ending run(WorklistSource& source, const WorklistService::ProfileOf& profileOf) {
    try {
      if (_request.DataSetType == DIMSE_DATASET_NULL) return {kIdentifierMismatch, "no identifier in the request"};
      const auto identifier = _association.receiveDataset(_contextId);
      if (!identifier) return {kIdentifierMismatch, "identifier is not a readable data set"};
      const auto query = readQuery(*identifier, _association.callingAe());
      return answer(query, source, profileOf(_association.callingAe()));
    } catch (const AssociationLost&) {
      throw;
    } catch (const Refusal& refusal) {
      const bool ofRequest = refusal.code().rfind("worklist.identifier", 0) == 0 || refusal.code().rfind("worklist.key", 0) == 0;
      return {ofRequest ? kIdentifierMismatch : kUnableToProcess, ofRequest ? refusal.detail() : "refused: " + refusal.code()};
    } catch (const std::exception&) {
      return {kUnableToProcess, "the worklist cannot be read now"};
    }
  }

  void end(const Ending& ending) {
    DcmDataset detail;
    if (!ending.comment.empty()) {
      const std::string comment = ending.comment.substr(0, kErrorCommentLength);
      detail.putAndInsertString(DcmTag(DCM_ErrorComment, EVR_LO), comment.c_str());
    }
    send(ending.status, ending.comment.empty() ? nullptr : &detail);
    _association.flush();
  }

  std::size_t answers() const noexcept { return _answers; }

private:
  Ending answer(const WorklistQuery& query, WorklistSource& source, const ConsoleProfile& profile) {
    const auto cursor = source.find(query);
    const auto pending = findResponseCommand(_request, query.unsupportedKeys ? kPendingUnsupportedKeys : kPending);
    const bool explicitVr = _association.explicitVr(_contextId);
    WorklistEntry entry;
    std::string identifier;
    while (cursor->next(entry)) {
      if (_association.stopping()) throw AssociationLost("server stops");
      if (_association.cancelled(_contextId, _request.MessageID)) return {kCancelled, ""};
      if (_answers == profile.answerLimit) {
        return {kOutOfResources, "more than " + std::to_string(profile.answerLimit) + " matches: list is cut, narrow the query"};
      }
      identifier.clear();
      writeAnswer(query, entry, profile, explicitVr, identifier);
      _association.send(_contextId, pending, identifier);
      if (++_answers == kFirstAnswers) _association.flush();
    }
    return {};
  }

  void send(Uint16 status, DcmDataset* detail) {
    T_DIMSE_C_FindRSP response{};
    response.DimseStatus = status;
    response.DataSetType = DIMSE_DATASET_NULL;
    const OFCondition condition = DIMSE_sendFindResponse(_association.raw(), _contextId, &_request, &response, nullptr, detail);
    if (condition.bad()) throw AssociationLost(std::string("sending an answer: ") + condition.text());
  }

  Association& _association;
  const unsigned char _contextId;
  const T_DIMSE_C_FindRQ& _request;
  std::size_t _answers = 0;
};

std::string hexadecimal(Uint16 status) {
  char text[8];
  std::snprintf(text, sizeof text, "0x%04X", status);
  return text;
}

}  // namespace

std::vector<std::string> EchoService::sopClasses() const { return {UID_VerificationSOPClass}; }

void EchoService::handle(Association& association, unsigned char contextId, const T_DIMSE_Message& request) {
  if (request.CommandField != DIMSE_C_ECHO_RQ) throw AssociationLost("only C-ECHO is spoken on a verification context");
  const OFCondition condition = DIMSE_sendEchoResponse(association.raw(), contextId, &request.msg.CEchoRQ, STATUS_Success, nullptr);
  if (condition.bad()) throw AssociationLost(condition.text());
}

WorklistService::WorklistService(std::shared_ptr<WorklistSource> source, ProfileOf profileOf, Note note)
    : _source(std::move(source)), _profileOf(std::move(profileOf)), _note(std::move(note)) {}

std::vector<std::string> WorklistService::sopClasses() const { return {UID_FINDModalityWorklistInformationModel}; }

void WorklistService::handle(Association& association, unsigned char contextId, const T_DIMSE_Message& request) {
  if (request.CommandField == DIMSE_C_CANCEL_RQ) return;  // came after the last answer
  if (request.CommandField != DIMSE_C_FIND_RQ) throw AssociationLost("only C-FIND is spoken on a worklist context");
  const auto begun = std::chrono::steady_clock::now();
  FindExchange exchange(association, contextId, request.msg.CFindRQ);
  const auto ending = exchange.run(*_source, _profileOf);
  exchange.end(ending);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  const bool fine = ending.status == kSuccess || ending.status == kCancelled;
  _note({fine ? AssociationNote::Level::info : AssociationNote::Level::warning, "worklist.query", printableAeTitle(association.callingAe()),
         association.peer().text(), ending.comment.empty() ? hexadecimal(ending.status) : hexadecimal(ending.status) + " " + ending.comment,
         took.count(), exchange.answers()});
}

}  // namespace clairis::dicom
