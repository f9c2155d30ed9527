// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/arrival.h"
#include "dicom/console_connection.h"
#include "dicom/dataset_reader.h"

class DcmDataset;
struct T_ASC_Association;
struct T_DIMSE_Message;

namespace clairis::dicom {

/// The peer aborted, fell silent, broke the protocol or the server is stopping: nothing more can be said to it.
class AssociationLost : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Why an association is not accepted (PS3.8 §9.3.4).
enum class Rejection { callingAe, calledAe };

/// Accepted for every SOP class, the preferred one first.
inline constexpr std::array<const char*, 2> kTransferSyntaxes{"1.2.840.10008.1.2.1", "1.2.840.10008.1.2"};

struct AssociationSettings {
  ConnectionLimits limits;
  std::chrono::seconds artim{10};  ///< until the whole A-ASSOCIATE-RQ has arrived, and after our last word
  std::chrono::seconds idle{300};  ///< between two requests
  unsigned maxPdu = 16384;         ///< what we accept, 4096 to 131072
};

/// One association from its accepted socket to its end; used by one thread. Not accepted, released or aborted when it is destroyed:
/// the connection is closed.
class Association {
public:
  /// Reads the A-ASSOCIATE-RQ that has arrived. Throws AssociationLost.
  Association(Arrival arrival, int stopDescriptor, const AssociationSettings& settings);
  ~Association();
  Association(const Association&) = delete;
  Association& operator=(const Association&) = delete;

  const std::string& callingAe() const noexcept { return _callingAe; }
  const std::string& calledAe() const noexcept { return _calledAe; }
  const PeerAddress& peer() const noexcept { return _peer; }
  bool secure() const noexcept { return _secure; }  ///< TLS
  const PeerCertificate& certificate() const noexcept { return _certificate; }

  /// Accepts the contexts of these SOP classes in little endian, explicit before implicit; refuses the others.
  void accept(const std::vector<std::string>& sopClasses);
  void reject(Rejection reason);
  void abort() noexcept;

  /// The next request. False when the peer released the association (already acknowledged). Throws AssociationLost.
  bool receive(T_DIMSE_Message& request, unsigned char& contextId);
  /// SOP class of an accepted context, empty for another.
  std::string sopClass(unsigned char contextId) const;
  /// The data set after a request, or null when its bytes are not one. `bytes`: how large the whole request may be when that is more than
  /// ConnectionLimits::message. Throws AssociationLost.
  std::unique_ptr<DcmDataset> receiveDataset(unsigned char contextId, const DatasetLimits& limits = {}, std::size_t bytes = 0);
  /// The same, not yet read; within what a request may have.
  EncodedDataset receiveEncoded(unsigned char contextId);
  /// Whether the data sets of an accepted context have explicit VRs.
  bool explicitVr(unsigned char contextId) const;
  /// Sends a message whose command set and data set are written already, each in PDUs of its own, as long as the peer takes them.
  void send(unsigned char contextId, std::string_view command, std::string_view dataset);
  /// Whether a C-CANCEL for this message has arrived; does not wait. Throws AssociationLost.
  bool cancelled(unsigned char contextId, unsigned short messageId);
  /// Sends what is gathered, so that answers reach a console while more are sought. Throws AssociationLost.
  void flush();
  bool stopping() noexcept { return _connection->stopRequested(); }

  T_ASC_Association* raw() noexcept { return _association; }

private:
  struct Network;
  void readTitles();
  /// The fragments of one command or data set. `kind`: DUL_COMMANDPDV or DUL_DATASETPDV. None: the peer asks for release.
  std::optional<std::string> receiveMessage(int kind, unsigned char& contextId, int timeout);
  int stallSeconds() const { return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(_settings.limits.stall).count()); }
  void sendFragments(unsigned char contextId, std::string_view bytes, unsigned char kind);

  const AssociationSettings _settings;
  const PeerAddress _peer;
  const bool _secure;
  const PeerCertificate _certificate;
  std::unique_ptr<Network> _network;
  T_ASC_Association* _association = nullptr;
  ConsoleConnection* _connection = nullptr;  ///< owned by DCMTK, lives as long as _association
  std::string _callingAe;
  std::string _calledAe;
};

/// PS3.5 AE: 1 to 16 printable ASCII characters; here also no slash, backslash or "..": titles end up in logs and file names.
bool validAeTitle(const std::string& title) noexcept;
/// The title with everything else replaced, for logs.
std::string printableAeTitle(const std::string& title);

}  // namespace clairis::dicom
