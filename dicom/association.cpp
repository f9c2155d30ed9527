// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/association.h"

#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dcmlayer.h>
#include <dcmtk/dcmnet/dimse.h>

#include <algorithm>
#include <mutex>

#include "dicom/command_set.h"
#include "dicom/dataset_reader.h"

namespace clairis::dicom {
namespace {

// DCMTK takes an accepted socket only through a process-wide variable: held from setting it until the socket has its connection.
std::mutex& handOver() {
  static std::mutex mutex;
  return mutex;
}

// Whoever serves these frees the list.
bool takesAttributeLists(const std::string& sopClass) {
  return sopClass == UID_ModalityPerformedProcedureStepSOPClass || sopClass == UID_ModalityPerformedProcedureStepRetrieveSOPClass;
}

[[noreturn]] void lost(const char* during, const OFCondition& condition) { throw AssociationLost(std::string(during) + ": " + condition.text()); }

constexpr unsigned char kCommandFragment = 1, kLastFragment = 2;  // message control header, PS3.8 annex E.2

void appendBigEndian(std::string& bytes, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFFU);
}

class ConsoleLayer final : public DcmTransportLayer {
public:
  ConsoleLayer(Arrival& arrival, int stopDescriptor, const ConnectionLimits& limits)
      : _arrival(arrival), _stopDescriptor(stopDescriptor), _limits(limits) {}

  DcmTransportConnection* createConnection(DcmNativeSocketType socket, OFBool /*useSecureLayer*/) override {
    releaseHandOver();
    _arrival.takeSocket().release();  // owned by the connection, and that by DCMTK's association
    connection = new ConsoleConnection(socket, _arrival.takeStream(), _arrival.takeBytes(), _stopDescriptor, _limits);
    return connection;
  }

  void takeHandOver(int socket) {
    lock = std::unique_lock(handOver());
    dcmExternalSocketHandle.set(socket);
  }
  void releaseHandOver() {
    if (!lock.owns_lock()) return;
    dcmExternalSocketHandle.set(DCMNET_INVALID_SOCKET);
    lock.unlock();
  }

  ConsoleConnection* connection = nullptr;
  std::unique_lock<std::mutex> lock;

private:
  Arrival& _arrival;
  const int _stopDescriptor;
  const ConnectionLimits _limits;
};

}  // namespace

struct Association::Network {
  Network(Arrival& arrival, int stopDescriptor, const ConnectionLimits& limits) : layer(arrival, stopDescriptor, limits) {}
  ~Network() {
    if (network != nullptr) ASC_dropNetwork(&network);
  }
  ConsoleLayer layer;
  T_ASC_Network* network = nullptr;
};

Association::Association(Arrival arrival, int stopDescriptor, const AssociationSettings& settings)
    : _settings(settings),
      _peer(arrival.peer()),
      _secure(arrival.secure()),
      _certificate(arrival.certificate()),
      _network(std::make_unique<Network>(arrival, stopDescriptor, settings.limits)) {
  auto& layer = _network->layer;
  const int artim = static_cast<int>(settings.artim.count());
  layer.takeHandOver(arrival.socket());
  OFCondition condition = ASC_initializeNetwork(NET_ACCEPTOR, 0, artim, &_network->network);
  if (condition.good()) condition = ASC_setTransportLayer(_network->network, &layer, 0);
  if (condition.good()) {
    condition = ASC_receiveAssociation(_network->network, &_association, settings.maxPdu, nullptr, nullptr, OFFalse, DUL_NOBLOCK, artim);
  }
  layer.releaseHandOver();
  if (condition.bad()) {
    if (_association != nullptr) {
      ASC_dropAssociation(_association);
      ASC_destroyAssociation(&_association);
    }
    lost("association request", condition);
  }
  _connection = layer.connection;
  readTitles();
}

Association::~Association() {
  if (_association == nullptr) return;
  ASC_dropAssociation(_association);
  ASC_destroyAssociation(&_association);
}

void Association::readTitles() {
  char calling[64] = {}, called[64] = {};
  ASC_getAPTitles(_association->params, calling, sizeof calling, called, sizeof called, nullptr, 0);
  const auto trimmed = [](std::string title) {
    const auto first = title.find_first_not_of(' ');
    return first == std::string::npos ? std::string() : title.substr(first, title.find_last_not_of(' ') - first + 1);
  };
  _callingAe = trimmed(calling);
  _calledAe = trimmed(called);
}

void Association::accept(const std::vector<std::string>& sopClasses) {
  std::vector<const char*> classes;
  classes.reserve(sopClasses.size());
  for (const auto& uid : sopClasses) classes.push_back(uid.c_str());
  auto transferSyntaxes = kTransferSyntaxes;
  OFCondition condition = ASC_acceptContextsWithPreferredTransferSyntaxes(_association->params, classes.data(), static_cast<int>(classes.size()),
                                                                          transferSyntaxes.data(), static_cast<int>(transferSyntaxes.size()));
  if (condition.good()) condition = ASC_acknowledgeAssociation(_association);
  if (condition.bad()) lost("accepting", condition);
}

void Association::reject(Rejection reason) {
  T_ASC_RejectParameters parameters{ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEUSER, ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED};
  if (reason == Rejection::calledAe) parameters.reason = ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED;
  const OFCondition condition = ASC_rejectAssociation(_association, &parameters);
  if (condition.bad()) lost("rejecting", condition);
}

void Association::abort() noexcept {
  if (_association != nullptr) ASC_abortAssociation(_association);
}

bool Association::receive(T_DIMSE_Message& request, unsigned char& contextId) {
  _connection->beginMessage();
  const auto bytes = receiveMessage(DUL_COMMANDPDV, contextId, static_cast<int>(_settings.idle.count()));
  if (bytes) {
    if (!readCommand(*bytes, takesAttributeLists(sopClass(contextId)), request))
      throw AssociationLost("waiting for a request: the command is damaged");
    return true;
  }
  ASC_acknowledgeRelease(_association);
  _connection->beginMessage();
  ASC_dropSCPAssociation(_association, static_cast<int>(_settings.artim.count()));
  return false;
}

std::string Association::sopClass(unsigned char contextId) const {
  T_ASC_PresentationContext context;
  const bool found = ASC_findAcceptedPresentationContext(_association->params, contextId, &context).good();
  return found ? context.abstractSyntax : std::string();
}

std::optional<std::string> Association::receiveMessage(int kind, unsigned char& contextId, int timeout) {
  std::string bytes;
  for (bool first = true;;) {
    DUL_PDV pdv;
    if (DUL_NextPDV(&_association->DULassociation, &pdv).bad()) {
      const OFCondition condition = DUL_ReadPDVs(&_association->DULassociation, nullptr, DUL_NOBLOCK, first ? timeout : stallSeconds());
      if (condition == DUL_PEERREQUESTEDRELEASE && first && kind == DUL_COMMANDPDV) return std::nullopt;
      if (condition != DUL_PDATAPDUARRIVED) lost("waiting for a request", condition);
      continue;
    }
    if (first && kind == DUL_COMMANDPDV) contextId = pdv.presentationContextID;
    if (pdv.presentationContextID != contextId || pdv.pdvType != kind) {
      throw AssociationLost("waiting for a request: a fragment of another message came");
    }
    first = false;
    bytes.append(static_cast<const char*>(pdv.data), pdv.fragmentLength);
    if (pdv.lastPDV) return bytes;
  }
}

bool Association::explicitVr(unsigned char contextId) const {
  T_ASC_PresentationContext context;
  const OFCondition condition = ASC_findAcceptedPresentationContext(_association->params, contextId, &context);
  if (condition.bad()) lost("looking up the presentation context", condition);
  return std::string_view(context.acceptedTransferSyntax) == UID_LittleEndianExplicitTransferSyntax;
}

EncodedDataset Association::receiveEncoded(unsigned char contextId) {
  auto bytes = receiveMessage(DUL_DATASETPDV, contextId, stallSeconds());
  return {std::move(bytes).value(), explicitVr(contextId)};
}

std::unique_ptr<DcmDataset> Association::receiveDataset(unsigned char contextId, const DatasetLimits& limits, std::size_t most) {
  if (most > 0) _connection->allow(most);
  const auto bytes = receiveMessage(DUL_DATASETPDV, contextId, stallSeconds());
  return readDataset(bytes.value(), explicitVr(contextId), limits);
}

void Association::send(unsigned char contextId, std::string_view command, std::string_view dataset) {
  sendFragments(contextId, command, kCommandFragment);
  if (!dataset.empty()) sendFragments(contextId, dataset, 0);
}

void Association::sendFragments(unsigned char contextId, std::string_view bytes, unsigned char kind) {
  const std::size_t longest = _association->sendPDVLength;
  if (longest == 0) throw AssociationLost("the peer takes no data");
  while (!bytes.empty()) {
    const auto part = bytes.substr(0, longest);
    bytes.remove_prefix(part.size());
    std::string head;
    head += '\x04';  // P-DATA-TF (PS3.8 §9.3.5), with one presentation data value
    head += '\0';
    appendBigEndian(head, part.size() + 6);
    appendBigEndian(head, part.size() + 2);
    head += static_cast<char>(contextId);
    head += static_cast<char>(kind | (bytes.empty() ? kLastFragment : 0));
    if (!_connection->append(head) || !_connection->append(part)) throw AssociationLost("the peer does not take our answers");
  }
}

bool Association::cancelled(unsigned char contextId, unsigned short messageId) {
  if (!_connection->inputWaiting()) return false;
  T_DIMSE_Message request;
  unsigned char found = 0;
  // A release in the middle of a query is against PS3.8 §7.2; its answer has been given, the query has nobody to go to.
  if (!receive(request, found)) throw AssociationLost("released during a query");
  // Another request, or one that cancels what is over, on an association without asynchronous operations: the second is harmless.
  if (request.CommandField != DIMSE_C_CANCEL_RQ) throw AssociationLost("another request came during a query");
  return found == contextId && request.msg.CCancelRQ.MessageIDBeingRespondedTo == messageId;
}

void Association::flush() {
  if (!_connection->flush()) throw AssociationLost("the peer does not take our answers");
}

bool validAeTitle(const std::string& title) noexcept {
  const auto allowed = [](char c) { return c > 0x20 && c < 0x7F && c != '/' && c != '\\'; };
  return !title.empty() && title.size() <= 16 && title.find("..") == std::string::npos &&
         std::all_of(title.begin(), title.end(), [&](char c) { return allowed(c) || c == ' '; });
}

std::string printableAeTitle(const std::string& title) {
  std::string text = title.substr(0, 16);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < 0x20 || c >= 0x7F || c == '/' || c == '\\'; }, '_');
  return text;
}

}  // namespace clairis::dicom
