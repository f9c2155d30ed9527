// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/association_server.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>

#include "core/domain/refusal.h"
#include "dicom/worklist_service.h"
#include "unit/dicom/console.h"
#include "unit/dicom/memory_source.h"

using namespace clairis;
using namespace clairis::dicom;
using namespace clairis::tests;

namespace {

ConsoleProfile limitedTo(std::size_t answers) {
  ConsoleProfile profile;
  profile.answerLimit = answers;
  return profile;
}

struct Notes {
  void operator()(const AssociationNote& note) {
    const std::lock_guard lock(mutex);
    seen.push_back(note);
    changed.notify_all();
  }
  bool waitFor(const std::string& event, const std::string& part = {}) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), [&] {
      return std::any_of(seen.begin(), seen.end(),
                         [&](const auto& note) { return note.event == event && note.detail.find(part) != std::string::npos; });
    });
  }
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<AssociationNote> seen;
};

struct Served {
  explicit Served(std::vector<WorklistEntry> entries = {patTrois()}, ServerSettings settings = {}, ConsoleProfile profile = {})
      : source(std::make_shared<MemorySource>(std::move(entries))),
        server(settings,
               {std::make_shared<EchoService>(), std::make_shared<WorklistService>(
                                                     source, [profile](const std::string&) { return profile; }, std::ref(notes))},
               std::ref(notes)) {}
  Notes notes;
  std::shared_ptr<MemorySource> source;
  AssociationServer server;
};

std::vector<WorklistEntry> many(int count) {
  std::vector<WorklistEntry> entries;
  for (int i = 0; i < count; ++i) {
    entries.push_back(patTrois());
    entries.back().patientId = "IPP" + std::to_string(i);
  }
  return entries;
}

/// A peer that speaks bytes, not DICOM.
class RawPeer {
public:
  explicit RawPeer(std::uint16_t port) : _socket(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(_socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  void send(const std::string& bytes) {
    CHECK(::send(_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
  }
  /// All bytes until the server hangs up.
  std::string receiveAll() {
    std::string all;
    char buffer[4096];
    for (ssize_t got = 0; (got = recv(_socket.get(), buffer, sizeof buffer, 0)) > 0;) all.append(buffer, static_cast<std::size_t>(got));
    return all;
  }
  std::string receive(std::size_t count) {
    std::string all(count, '\0');
    const auto got = recv(_socket.get(), all.data(), count, MSG_WAITALL);
    all.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return all;
  }

private:
  Descriptor _socket;
};

std::string item(char type, const std::string& body) {
  return std::string{type, '\0', static_cast<char>(body.size() >> 8), static_cast<char>(body.size() & 0xFF)} + body;
}

/// A-ASSOCIATE-RQ for one worklist context, implicit little endian.
std::string associateRequest(const std::string& calling = "CT1") {
  const auto title = [](std::string text) { return text.append(16 - text.size(), ' '); };
  std::string body("\0\1\0\0", 4);
  body += title("CLAIRIS") + title(calling) + std::string(32, '\0');
  body += item(0x10, "1.2.840.10008.3.1.1.1");
  body += item(
      0x20, std::string("\1\0\0\0", 4) + item(0x30, UID_FINDModalityWorklistInformationModel) + item(0x40, UID_LittleEndianImplicitTransferSyntax));
  body += item(0x50, item(0x51, std::string("\0\0\x40\0", 4)) + item(0x52, "1.2.3.4"));
  return std::string{1, 0, 0, 0, static_cast<char>(body.size() >> 8), static_cast<char>(body.size() & 0xFF)} + body;
}

std::string dataPdu(char control, const std::string& fragment) {
  const auto length = [](std::size_t n) {
    return std::string{static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8), static_cast<char>(n)};
  };
  const std::string value = length(fragment.size() + 2) + std::string{1, control} + fragment;
  return std::string("\4\0", 2) + length(value.size()) + value;
}

}  // namespace

TEST_CASE("a console verifies, asks and is answered on one association") {
  Served served;
  for (const char* syntax : {UID_LittleEndianExplicitTransferSyntax, UID_LittleEndianImplicitTransferSyntax}) {
    Console console(served.server.port(), "CT1", syntax);
    REQUIRE(console.accepted);
    CHECK(console.echo() == 0);
    for (int i = 0; i < 3; ++i) {
      Identifier identifier;
      usualKeys(identifier);
      const auto found = console.find(identifier);
      CHECK(found.status == 0);
      REQUIRE(found.answers.size() == 1);
      CHECK(found.pending[0] == 0xFF00);
      CHECK(text(*found.answers[0], DCM_PatientName) == "PAT-TROIS^DOMINIQUE");
      CHECK(stepText(*found.answers[0], DCM_ScheduledStationAETitle) == "CT1");
    }
  }
}

TEST_CASE("unsupported optional keys are answered with 0xFF01") {
  Served served;
  Console console(served.server.port());
  Identifier identifier;
  identifier.with(DCM_PatientName).with(DCM_StudyDescription);
  const auto found = console.find(identifier);
  REQUIRE(found.pending.size() == 1);
  CHECK(found.pending[0] == 0xFF01);
  CHECK_FALSE(found.answers[0]->tagExists(DCM_StudyDescription));
}

TEST_CASE("C-CANCEL ends a query with 0xFE00 and the association goes on") {
  Served served(many(400));
  std::promise<void> cancelSent;
  // Eight answers leave at once; then the source waits until the console's C-CANCEL is on the wire.
  served.source->beforeNext = [sent = cancelSent.get_future().share()](std::size_t given) {
    if (given == 8) sent.wait();
  };
  Console console(served.server.port());
  console.onCancelSent = [&] { cancelSent.set_value(); };
  Identifier identifier;
  identifier.with(DCM_PatientID);
  const auto found = console.find(identifier, 8);
  CHECK(found.status == 0xFE00);
  CHECK(found.answers.size() < 400);
  CHECK(console.echo() == 0);
}

TEST_CASE("the answer limit of a console cuts the list and the end status says so") {
  Served served(many(30), {}, limitedTo(10));
  Console console(served.server.port());
  Identifier identifier;
  identifier.with(DCM_PatientID);
  const auto found = console.find(identifier);
  CHECK(found.answers.size() == 10);
  CHECK(found.status == 0xA700);
  CHECK(found.comment.find("10") != std::string::npos);
}

TEST_CASE("a malformed identifier is answered with 0xA900 and a comment, and the console may ask again") {
  Served served;
  Console console(served.server.port());
  Identifier malformed;
  malformed.step(DCM_ScheduledProcedureStepStartDate, "someday");
  const auto refused = console.find(malformed);
  CHECK(refused.status == 0xA900);
  CHECK(refused.comment.find("date") != std::string::npos);
  Identifier good;
  usualKeys(good);
  CHECK(console.find(good).answers.size() == 1);
}

TEST_CASE("a source that fails is answered with 0xC001, without its words") {
  Served served;
  served.source->beforeNext = [](std::size_t) { throw std::runtime_error("disk of PAT-TROIS is full"); };
  Console console(served.server.port());
  Identifier identifier;
  usualKeys(identifier);
  const auto found = console.find(identifier);
  CHECK(found.status == 0xC001);
  CHECK(found.comment.find("PAT-TROIS") == std::string::npos);
}

TEST_CASE("presentation contexts of other services are refused, verification still works") {
  Served served;
  Console console(served.server.port(), "CT1", UID_LittleEndianExplicitTransferSyntax, UID_FINDStudyRootQueryRetrieveInformationModel);
  REQUIRE(console.accepted);
  CHECK_FALSE(console.worklistAccepted());
  CHECK(console.echo() == 0);
}

TEST_CASE("a transfer syntax other than little endian is refused") {
  Served served;
  Console console(served.server.port(), "CT1", UID_BigEndianExplicitTransferSyntax);
  REQUIRE(console.accepted);
  CHECK_FALSE(console.worklistAccepted());
}

TEST_CASE("AE titles like paths or with control characters are refused") {
  Served served;
  for (const char* bad : {"../etc", "A/B", "A\\B",
                          "A\x01"
                          "B",
                          "\x1B[2J", "CT\xC9"}) {
    CAPTURE(bad);
    Console console(served.server.port(), bad);
    CHECK_FALSE(console.accepted);
    CHECK(console.rejectReason == ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED);
  }
  CHECK(Console(served.server.port(), "SALLE 1").accepted);
}

TEST_CASE("the called title counts only where it is configured to") {
  ServerSettings strict;
  strict.checkCalledAe = true;
  Served served({patTrois()}, strict), lenient;
  Console wrong(served.server.port(), "CT1", UID_LittleEndianExplicitTransferSyntax, UID_FINDModalityWorklistInformationModel, "OTHER");
  CHECK_FALSE(wrong.accepted);
  CHECK(wrong.rejectReason == ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED);
  CHECK(Console(served.server.port()).accepted);
  CHECK(Console(lenient.server.port(), "CT1", UID_LittleEndianExplicitTransferSyntax, UID_FINDModalityWorklistInformationModel, "OTHER").accepted);
}

TEST_CASE("one association too many is politely refused, and room made is room given") {
  ServerSettings two;
  two.maxAssociations = 2;
  Served served({patTrois()}, two);
  {
    Console first(served.server.port()), second(served.server.port()), third(served.server.port());
    CHECK(first.accepted);
    CHECK(second.accepted);
    CHECK_FALSE(third.accepted);
    CHECK(third.transient);
    CHECK(third.rejectReason == ASC_REASON_SP_PRES_LOCALLIMITEXCEEDED);
    CHECK(first.echo() == 0);
  }
  while (served.server.active() > 0) std::this_thread::yield();
  CHECK(Console(served.server.port()).accepted);
}

TEST_CASE("silent, dripping and babbling peers cost no thread: consoles are served beside them") {
  ServerSettings one;
  one.maxAssociations = 1;
  Served served({patTrois()}, one);
  RawPeer silent(served.server.port()), half(served.server.port()), drip(served.server.port()), babbling(served.server.port());
  half.send(associateRequest().substr(0, 60));
  drip.send("\x01");
  babbling.send("GET / HTTP/1.1\r\n\r\n");
  CHECK(babbling.receiveAll().empty());
  CHECK(served.notes.waitFor("dicom.connection.shut_out", "not an association request"));
  Console console(served.server.port());
  REQUIRE(console.accepted);
  CHECK(console.echo() == 0);
}

TEST_CASE("a request split over many segments is accepted when it is whole") {
  Served served;
  RawPeer slow(served.server.port());
  const auto request = associateRequest();
  for (std::size_t at = 0; at < request.size(); at += 40) slow.send(request.substr(at, 40));
  CHECK(slow.receive(1) == "\x02");
}

TEST_CASE("connections without a request end with ARTIM, and more of them than allowed push the oldest out") {
  ServerSettings hasty;
  hasty.association.artim = std::chrono::seconds(1);
  hasty.maxPending = 3;
  Served served({patTrois()}, hasty);
  RawPeer silent(served.server.port());
  CHECK(silent.receiveAll().empty());
  CHECK(served.notes.waitFor("dicom.connection.shut_out", "in time"));
  std::vector<std::unique_ptr<RawPeer>> crowd;
  for (int i = 0; i < 8; ++i) crowd.push_back(std::make_unique<RawPeer>(served.server.port()));
  CHECK(served.notes.waitFor("dicom.connection.shut_out", "too many"));
}

TEST_CASE("an announced length beyond any association request is shut out at once") {
  Served served;
  RawPeer huge(served.server.port());
  huge.send(std::string("\x01\x00\x7F\xFF\xFF\xFF", 6) + std::string(100, 'x'));
  huge.receiveAll();
  CHECK(served.notes.waitFor("dicom.connection.shut_out"));
}

TEST_CASE("garbage after the association is accepted ends that association only") {
  Served served;
  Console console(served.server.port());
  const std::string bad[] = {std::string(64, '\xFF'), dataPdu(3, "not a command"), dataPdu(3, std::string(3000, '\0')),
                             std::string("\x04\0\x7F\xFF\xFF\xFF", 6), std::string("\x04\0\0\0\0\x04\0\0\0\0", 10)};
  for (const auto& bytes : bad) {
    RawPeer peer(served.server.port());
    peer.send(associateRequest());
    CHECK(peer.receive(1) == "\x02");
    peer.send(bytes);

    CHECK(console.echo() == 0);
  }
}

TEST_CASE("a request that never ends is cut off at the message limit") {
  Served served;
  RawPeer endless(served.server.port());
  endless.send(associateRequest());
  REQUIRE(endless.receive(1) == "\x02");
  const auto fragment = dataPdu(1, std::string(8000, '\0'));  // command, never the last fragment
  for (int i = 0; i < 9; ++i) endless.send(fragment);
  endless.receiveAll();
  CHECK(served.notes.waitFor("dicom.association.lost"));
}

TEST_CASE("stopping aborts live associations at once, idle ones and those with a query running") {
  auto served = std::make_unique<Served>(many(100000));
  Console idle(served->server.port());
  REQUIRE(idle.accepted);
  RawPeer pending(served->server.port());
  Console busy(served->server.port());
  std::promise<void> running;
  std::atomic<bool> told = false;
  served->source->beforeNext = [&](std::size_t given) {
    if (given == 10 && !told.exchange(true)) running.set_value();
  };
  Identifier identifier;
  identifier.with(DCM_PatientID);
  auto query = std::async(std::launch::async, [&] {
    try {
      return busy.find(identifier).status != 0;
    } catch (const std::exception&) {
      return true;  // aborted
    }
  });
  running.get_future().wait();
  const auto before = std::chrono::steady_clock::now();
  served->server.stop();
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(15));
  CHECK(query.get());
  CHECK_THROWS(idle.echo());
  CHECK(pending.receiveAll().empty());
  served->server.stop();
}

TEST_CASE("a port that is taken is refused with the address") {
  Served served;
  ServerSettings same;
  same.port = served.server.port();
  CHECK_THROWS_WITH_AS(Served({}, same), doctest::Contains(std::to_string(same.port).c_str()), Refusal);
  ServerSettings nonsense;
  nonsense.bind = "not an address";
  CHECK_THROWS_AS(Served({}, nonsense), Refusal);
}

TEST_CASE("many consoles at a time are all served right") {
  Served served(many(50));
  std::vector<std::future<int>> consoles;
  for (int i = 0; i < 8; ++i) {
    consoles.push_back(std::async(std::launch::async, [&, i] {
      Console console(served.server.port(), "CT" + std::to_string(i));
      int right = 0;
      for (int round = 0; round < 20; ++round) {
        Identifier identifier;
        identifier.with(DCM_PatientID, "IPP" + std::to_string(i * 5));
        const auto found = console.find(identifier);
        right += found.answers.size() == 1 && text(*found.answers[0], DCM_PatientID) == "IPP" + std::to_string(i * 5) ? 1 : 0;
      }
      return right;
    }));
  }
  for (auto& console : consoles) CHECK(console.get() == 20);
}
