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
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "dicom/admission.h"
#include "dicom/association.h"
#include "dicom/descriptor.h"
#include "dicom/dimse_service.h"
#include "dicom/repeats.h"

namespace clairis::dicom {

struct ServerSettings {
  std::string bind = "127.0.0.1";  ///< IPv4 or IPv6 address, "0.0.0.0" or "::" for all
  bool plain = true;               ///< listen without TLS
  std::uint16_t port = 0;          ///< 0: the system picks a free one, see AssociationServer::port()
  std::shared_ptr<TlsKeys> tls;    ///< listen with TLS; null: not
  std::uint16_t tlsPort = 0;
  std::string aeTitle = "CLAIRIS";
  bool checkCalledAe = false;        ///< refuse associations that call another title
  std::size_t maxAssociations = 32;  ///< threads; one more association is politely refused
  std::size_t maxPerPeer = 16;       ///< of these for one address, so that one console cannot shut out the others
  std::size_t maxPending = 64;       ///< connections that have not yet sent their whole A-ASSOCIATE-RQ
  AssociationSettings association;
};

/// What is known of who asks for an association.
struct AssociationRequester {
  std::string callingAe;
  std::string calledAe;
  PeerAddress address;
  bool secure = false;          ///< TLS
  PeerCertificate certificate;  ///< verified; empty without one
};

/// Listens and serves associations, one thread each out of a bounded pool. A connection gets a thread only when its whole
/// A-ASSOCIATE-RQ has arrived, so silent or dripping peers cost a descriptor until ARTIM ends, never a thread.
/// `services`, `admit` and `note` are used by several threads at once.
class AssociationServer {
public:
  using Note = std::function<void(const AssociationNote&)>;
  /// Why a requester is not admitted, for the log; none: it is. Asked before anything is said to it.
  using Admit = std::function<std::optional<std::string>(const AssociationRequester&)>;
  /// Listens at once. Throws Refusal "dicom.listen" when the address is taken or malformed.
  AssociationServer(ServerSettings settings, std::vector<std::shared_ptr<DimseService>> services, Note note, Admit admit = {});
  ~AssociationServer();
  AssociationServer(const AssociationServer&) = delete;
  AssociationServer& operator=(const AssociationServer&) = delete;

  std::uint16_t port() const noexcept { return _port; }        ///< 0: no plain listener
  std::uint16_t tlsPort() const noexcept { return _tlsPort; }  ///< 0: no TLS listener
  /// Associations being served now.
  std::size_t active() const;
  /// Stops accepting, sends A-ABORT on every association, returns when all threads have ended: at once, unless a source is busy
  /// with a single database call. Idempotent.
  void stop() noexcept;

private:
  void open(std::uint16_t port, std::shared_ptr<TlsKeys> keys, std::uint16_t& opened);
  void receiveConnections();
  void dispatch(Arrival arrival);
  void work();
  void serve(Arrival arrival);
  bool admitted(Association& association);
  bool turnAway(Association& association, Rejection rejection, const std::string& why);
  void converse(Association& association);
  void warn(const char* event, const std::string& callingAe, const PeerAddress& peer, const std::string& detail);
  void leave(const PeerAddress& peer);

  const ServerSettings _settings;
  std::map<std::string, std::shared_ptr<DimseService>> _services;  ///< by SOP class
  std::vector<std::string> _sopClasses;
  Note _note;
  Admit _admit;
  Repeats _repeats;
  StopSignal _stop;
  Admission _admission;
  std::uint16_t _port = 0;
  std::uint16_t _tlsPort = 0;

  mutable std::mutex _mutex;
  std::condition_variable _changed;
  std::deque<Arrival> _waiting;                   ///< those for which a worker is free or being made
  std::size_t _engaged = 0;                       ///< waiting or being served
  std::map<std::string, std::size_t> _engagedOf;  ///< the same by address
  bool _stopping = false;
  std::vector<std::jthread> _workers;
  std::jthread _receiver;
};

}  // namespace clairis::dicom
