// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/association_server.h"

#include <dcmtk/dcmnet/dimse.h>
#include <dcmtk/oflog/oflog.h>
#include <dcmtk/dcmnet/dul.h>

namespace clairis::dicom {

AssociationServer::AssociationServer(ServerSettings settings, std::vector<std::shared_ptr<DimseService>> services, Note note, Admit admit)
    : _settings(std::move(settings)),
      _note(std::move(note)),
      _admit(std::move(admit)),
      _admission({_settings.maxPending, _settings.association.artim}) {
  // DCMTK writes a line to standard error for each odd element a peer sends; what matters of a connection is told by notes.
  OFLog::configure(OFLogger::OFF_LOG_LEVEL);
  dcmDisableGethostbyaddr.set(OFTrue);  // a name server that does not answer must not hold an association
  for (const auto& service : services) {
    for (const auto& sopClass : service->sopClasses()) {
      _services[sopClass] = service;
      _sopClasses.push_back(sopClass);
    }
  }
  if (_settings.plain) open(_settings.port, nullptr, _port);
  if (_settings.tls) open(_settings.tlsPort, _settings.tls, _tlsPort);
  _receiver = std::jthread([this] { receiveConnections(); });
}

AssociationServer::~AssociationServer() { stop(); }

void AssociationServer::open(std::uint16_t port, std::shared_ptr<TlsKeys> keys, std::uint16_t& opened) {
  auto listener = std::make_unique<Listener>(_settings.bind, port);
  opened = listener->port();
  _admission.open(std::move(listener), std::move(keys));
}

void AssociationServer::warn(const char* event, const std::string& callingAe, const PeerAddress& peer, const std::string& detail) {
  if (!_note) return;
  AssociationNote note{AssociationNote::Level::warning, event, printableAeTitle(callingAe), peer.text(), detail};
  note.repeated = _repeats.seenBefore(note.peer, note.event + " " + note.callingAe + " " + note.detail);
  _note(note);
}

std::size_t AssociationServer::active() const {
  const std::lock_guard lock(_mutex);
  return _engaged;
}

void AssociationServer::stop() noexcept {
  {
    const std::lock_guard lock(_mutex);
    _stopping = true;
  }
  _stop.raise();
  _changed.notify_all();
  if (_receiver.joinable()) _receiver.join();  // from here on nobody adds workers
  _admission.close();
  _workers.clear();
  _waiting.clear();
}

void AssociationServer::receiveConnections() {
  const auto ready = [this](Arrival arrival) { dispatch(std::move(arrival)); };
  const auto shutOut = [this](const PeerAddress& peer, const std::string& reason) { warn("dicom.connection.shut_out", "", peer, reason); };
  while (_admission.step(_stop.descriptor(), ready, shutOut)) {
  }
}

void AssociationServer::dispatch(Arrival arrival) {
  std::string full;
  {
    const std::lock_guard lock(_mutex);
    auto& ofPeer = _engagedOf[arrival.peer().text()];
    if (_engaged >= _settings.maxAssociations) {
      full = "all " + std::to_string(_settings.maxAssociations) + " associations are in use (dicom.max_associations)";
    } else if (ofPeer >= _settings.maxPerPeer) {
      full = "all " + std::to_string(_settings.maxPerPeer) + " associations of one address are in use (dicom.max_associations_per_peer)";
    } else {
      ++ofPeer;
      _waiting.push_back(std::move(arrival));
      if (++_engaged > _workers.size()) _workers.emplace_back([this] { work(); });
      _changed.notify_one();
      return;
    }
    if (ofPeer == 0) _engagedOf.erase(arrival.peer().text());
  }
  warn("dicom.association.refused", arrival.callingAe(), arrival.peer(), full);
  arrival.refuseAsCongested();
}

void AssociationServer::leave(const PeerAddress& peer) {
  --_engaged;
  const auto ofPeer = _engagedOf.find(peer.text());
  if (--ofPeer->second == 0) _engagedOf.erase(ofPeer);
}

void AssociationServer::work() {
  std::unique_lock lock(_mutex);
  for (;;) {
    _changed.wait(lock, [this] { return _stopping || !_waiting.empty(); });
    if (_stopping) return;
    auto arrival = std::move(_waiting.front());
    _waiting.pop_front();
    lock.unlock();
    const auto peer = arrival.peer();
    serve(std::move(arrival));
    lock.lock();
    leave(peer);
  }
}

void AssociationServer::serve(Arrival arrival) {
  const auto peer = arrival.peer();
  try {
    Association association(std::move(arrival), _stop.descriptor(), _settings.association);
    try {
      if (!admitted(association)) return;
      association.accept(_sopClasses);
      converse(association);
    } catch (const std::exception& e) {
      warn("dicom.association.lost", association.callingAe(), peer, e.what());
      association.abort();
    }
  } catch (const std::exception& e) {
    warn("dicom.association.lost", "", peer, e.what());
  }
}

bool AssociationServer::turnAway(Association& association, Rejection rejection, const std::string& why) {
  warn("dicom.association.refused", association.callingAe(), association.peer(), why);
  association.reject(rejection);
  return false;
}

bool AssociationServer::admitted(Association& association) {
  if (!validAeTitle(association.callingAe())) return turnAway(association, Rejection::callingAe, "calling AE title is malformed");
  if (_settings.checkCalledAe && association.calledAe() != _settings.aeTitle) {
    return turnAway(association, Rejection::calledAe, "called AE title is not " + _settings.aeTitle + " (dicom.check_called_ae)");
  }
  if (!_admit) return true;
  const auto why = _admit({association.callingAe(), association.calledAe(), association.peer(), association.secure(), association.certificate()});
  return !why || turnAway(association, Rejection::callingAe, *why);
}

void AssociationServer::converse(Association& association) {
  T_DIMSE_Message request;
  unsigned char contextId = 0;
  while (association.receive(request, contextId)) {
    const auto service = _services.find(association.sopClass(contextId));
    if (service == _services.end()) throw AssociationLost("request on a context that was not accepted");
    service->second->handle(association, contextId, request);
  }
}

}  // namespace clairis::dicom
