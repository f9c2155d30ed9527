// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dicom/admission.h"
#include "dicom/association.h"
#include "dicom/descriptor.h"
#include "dicom/dimse_service.h"

namespace clairis::dicom {

struct ServerSettings {
  std::string bind = "127.0.0.1";  ///< IPv4 address, "0.0.0.0" for all
  std::uint16_t port = 0;          ///< 0: the system picks a free one, see AssociationServer::port()
  std::string aeTitle = "CLAIRIS";
  bool checkCalledAe = false;        ///< refuse associations that call another title
  std::size_t maxAssociations = 32;  ///< threads; one more association is politely refused
  std::size_t maxPending = 64;       ///< connections that have not yet sent their whole A-ASSOCIATE-RQ
  AssociationSettings association;
};

/// Listens and serves associations, one thread each out of a bounded pool. A connection gets a thread only when its whole
/// A-ASSOCIATE-RQ has arrived, so silent or dripping peers cost a descriptor until ARTIM ends, never a thread.
/// `services` and `note` are used by several threads at once.
class AssociationServer {
public:
  using Note = std::function<void(const AssociationNote&)>;
  /// Listens at once. Throws Refusal "dicom.listen" when the address is taken or malformed.
  AssociationServer(ServerSettings settings, std::vector<std::shared_ptr<DimseService>> services, Note note);
  ~AssociationServer();
  AssociationServer(const AssociationServer&) = delete;
  AssociationServer& operator=(const AssociationServer&) = delete;

  std::uint16_t port() const noexcept { return _port; }
  /// Associations being served now.
  std::size_t active() const;
  /// Stops accepting, sends A-ABORT on every association, returns when all threads have ended: at once, unless a source is busy
  /// with a single database call. Idempotent.
  void stop() noexcept;

private:
  void receiveConnections();
  void dispatch(int socket);
  void refuse(int socket);
  void work();
  void serve(int socket);
  bool admitted(Association& association);
  void converse(Association& association);
  void note(AssociationNote::Level level, const char* event, const std::string& callingAe, const std::string& detail);

  const ServerSettings _settings;
  std::map<std::string, std::shared_ptr<DimseService>> _services;  ///< by SOP class
  std::vector<std::string> _sopClasses;
  Note _note;
  StopSignal _stop;
  Admission _admission;
  std::uint16_t _port = 0;

  mutable std::mutex _mutex;
  std::condition_variable _changed;
  std::deque<int> _waiting;  ///< sockets for which a worker is free or being made
  std::size_t _engaged = 0;  ///< sockets waiting or being served
  bool _stopping = false;
  std::vector<std::jthread> _workers;
  std::jthread _receiver;
};

}  // namespace clairis::dicom
