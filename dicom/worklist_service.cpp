// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_service.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dimse.h>

#include <chrono>

#include "dicom/association.h"
#include "dicom/find_response.h"
#include "dicom/find_status.h"

namespace clairis::dicom {
namespace {

constexpr std::size_t kErrorCommentLength = 64;
constexpr std::size_t kFirstAnswers = 8;  // sent at once, so that a long list begins to appear

/// The console's end of one C-FIND.
class FindExchange final : public AnswerSink {
public:
  FindExchange(Association& association, unsigned char contextId, const T_DIMSE_C_FindRQ& request)
      : _association(association), _contextId(contextId), _request(request) {}

  bool explicitVr() const override { return _association.explicitVr(_contextId); }

  bool cancelled() override {
    if (_association.stopping()) throw AssociationLost("server stops");
    return _association.cancelled(_contextId, _request.MessageID);
  }

  void answer(std::uint16_t pending, const std::string& identifier, const WorklistEntry&) override {
    if (_command.empty()) _command = findResponseCommand(_request, pending);
    _association.send(_contextId, _command, identifier);
    if (++_answers == kFirstAnswers) _association.flush();
  }

  void end(const WorklistOutcome& outcome) {
    DcmDataset detail;
    if (!outcome.comment.empty()) {
      const std::string comment = outcome.comment.substr(0, kErrorCommentLength);
      detail.putAndInsertString(DcmTag(DCM_ErrorComment, EVR_LO), comment.c_str());
    }
    send(outcome.status, outcome.comment.empty() ? nullptr : &detail);
    _association.flush();
  }

private:
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
  std::string _command;  ///< of a pending answer: the same for all
  std::size_t _answers = 0;
};

/// Every console is served by what one function says.
class GivenProfiles final : public WorklistConsoles {
public:
  explicit GivenProfiles(WorklistService::ProfileOf profileOf) : _profileOf(std::move(profileOf)) {}
  std::shared_ptr<const ConsoleProfile> profileOf(const std::string& callingAe) override {
    return std::make_shared<const ConsoleProfile>(_profileOf(callingAe));
  }
  std::string today() override { return {}; }
  void answered(AnsweredQuery) noexcept override {}

private:
  WorklistService::ProfileOf _profileOf;
};

WorklistOutcome withoutIdentifier() {
  WorklistOutcome outcome;
  outcome.status = kIdentifierMismatch;
  outcome.comment = "no identifier in the request";
  return outcome;
}

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

WorklistService::WorklistService(std::shared_ptr<WorklistSource> source, std::shared_ptr<WorklistConsoles> consoles, Note note)
    : _source(std::move(source)), _consoles(std::move(consoles)), _note(std::move(note)) {}

WorklistService::WorklistService(std::shared_ptr<WorklistSource> source, ProfileOf profileOf, Note note)
    : WorklistService(std::move(source), std::make_shared<GivenProfiles>(std::move(profileOf)), std::move(note)) {}

std::vector<std::string> WorklistService::sopClasses() const { return {UID_FINDModalityWorklistInformationModel}; }

void WorklistService::handle(Association& association, unsigned char contextId, const T_DIMSE_Message& request) {
  if (request.CommandField == DIMSE_C_CANCEL_RQ) return;  // came after the last answer
  if (request.CommandField != DIMSE_C_FIND_RQ) throw AssociationLost("only C-FIND is spoken on a worklist context");
  const auto begun = std::chrono::steady_clock::now();
  const auto& find = request.msg.CFindRQ;
  AnsweredQuery query{association.callingAe(), association.peer().text(), {}, {}, 0};
  FindExchange exchange(association, contextId, find);
  if (find.DataSetType == DIMSE_DATASET_NULL) {
    query.outcome = withoutIdentifier();
  } else {
    query.identifier = association.receiveEncoded(contextId);
    const auto identifier = readDataset(query.identifier.bytes, query.identifier.explicitVr);
    query.outcome = runQuery(identifier.get(), query.callingAe, *_consoles->profileOf(query.callingAe), _consoles->today(), *_source, exchange);
  }
  const auto seconds = [begun] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count(); };
  query.seconds = seconds();
  const auto ending = query.outcome;
  const auto peer = query.peer;
  _consoles->answered(std::move(query));  // who has the last response finds what was remembered of it
  exchange.end(ending);
  const bool fine = ending.status == kSuccess || ending.status == kCancelled;
  _note({fine ? AssociationNote::Level::info : AssociationNote::Level::warning, "worklist.query", printableAeTitle(association.callingAe()), peer,
         ending.comment.empty() ? hexadecimal(ending.status) : hexadecimal(ending.status) + " " + ending.comment, seconds(), ending.answers});
}

}  // namespace clairis::dicom
