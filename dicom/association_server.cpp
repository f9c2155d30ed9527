// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/association_server.h"

#include <dcmtk/dcmnet/dimse.h>
#include <dcmtk/dcmnet/dul.h>

namespace clairis::dicom {

AssociationServer::AssociationServer(ServerSettings settings, std::vector<std::shared_ptr<DimseService>> services, Note note)
    : _settings(std::move(settings)),
      _note(std::move(note)),
      _admission(_settings.bind, _settings.port, {_settings.maxPending, _settings.association.artim}),
      _port(_admission.port()) {
  dcmDisableGethostbyaddr.set(OFTrue);  // a name server that does not answer must not hold an association
  for (const auto& service : services) {
    for (const auto& sopClass : service->sopClasses()) {
      _services[sopClass] = service;
      _sopClasses.push_back(sopClass);
    }
  }
  _receiver = std::jthread([this] { receiveConnections(); });
}

AssociationServer::~AssociationServer() { stop(); }

void AssociationServer::note(AssociationNote::Level level, const char* event, const std::string& callingAe, const std::string& detail) {
  if (_note) _note({level, event, printableAeTitle(callingAe), "", detail});
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
  for (const int socket : _waiting) Descriptor closing(socket);
  _waiting.clear();
}

void AssociationServer::receiveConnections() {
  const auto shutOut = [this](const char* reason) { note(AssociationNote::Level::warning, "dicom.connection.shut_out", "", reason); };
  while (_admission.step(
      _stop.descriptor(), [this](int socket) { dispatch(socket); }, shutOut)) {
  }
}

void AssociationServer::dispatch(int socket) {
  {
    const std::lock_guard lock(_mutex);
    if (_engaged < _settings.maxAssociations) {
      _waiting.push_back(socket);
      if (++_engaged > _workers.size()) _workers.emplace_back([this] { work(); });
      _changed.notify_one();
      return;
    }
  }
  refuse(socket);
}

void AssociationServer::refuse(int socket) {
  try {
    Association association(socket, _stop.descriptor(), _settings.association);
    note(AssociationNote::Level::warning, "dicom.association.refused", association.callingAe(),
         "all " + std::to_string(_settings.maxAssociations) + " associations are in use (dicom.max_associations)");
    association.reject(Rejection::congestion);
  } catch (const std::exception& e) {
    note(AssociationNote::Level::warning, "dicom.association.lost", "", e.what());
  }
}

void AssociationServer::work() {
  std::unique_lock lock(_mutex);
  for (;;) {
    _changed.wait(lock, [this] { return _stopping || !_waiting.empty(); });
    if (_stopping) return;
    const int socket = _waiting.front();
    _waiting.pop_front();
    lock.unlock();
    serve(socket);
    lock.lock();
    --_engaged;
  }
}

void AssociationServer::serve(int socket) {
  try {
    Association association(socket, _stop.descriptor(), _settings.association);
    try {
      if (!admitted(association)) return;
      association.accept(_sopClasses);
      converse(association);
    } catch (const std::exception& e) {
      note(AssociationNote::Level::warning, "dicom.association.lost", association.callingAe(), e.what());
      association.abort();
    }
  } catch (const std::exception& e) {
    note(AssociationNote::Level::warning, "dicom.association.lost", "", e.what());
  }
}

bool AssociationServer::admitted(Association& association) {
  if (!validAeTitle(association.callingAe())) {
    note(AssociationNote::Level::warning, "dicom.association.refused", association.callingAe(), "calling AE title is malformed");
    association.reject(Rejection::callingAe);
    return false;
  }
  if (_settings.checkCalledAe && association.calledAe() != _settings.aeTitle) {
    note(AssociationNote::Level::warning, "dicom.association.refused", association.callingAe(),
         "called AE title is not " + _settings.aeTitle + " (dicom.check_called_ae)");
    association.reject(Rejection::calledAe);
    return false;
  }
  return true;
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
