// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "dicom/descriptor.h"
#include "dicom/peer_address.h"
#include "dicom/stream.h"

namespace clairis::dicom {

/// A connection on its way to an association: shakes hands, then collects the A-ASSOCIATE-RQ, never waiting.
class Arrival {
public:
  enum class State { waiting, complete, foreign };

  Arrival(Descriptor socket, std::unique_ptr<Stream> stream, const PeerAddress& peer);

  /// Goes as far as the bytes that are there allow. What is not an A-ASSOCIATE-RQ, or too long for one, is foreign.
  State advance();
  /// What poll() shall watch while waiting.
  short events() const noexcept { return _events; }
  int socket() const noexcept { return _socket.get(); }
  const PeerAddress& peer() const noexcept { return _peer; }
  const std::string& failure() const noexcept { return _failure; }  ///< why it is foreign
  bool secure() const noexcept { return _stream->secure(); }
  PeerCertificate certificate() const { return _stream->certificate(); }

  /// Calling AE title of the complete request, as it stands there.
  std::string callingAe() const;
  /// A-ASSOCIATE-RJ, temporary congestion of the provider, then hangs up. Does not wait: without an association's resources none is
  /// needed to refuse one.
  void refuseAsCongested();

  /// For the association that follows: the three belong together.
  Descriptor takeSocket() noexcept { return std::move(_socket); }
  std::unique_ptr<Stream> takeStream() noexcept { return std::move(_stream); }
  std::string takeBytes() noexcept { return std::move(_bytes); }  ///< received so far, the request first

private:
  State waitFor(Progress progress) noexcept;
  State foreign(std::string why);
  State shakeHands();
  State look();

  Descriptor _socket;
  std::unique_ptr<Stream> _stream;
  PeerAddress _peer;
  bool _greeted = false;
  short _events;
  std::string _bytes;
  std::string _failure;
};

}  // namespace clairis::dicom
