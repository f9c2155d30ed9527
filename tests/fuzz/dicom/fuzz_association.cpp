// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Everything a peer sends on one connection, up to its hanging up. With an odd first byte an A-ASSOCIATE-RQ that is accepted comes before,
// so that what is mutated reaches the requests.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <map>
#include <string>

#include "dicom/association.h"
#include "dicom/worklist_service.h"
#include "unit/dicom/memory_source.h"

using namespace clairis;
using namespace clairis::dicom;

namespace {

const bool kQuiet = [] {
  OFLog::configure(OFLogger::OFF_LOG_LEVEL);
  dcmDisableGethostbyaddr.set(OFTrue);
  return true;
}();

std::string item(char type, const std::string& body) {
  return std::string{type, '\0', static_cast<char>(body.size() >> 8), static_cast<char>(body.size() & 0xFF)} + body;
}

std::string context(char id, const std::string& sopClass, const std::string& syntax) {
  return item(0x20, std::string{id, 0, 0, 0} + item(0x30, sopClass) + item(0x40, syntax));
}

std::string acceptedRequest() {
  std::string body("\0\1\0\0", 4);
  body += "CLAIRIS         CT1             " + std::string(32, '\0') + item(0x10, "1.2.840.10008.3.1.1.1");
  body += context(1, UID_VerificationSOPClass, UID_LittleEndianImplicitTransferSyntax);
  body += context(3, UID_FINDModalityWorklistInformationModel, UID_LittleEndianImplicitTransferSyntax);
  body += context(5, UID_FINDModalityWorklistInformationModel, UID_LittleEndianExplicitTransferSyntax);
  body += item(0x50, item(0x51, std::string("\0\0\x40\0", 4)) + item(0x52, "1.2.3.4"));
  return std::string{1, 0, 0, 0, static_cast<char>(body.size() >> 8), static_cast<char>(body.size() & 0xFF)} + body;
}

using Services = std::map<std::string, std::shared_ptr<DimseService>>;

const Services& services() {
  static const Services all = [] {
    const auto echo = std::make_shared<EchoService>();
    const auto worklist = std::make_shared<WorklistService>(
        std::make_shared<tests::MemorySource>(std::vector{tests::patTrois()}), [](const std::string&) { return ConsoleProfile{}; },
        [](const AssociationNote&) {});
    return Services{{UID_VerificationSOPClass, echo}, {UID_FINDModalityWorklistInformationModel, worklist}};
  }();
  return all;
}

AssociationSettings settings() {
  AssociationSettings hurried;
  hurried.artim = hurried.idle = std::chrono::seconds(1);
  hurried.limits.stall = hurried.limits.whole = std::chrono::milliseconds(20);
  return hurried;
}

void converse(Association& association) {
  association.accept({UID_VerificationSOPClass, UID_FINDModalityWorklistInformationModel});
  T_DIMSE_Message request;
  unsigned char contextId = 0;
  while (association.receive(request, contextId)) {
    const auto service = services().find(association.sopClass(contextId));
    if (service == services().end()) throw AssociationLost("request on a context that was not accepted");
    service->second->handle(association, contextId, request);
  }
}

void serve(int socket) {
  static const StopSignal stop;
  Arrival arrival(Descriptor(socket), std::make_unique<PlainStream>(socket), PeerAddress());
  if (arrival.advance() != Arrival::State::complete) return;
  try {
    Association association(std::move(arrival), stop.descriptor(), settings());
    try {
      converse(association);
    } catch (const std::exception&) {
      association.abort();
    }
  } catch (const AssociationLost&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLongest = 128 * 1024;
  if (size == 0 || size > kLongest) return 0;
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 0;
  const Descriptor peer(ends[1]);
  const int room = 512 * 1024;
  setsockopt(peer.get(), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  std::string bytes = (data[0] & 1) != 0 ? acceptedRequest() : std::string();
  bytes.append(reinterpret_cast<const char*>(data) + 1, size - 1);
  static_cast<void>(send(peer.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  shutdown(peer.get(), SHUT_WR);
  serve(ends[0]);
  return 0;
}
