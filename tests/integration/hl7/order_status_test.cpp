// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// An order comes in by HL7, something happens to it, and its status leaves for the partner that placed it, over the real queue and a socket.
#include <doctest/doctest.h>

#include "core/delivery/commands.h"
#include "integration/hl7/road.h"
#include "plugins/hl7/status/status_reporter.h"

using namespace clairis;
using namespace clairis::test;
using namespace clairis::hl7;
using namespace clairis::hl7::test;
using namespace std::chrono_literals;
using State = DeliveryState;

namespace {

const std::string kPatient =
    "PID|1||IPP-1^^^DPI^PI~279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS||PAT-TROIS^DOMINIQUE^DOMINIQUE^^^^L||19790328|F|||"
    "^^^^^^BDL^^51215|||||||||||||||||||||VALI\r";

std::string order(const std::string& control, const std::string& id, const std::string& sender = "DPI|CH") {
  return "MSH|^~\\&|" + sender + "|CLAIRIS|MAIN|20261120080000+0100||ORM^O01^ORM_O01|" + id + "|T|2.5|||||FRA|UNICODE UTF-8\r" + kPatient + "ORC|" +
         control + "|D-1^DPI-CH\rOBR|1|D-1^DPI-CH||24558-9^Écho œuvre^LN||||||||||||||||||||US||||||||||||20261120100000+0100\r";
}

struct StatusRoad : Road {
  using Road::Road;
  /// The newest event of this name, told as the event log tells it, `times` times.
  void tell(const std::string& name, int times = 1) {
    StatusReporter reporter(*house.store, *dispatcher, SenderTable(options), destinations);
    const auto row = house.row("SELECT id, subject, data FROM event WHERE name = $1 ORDER BY id DESC", {name});
    REQUIRE_FALSE(row.empty());
    for (int i = 0; i < times; ++i) reporter.tell({position, house.store.clock.now(), {name, row[1].text(), row[2].text()}});
    ++position;
  }
  std::int64_t position = 1;
};

}  // namespace

TEST_CASE("the partner hears that its order is scheduled, with its own numbers, in its own set") {
  Heard heard;
  StatusRoad road({heard.answering()});
  REQUIRE(road.house.send(order("NW", "1")) == "AA");
  road.tell("order.placed");
  const auto row = road.waitFor(road.newest(), State::accepted);
  CHECK(row.proof.find("MSA|AA|") != std::string::npos);
  const auto messages = heard.all();
  REQUIRE(messages.size() == 1);
  CAPTURE(messages[0]);
  CHECK(messages[0].find("ORC|SC|D-1^DPI-CH|CLA0000000001^CLAIRIS||SC||^^^20261120100000+0100^^R|") != std::string::npos);
  CHECK(messages[0].find("|8859/15\r") != std::string::npos);
  CHECK(messages[0].find("\xC9"
                         "cho \xBDuvre") != std::string::npos);
  CHECK(messages[0].find("PID|1||IPP-1^^^DPI^PI~279035121518989^^^ASIP-SANTE-INS-NIR") != std::string::npos);
}

TEST_CASE("an event heard twice is one message; orders of partners without a destination, or of other partners, are told to nobody") {
  Heard heard;
  StatusRoad road({heard.answering()});
  REQUIRE(road.house.send(order("NW", "1")) == "AA");
  road.tell("order.placed", 3);
  CHECK(road.house.count("outbound_message") == 1);
  road.waitFor(road.newest(), State::accepted);
  // The same order's next event is another message; the order of a partner that wants to hear nothing is none.
  road.house.store->write(Lane::interactive, [](UnitOfWork& work) { work.execute("UPDATE imaging_order SET sender = 'GAM/CH'"); });
  road.tell("order.placed");
  road.house.store->write(Lane::interactive, [](UnitOfWork& work) { work.execute("UPDATE imaging_order SET sender = ''"); });
  road.tell("order.placed");
  CHECK(road.house.count("outbound_message") == 1);
  road.house.store->write(Lane::interactive, [](UnitOfWork& work) { work.execute("UPDATE imaging_order SET sender = 'DPI/CH'"); });
  road.tell("order.placed");
  CHECK(road.house.count("outbound_message") == 2);
  road.waitFor(road.newest(), State::accepted);
  CHECK(heard.all().size() == 2);
}

TEST_CASE("only the statuses that a receiver wants are sent") {
  Heard heard;
  StatusRoad road({heard.answering()}, {"hl7.destination.HIS.statuses = cancelled"});
  REQUIRE(road.house.send(order("NW", "1")) == "AA");
  road.tell("order.placed");
  CHECK(road.house.count("outbound_message") == 0);
  REQUIRE(road.house.send(order("CA", "2")) == "AA");
  road.tell("order.cancelled");
  road.waitFor(road.newest(), State::accepted);
  CHECK(heard.all().at(0).find("|CA|") != std::string::npos);
}

TEST_CASE("the whole message left and no answer came: the same bytes under the same MSH-10 leave again, and are accepted once") {
  Heard heard;
  StatusRoad road({[&](Conversation& c) { heard.add(c.next()); }, heard.answering()});
  REQUIRE(road.house.send(order("NW", "1")) == "AA");
  road.tell("order.placed");
  road.waitFor(road.newest(), State::accepted);
  const auto messages = heard.all();
  REQUIRE(messages.size() == 2);
  CHECK(messages[0] == messages[1]);
}

TEST_CASE("where repeating is forbidden an unknown outcome waits for a person") {
  Heard heard;
  StatusRoad road({[&](Conversation& c) { heard.add(c.next()); }, heard.answering()}, {"hl7.destination.HIS.repeat_unknown = false"});
  REQUIRE(road.house.send(order("NW", "1")) == "AA");
  road.tell("order.placed");
  const auto id = road.newest();
  while (road.waitFor(id, State::undecided).reason != "hl7.repeat_forbidden") {
  }
  CHECK(road.waitFor(id, State::undecided).dueAt == kNever);
  CHECK(heard.all().size() == 1);
  Caller person;
  person.principal = "account:test";
  const auto again = road.house.store->writing(Lane::interactive, [&](UnitOfWork& work) { return resendDelivery(work, person, id); });
  road.waitFor(again, State::accepted);
  CHECK(controlIdOf(heard.all().at(0)) == controlIdOf(heard.all().at(1)));
}

TEST_CASE("[SR-34] AE needs a person, in the receiver's words; AR is repeated three times, then needs one") {
  Heard heard;
  SUBCASE("AE") {
    StatusRoad road({heard.answering("AE", "ERR||ORC^1^2|204^Unknown key identifier^HL70357|E||||Demande inconnue\r")});
    REQUIRE(road.house.send(order("NW", "1")) == "AA");
    road.tell("order.placed");
    const auto row = road.waitFor(road.newest(), State::fix);
    CHECK(row.message == "Demande inconnue\nUnknown key identifier");
    CHECK(row.attempt == 1);
  }
  SUBCASE("AR") {
    StatusRoad road({heard.answering("AR")});
    REQUIRE(road.house.send(order("NW", "1")) == "AA");
    road.tell("order.placed");
    CHECK(road.waitFor(road.newest(), State::fix).reason == "hl7.ack.rejected");
    CHECK(heard.all().size() == 4);
  }
}

TEST_CASE("in enhanced mode CA is custody only where an application answer was asked for") {
  const auto both = [](const std::vector<std::string>& codes) {
    return [codes](Conversation& c) {
      for (auto m = c.next(); !m.empty(); m = c.next()) {
        for (const auto& code : codes) c.answer(ackFor(controlIdOf(m), code));
      }
    };
  };
  const auto outcome = [](ScriptedReceiver::Script script, const std::string& mode, State state) {
    StatusRoad road({std::move(script)}, {"hl7.destination.HIS.acknowledgement = " + mode, "hl7.destination.HIS.ack_timeout = 200ms"});
    REQUIRE(road.house.send(order("NW", "1")) == "AA");
    road.tell("order.placed");
    return road.waitFor(road.newest(), state).reason;
  };
  CHECK(outcome(both({"CA"}), "accept", State::accepted).empty());
  CHECK(outcome(both({"CA", "AA"}), "both", State::accepted).empty());
  CHECK(outcome(both({"CA", "AE"}), "both", State::fix) == "hl7.ack.error");
  CHECK(outcome(both({"CE"}), "both", State::fix) == "hl7.ack.error");
  CHECK(outcome(both({"CA"}), "both", State::undecided) == "hl7.ack.application_missing");
}

TEST_CASE("[SR-02] an identity that lost its qualification after the message was prepared leaves without its INS") {
  Heard heard;
  StatusRoad* road = nullptr;
  // The first try is cut after the message; before the second the identity is downgraded.
  StatusRoad made({[&](Conversation& c) {
                     heard.add(c.next());
                     road->house.store->write(Lane::interactive,
                                              [](UnitOfWork& work) { work.execute("UPDATE patient SET status = 'validated', doubtful = 1"); });
                   },
                   heard.answering()});
  road = &made;
  REQUIRE(made.house.send(order("NW", "1")) == "AA");
  made.tell("order.placed");
  made.waitFor(made.newest(), State::accepted);
  const auto messages = heard.all();
  REQUIRE(messages.size() == 2);
  CHECK(messages[0].find("279035121518989") != std::string::npos);
  CHECK(messages[1].find("279035121518989") == std::string::npos);
  CHECK(messages[1].find("VALI") == std::string::npos);
  CHECK(controlIdOf(messages[0]) == controlIdOf(messages[1]));
}

TEST_CASE("a newer status takes the place of the one that could not leave yet") {
  Heard heard;
  StatusRoad road({heard.answering()}, {"hl7.destination.HIS.port = " + std::to_string(deadPort())});
  REQUIRE(road.house.send(order("NW", "1")) == "AA");
  road.tell("order.placed");
  const auto first = road.newest();
  road.waitFor(first, State::retry);
  CHECK(road.house.row("SELECT reason FROM delivery WHERE id = $1", {first})[0].text() == "hl7.connect.refused");
  road.dispatcher->stop();
  REQUIRE(road.house.send(order("CA", "2")) == "AA");
  road.tell("order.cancelled");
  CHECK(road.house.row("SELECT state, reason FROM delivery WHERE id = $1", {first})[1].text() == "superseded");
  CHECK(road.newest() != first);
}

TEST_CASE("a message that cannot be built, or whose destination is gone, needs a person and says why") {
  Heard heard;
  StatusRoad road({heard.answering()});
  const auto enqueued = [&](const std::string& destination, const std::string& kind, const std::string& data) {
    OutboundMessage message{"hl7", destination, kind, "x", road.house.siteId, data, "", false, "", destination + kind + data};
    return road.house.store->writing(Lane::feed, [&](UnitOfWork& work) { return road.dispatcher->enqueue(work, message); });
  };
  CHECK(road.waitFor(enqueued("GONE", "order.status", "{}"), State::fix).reason == "hl7.destination.unknown");
  CHECK(road.waitFor(enqueued("HIS", "order.poem", "{}"), State::fix).reason == "hl7.message.kind");
  CHECK(road.waitFor(enqueued("HIS", "order.status", "not json"), State::fix).reason == "hl7.message.data");
  CHECK(road.waitFor(enqueued("HIS", "order.status", R"({"status":"started","at":"2026-11-20T10:00:00.000Z","exam":"none","order":"none"})"),
                     State::fix)
            .reason == "exam.unknown");
  CHECK(heard.all().empty());
}

TEST_CASE("[SR-07] a receiver of the other environment, wrong keys and half-said TLS stop the start") {
  const auto code = [](std::vector<std::string> more, const std::string& without = "") {
    auto all = Road::all(2575, std::move(more));
    std::erase_if(all, [&](const std::string& line) { return !without.empty() && line.find(without) != std::string::npos; });
    return refusalOf([&] { DestinationTable(configured(all), Environment::test); });
  };
  CHECK(code({}).empty());
  CHECK(code({"hl7.destination.HIS.environment = production"}) == "environment.mixed");
  CHECK(code({}, ".environment") == "hl7.destination");
  CHECK(code({}, ".host") == "hl7.destination");
  CHECK(code({}, ".port") == "hl7.destination");
  for (const char* wrong :
       {"prot = 1", "port = 0", "port = 99999", "port = x", "tls = yes", "message = oru", "statuses = started, gone", "character_set = utf-16",
        "acknowledgement = never", "repeat_unknown = maybe", "certificate = /x.pem", "trust = /x.pem"}) {
    CAPTURE(std::string(wrong));
    CHECK(code({std::string("hl7.destination.HIS.") + wrong}) == "hl7.destination");
  }
  CHECK(code({"hl7.destination.HIS.tls = true"}) == "mllp.tls");
}

TEST_CASE("a partner whose status_destination is not declared stops the start") {
  House house;
  const auto options = configured({"hl7.sender.DPI.status_destination = NOWHERE"});
  StatusRoad road({[](Conversation& c) { c.hangOn(); }});
  CHECK(refusalOf([&] { StatusReporter(*house.store, *road.dispatcher, SenderTable(options), DestinationTable()); }) == "hl7.sender");
}
