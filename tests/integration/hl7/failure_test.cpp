// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// What happens when the house itself fails between the frame and the answer.
#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "core/domain/refusal.h"
#include "integration/hl7/house.h"
#include "unit/hl7/sample_pair.h"

using namespace clairis;
using namespace clairis::hl7;
using test::codeOf;
using test::conditionOf;
using test::a40;
using test::aPatient;
using test::House;
using test::ipp;
using test::SampleMessage;
using test::SampleOrder;

namespace {

/// The real use cases, with a failure in front of some.
class FailingClinic final : public Clinic {
public:
  explicit FailingClinic(Clinic& real) : _real(real) {}
  std::function<void()> beforePatient = [] {};
  std::function<void()> afterOrder = [] {};

  Patient receivePatient(UnitOfWork& work, const Caller& caller, const PatientFeed& feed) override {
    beforePatient();
    return _real.receivePatient(work, caller, feed);
  }
  PlacedOrder placeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& order) override {
    auto placed = _real.placeOrder(work, caller, order);
    afterOrder();
    return placed;
  }
  PlacedOrder changeOrder(UnitOfWork& work, const Caller& caller, const NewOrder& order) override { return _real.changeOrder(work, caller, order); }
  PlacedOrder cancelOrder(UnitOfWork& work, const Caller& caller, std::string_view number, std::string_view authority,
                          std::string_view reason) override {
    return _real.cancelOrder(work, caller, number, authority, reason);
  }
  Exam code(UnitOfWork& work, const Caller& caller, std::string_view id, const ExamCoding& coding) override {
    return _real.code(work, caller, id, coding);
  }
  ExamPreparation prepare(UnitOfWork& work, const Caller& caller, std::string_view id, const ExamPreparation& known) override {
    return _real.prepare(work, caller, id, known);
  }
  Exam appoint(UnitOfWork& work, const Caller& caller, std::string_view id, const Appointment& appointment) override {
    return _real.appoint(work, caller, id, appointment);
  }
  int moveVisit(UnitOfWork& work, const Caller& caller, const VisitFeed& visit) override { return _real.moveVisit(work, caller, visit); }
  Exam perform(UnitOfWork& work, const Caller& caller, std::string_view id, const Performance& how) override {
    return _real.perform(work, caller, id, how);
  }
  Exam advance(UnitOfWork& work, const Caller& caller, std::string_view id, ExamCommand command, std::string_view reason) override {
    return _real.advance(work, caller, id, command, reason);
  }
  bool closeIdle(UnitOfWork& work, const Caller& caller, std::string_view id) override { return _real.closeIdle(work, caller, id); }
  Exam reopen(UnitOfWork& work, const Caller& caller, std::string_view id) override { return _real.reopen(work, caller, id); }
  void answerSafety(UnitOfWork& work, const Caller& caller, std::string_view id, SafetyAnswer answer) override {
    _real.answerSafety(work, caller, id, std::move(answer));
  }
  std::vector<SafetyAnswer> safetyAnswers(Reader& reader, std::string_view id) override { return _real.safetyAnswers(reader, id); }
  Patient patient(Reader& reader, std::string_view id) override { return _real.patient(reader, id); }
  Order order(Reader& reader, std::string_view id) override { return _real.order(reader, id); }
  Exam exam(Reader& reader, std::string_view id) override { return _real.exam(reader, id); }
  ExamPreparation preparation(Reader& reader, std::string_view id) override { return _real.preparation(reader, id); }
  Site site(Reader& reader, std::string_view id) override { return _real.site(reader, id); }
  std::optional<Site> siteByCode(Reader& reader, std::string_view code) override { return _real.siteByCode(reader, code); }
  Site defaultSite(Reader& reader) override { return _real.defaultSite(reader); }
  std::optional<Practitioner> practitioner(Reader& reader, std::string_view id) override { return _real.practitioner(reader, id); }

private:
  Clinic& _real;
};

/// The dying server as a child process.
class DyingServer {
public:
  DyingServer(const std::string& url, const std::string& key) {
    int output[2], input[2];
    REQUIRE(::pipe(output) == 0);
    REQUIRE(::pipe(input) == 0);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, input[0], 0);
    ::posix_spawn_file_actions_adddup2(&actions, output[1], 1);
    ::posix_spawn_file_actions_addclose(&actions, input[1]);
    ::posix_spawn_file_actions_addclose(&actions, output[0]);
    std::string program = HL7_DYING_SERVER, first = url, second = key;
    char* arguments[] = {program.data(), first.data(), second.data(), nullptr};
    const int failed = ::posix_spawn(&_child, program.c_str(), &actions, nullptr, arguments, environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(input[0]);
    ::close(output[1]);
    _input = input[1];
    REQUIRE(failed == 0);
    auto* lines = ::fdopen(output[0], "r");
    REQUIRE(std::fscanf(lines, "%d", &port) == 1);
    std::fclose(lines);
  }
  ~DyingServer() {
    ::close(_input);
    if (!_waited) wait();
  }
  /// The signal that ended it, or 0.
  int wait() {
    int status = 0;
    ::waitpid(_child, &status, 0);
    _waited = true;
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }
  int port = 0;

private:
  pid_t _child = 0;
  int _input = -1;
  bool _waited = false;
};

}  // namespace

TEST_CASE("killed between effect and answer: the message sent again gets the stored answer, and there is one order") {
  House house;
  const auto text = SampleOrder().text();
  {
    DyingServer server(house.store.url(), (house.vault.folder / "vault.key").string());
    test::Partner partner(server.port);
    partner.send(framed(text));
    CHECK(partner.answer().empty());
    CHECK(server.wait() == SIGKILL);
  }
  CHECK(house.count("imaging_order") == 1);
  const auto stored = house.row("SELECT answers FROM hl7_inbound").at(0).bytes();
  const auto answer = house.answer(text);
  CHECK(codeOf(answer) == "AA");
  CHECK(stored == answer + '\x1C');
  CHECK(house.count("imaging_order") == 1);
  CHECK(house.count("patient") == 1);
}

TEST_CASE("killed between a merge and its answer: sent again, under its control id or a new one, the A40 merged once [SR-08]") {
  House house;
  REQUIRE(house.send(aPatient("IPP0001", true).text()) == "AA");
  REQUIRE(house.send(aPatient("IPP0002").text()) == "AA");
  const auto text = a40("M1", aPatient("IPP0001", true), ipp("IPP0002") + "~" + ipp("NEVER-SEEN")).text();
  {
    DyingServer server(house.store.url(), (house.vault.folder / "vault.key").string());
    test::Partner partner(server.port);
    partner.send(framed(text));
    CHECK(partner.answer().empty());
    CHECK(server.wait() == SIGKILL);
  }
  const auto real = house.patient("IPP0001");
  const auto unchanged = [&] {
    CHECK(house.count("patient_merge") == 1);
    CHECK(house.patient("IPP0002").id == real.id);
    CHECK(house.patient("NEVER-SEEN").id == real.id);
    CHECK(house.patient("IPP0001").version == real.version);
    CHECK(house.row("SELECT COUNT(*) FROM event WHERE name = 'patient.merged'").at(0).integer() == 1);
    CHECK(house.row("SELECT COUNT(*) FROM patient_history WHERE command IN ('merge', 'alias')").at(0).integer() == 3);
  };
  unchanged();
  const auto stored = house.row("SELECT answers FROM hl7_inbound WHERE control_id = 'M1'").at(0).bytes();
  const auto answer = house.answer(text);
  CHECK(codeOf(answer) == "AA");
  CHECK(stored == answer + '\x1C');
  unchanged();
  CHECK(house.send(a40("M2", aPatient("IPP0001", true), ipp("IPP0002") + "~" + ipp("NEVER-SEEN")).text()) == "AA");
  unchanged();
}

TEST_CASE("a failure inside the effect stores nothing and asks the sender to send again") {
  House house;
  FailingClinic clinic(house.clinic);
  auto receiver = house.makeReceiver(clinic);
  const auto receive = [&](const std::string& text) { return receiver.receive(text, false, "test").at(0); };
  clinic.afterOrder = [] { throw std::runtime_error("PAT-TROIS leaked in an exception"); };
  const auto failed = receive(SampleOrder().text());
  CHECK(codeOf(failed) == "AR");
  CHECK(conditionOf(failed) == "207");
  CHECK(failed.find("PAT-TROIS") == std::string::npos);
  CHECK(receiver.failuresInARow() == 1);
  CHECK(house.count("imaging_order") == 0);
  CHECK(house.count("patient") == 0);
  CHECK(house.count("hl7_inbound") == 0);
  clinic.afterOrder = [] {};
  CHECK(codeOf(receive(SampleOrder().text())) == "AA");
  CHECK(receiver.failuresInARow() == 0);
  CHECK(house.count("imaging_order") == 1);
}

TEST_CASE("busy storage is AR, a business refusal AE, a change under way AR") {
  House house;
  FailingClinic clinic(house.clinic);
  auto receiver = house.makeReceiver(clinic);
  const auto answerWhen = [&](std::function<void()> failure) {
    clinic.beforePatient = std::move(failure);
    return receiver.receive(SampleMessage().text(), false, "test").at(0);
  };
  const auto busy = answerWhen([] { throw Refusal("store.busy", "SQLite code 5"); });
  CHECK(codeOf(busy) == "AR");
  CHECK(busy.find("SQLite") == std::string::npos);
  CHECK(codeOf(answerWhen([] { throw Refusal("patient.ins.collision", "decide"); })) == "AE");
  CHECK(codeOf(answerWhen([] { throw Conflict("patient.version", "changed"); })) == "AR");
  CHECK(codeOf(answerWhen([] {})) == "AA");
}
