// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// A changed identity goes to the partner that asks for it, over the real queue and a socket: what he hears, in which order, and what he ends with.
#include <doctest/doctest.h>

#include "core/delivery/commands.h"
#include "integration/hl7/road.h"
#include "unit/hl7/sample_pair.h"

using namespace clairis;
using namespace clairis::test;
using namespace clairis::hl7;
using State = DeliveryState;

namespace {

const std::string kMatricule = "279035121518989";

std::vector<std::string> asked(std::vector<std::string> more = {}) {
  more.insert(more.begin(),
              {"hl7.destination.HIS.identity = true", "hl7.destination.HIS.merges = true", "hl7.destination.HIS.patient_authority = DPI"});
  return more;
}

/// PAT-TROIS, known to HIS as D1 of DPI and to the hospital as IPP0001; GAM says what changes.
SampleMessage known(bool qualified = true, const std::string& theirs = "D1", const std::string& ours = "IPP0001") {
  auto sample = aPatient(ours, qualified);
  sample.pid3 = theirs + "^^^DPI^PI~" + sample.pid3;
  return sample;
}

struct NewsRoad : Road {
  explicit NewsRoad(std::vector<ScriptedReceiver::Script> scripts, std::vector<std::string> more = {})
      : Road(std::move(scripts), asked(std::move(more))) {}

  std::string say(SampleMessage sample, const std::string& type = "ADT^A31^ADT_A05") {
    if (type.find("A40") == std::string::npos && type.find("A47") == std::string::npos) sample.visit = "PV1|1|N";
    sample.type = type;
    sample.controlId = "S" + std::to_string(++sent);
    return house.send(sample.text());
  }
  /// Identity events since the last time, as the event log tells them, `times` times.
  void tell(int times = 1) {
    IdentityReporter reporter({*house.store, *dispatcher, house.clinic, Environment::test}, SenderTable(options), destinations);
    const auto names = IdentityReporter::events();
    const auto rows = house.store->reading([&](Reader& reader) {
      return reader.query("SELECT id, name, subject, data FROM event WHERE name IN ($1, $2) ORDER BY id", {names.at(0), names.at(1)});
    });
    for (auto at = told; at < rows.size(); ++at) {
      for (int i = 0; i < times; ++i)
        reporter.tell({static_cast<std::int64_t>(at + 1), house.store.clock.now(), {rows[at][1].text(), rows[at][2].text(), rows[at][3].text()}});
    }
    told = rows.size();
  }
  std::int64_t messages() { return house.count("outbound_message"); }
  std::int64_t insSent() { return house.count("hl7_ins_sent"); }
  Caller officer() {
    Caller caller;
    caller.principal = "account:officer";
    caller.roles = {"identity_officer"};
    return caller;
  }
  Patient person() { return house.patient("IPP0001"); }

  int sent = 0;
  std::size_t told = 0;
};

std::string segment(const std::string& message, const std::string& name) {
  const auto at = message.find("\r" + name + "|");
  return at == std::string::npos ? std::string() : message.substr(at + 1, message.find('\r', at + 1) - at - 1);
}
std::string eventOf(const std::string& message) { return Message::parse(message).header().field(9).value(2); }
std::string field(const std::string& message, const std::string& name, std::size_t number) {
  const auto parsed = Message::parse(message);
  const auto* found = parsed.find(name);
  return found == nullptr ? std::string() : std::string(found->field(number).raw());
}

}  // namespace

TEST_CASE("a change reaches the receiver that asks, once, and never the partner who made it [RIS.INS.34] [RIS.INS.36]") {
  Heard heard;
  NewsRoad road({heard.answering()});
  REQUIRE(road.say(known()) == "AA");
  road.tell();
  CHECK(road.messages() == 0);  // somebody new is no change
  auto moved = known();
  moved.pid5 = "PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE-LOUISE^^^^L~USAGE^^^^^^D";
  REQUIRE(road.say(moved) == "AA");
  road.tell(3);
  CHECK(road.messages() == 1);
  road.waitFor(road.newest(), State::accepted);
  REQUIRE(heard.all().size() == 1);
  const auto message = heard.all()[0];
  CHECK(eventOf(message) == "A31");
  CHECK(field(message, "PID", 3) == "D1^^^DPI^PI~" + kPatIns);
  CHECK(field(message, "PID", 5) == "PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE-LOUISE^^^^L~USAGE^^^^^^D");
  CHECK(field(message, "PID", 32) == "VALI");
  CHECK(field(message, "PV1", 2) == "N");
  // DPI's own word comes back to nobody; the next word of a third is told again, and what changes nothing is not.
  const auto renamed = [](const std::string& name) {
    auto sample = known();
    sample.pid5 += "~" + name + "^^^^^^D";
    return sample;
  };
  auto theirs = renamed("AUTRE");
  theirs.application = "DPI";
  theirs.facility = "CH";
  REQUIRE(road.say(theirs) == "AA");
  REQUIRE(road.person().traits.usedName == "AUTRE");
  road.tell();
  CHECK(road.messages() == 1);
  REQUIRE(road.say(renamed("TIERS")) == "AA");
  REQUIRE(road.say(renamed("TIERS")) == "AA");
  road.tell();
  CHECK(road.messages() == 2);
  road.waitFor(road.newest(), State::accepted);
  CHECK(field(heard.all().back(), "PID", 5).find("TIERS") != std::string::npos);
}

TEST_CASE("a receiver without a number of the patient, and one that does not ask, hear nothing [SR-02]") {
  Heard heard;
  SUBCASE("no number of his") {
    NewsRoad road({heard.answering()});
    REQUIRE(road.say(aPatient("IPP0001", true)) == "AA");
    REQUIRE(road.say(aPatient("IPP0001")) == "AA");
    road.tell();
    CHECK(road.messages() == 0);
  }
  SUBCASE("not asked") {
    NewsRoad road({heard.answering()}, {"hl7.destination.HIS.identity = false", "hl7.destination.HIS.merges = false"});
    REQUIRE(road.say(known()) == "AA");
    REQUIRE(road.say(known(false)) == "AA");
    road.tell();
    CHECK(road.messages() == 0);
  }
}

TEST_CASE("the INS leaves with a qualified identity alone, whatever the status and marks; PID-32 says what is true [SR-02] [RIS.INS.37]") {
  const auto setTo = [](NewsRoad& road, const IdentityState& state) {
    road.house.store->write(Lane::interactive, [&](UnitOfWork& work) {
      work.execute("UPDATE patient SET status = $1, doubtful = $2, fictitious = $3, homonym = $4, ins_matricule = $5, ins_oid = $6",
                   {toText(state.status), state.doubtful, state.fictitious, state.homonym, kMatricule, Ins::kNirTest});
    });
  };
  Heard heard;
  NewsRoad road({heard.answering()});
  REQUIRE(road.say(known()) == "AA");
  int round = 0;
  for (const auto status : {IdentityStatus::provisional, IdentityStatus::recovered, IdentityStatus::validated, IdentityStatus::qualified}) {
    for (int bits = 0; bits < 8; ++bits) {
      const IdentityState state{status, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, true};
      CAPTURE(std::string(toText(status)));
      CAPTURE(bits);
      auto other = known();
      other.pid5 = "PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE-LOUISE^^^^L~USAGE" + std::to_string(++round) + "^^^^^^D";
      REQUIRE(road.say(other) == "AA");
      setTo(road, state);  // the number stays in the row, as no rule would leave it
      road.tell();
      road.waitFor(road.newest(), State::accepted);
      const auto message = heard.all().back();
      REQUIRE(message.find("USAGE" + std::to_string(round) + "^") != std::string::npos);
      const bool may = status == IdentityStatus::qualified && (bits & 3) == 0;
      CHECK((message.find(kMatricule) != std::string::npos) == may);
      CHECK((message.find(std::string(Ins::kNirTest)) != std::string::npos) == may);
      CHECK(road.insSent() == (may ? 1 : 0));
      road.house.store->write(Lane::interactive, [](UnitOfWork& work) { work.execute("DELETE FROM hl7_ins_sent"); });
      const bool proven = status == IdentityStatus::validated || status == IdentityStatus::qualified;
      std::string said = proven ? "VALI" : "PROV";
      if (state.doubtful) said += "~DOUT";
      if (state.fictitious) said += "~FICT";
      if (state.homonym) said += "~HOMD";
      CHECK(field(message, "PID", 32) == said);
    }
  }
}

TEST_CASE(
    "a number that this receiver has from us is withdrawn by A47, once he said AA it is forgotten; he is a listed partner [RIS.INS.36] "
    "[RIS.INS.51]") {
  Heard heard;
  NewsRoad road({heard.answering()});
  REQUIRE(road.say(known(false)) == "AA");
  REQUIRE(road.say(known()) == "AA");
  road.tell();
  road.waitFor(road.newest(), State::accepted);
  CHECK(road.insSent() == 1);
  const auto exchanges = road.house.store->reading([&](Reader& reader) { return road.house.identities.exchanges(reader, road.person().id); });
  CHECK(std::any_of(exchanges.begin(), exchanges.end(), [](const IdentityExchange& e) { return e.partner == "hl7:HIS" && e.direction == "out"; }));
  REQUIRE(road.say(known(false)) == "AA");
  road.tell();
  road.waitFor(road.newest(), State::accepted);
  CHECK(road.insSent() == 0);
  road.house.store->write(Lane::interactive, [&](UnitOfWork& work) {
    const auto person = road.house.clinic.patient(work, road.person().id);
    road.house.identities.mark(work, road.officer(), person.id, person.version, IdentityAttribute::homonym, true, "Homonyme");
  });
  road.tell();
  road.waitFor(road.newest(), State::accepted);
  const auto all = heard.all();
  REQUIRE(all.size() == 3);
  CHECK(eventOf(all[0]) == "A31");
  CHECK(eventOf(all[1]) == "A47");
  CHECK(field(all[1], "PID", 3) == "D1^^^DPI^PI~" + kNoIns);
  CHECK(field(all[1], "PID", 32) == "PROV");
  CHECK(field(all[1], "MRG", 1) == kPatIns);
  CHECK(eventOf(all[2]) == "A31");
  CHECK(all[2].find(kMatricule) == std::string::npos);
}

TEST_CASE(
    "a receiver that refused a message with the INS, or did not answer it, has seen the number: he is listed, and hears when it is withdrawn "
    "[RIS.INS.51] [RIS.INS.36]") {
  for (const bool answers : {true, false}) {
    CAPTURE(answers);
    Heard heard;
    NewsRoad road({[&](Conversation& c) {
                     const auto message = c.next();
                     heard.add(message);
                     if (!answers) return;
                     c.answer(ackFor(controlIdOf(message), "AE"));
                     for (auto next = c.next(); !next.empty(); next = c.next()) {
                       heard.add(next);
                       c.answer(ackFor(controlIdOf(next)));
                     }
                   },
                   heard.answering()},
                  {"hl7.destination.HIS.repeat_unknown = false"});
    REQUIRE(road.say(known(false)) == "AA");
    REQUIRE(road.say(known()) == "AA");
    road.tell();
    road.waitFor(road.newest(), answers ? State::fix : State::undecided);
    const auto exchanges = road.house.store->reading([&](Reader& reader) { return road.house.identities.exchanges(reader, road.person().id); });
    CHECK(std::any_of(exchanges.begin(), exchanges.end(), [](const IdentityExchange& e) { return e.partner == "hl7:HIS" && e.direction == "out"; }));
    if (!answers) continue;
    REQUIRE(road.say(known(false)) == "AA");
    road.tell();
    road.waitFor(road.newest(), State::accepted);
    CHECK(eventOf(heard.all().back()) == "A47");
  }
}

TEST_CASE("a number that was replaced: A47 names the old one in MRG-1 and the new one in PID-3 [RIS.INS.34]") {
  Heard heard;
  NewsRoad road({heard.answering()});
  REQUIRE(road.say(known(false)) == "AA");
  REQUIRE(road.say(known()) == "AA");
  road.tell();
  road.waitFor(road.newest(), State::accepted);
  auto replaced = known();
  replaced.pid3 = "D1^^^DPI^PI~" + ipp("IPP0001") + "~" + kNessiIns;
  replaced.visit = "MRG|" + kPatIns;
  REQUIRE(road.say(replaced, "ADT^A47^ADT_A30") == "AA");
  road.tell();
  road.waitFor(road.newest(), State::accepted);
  const auto message = heard.all().at(1);
  CHECK(eventOf(message) == "A47");
  CHECK(field(message, "PID", 3) == "D1^^^DPI^PI~" + kNessiIns);
  CHECK(field(message, "MRG", 1) == kPatIns);
  CHECK(road.house.row("SELECT matricule FROM hl7_ins_sent").at(0).text() == "277076322082910");
}

TEST_CASE("who took the number away himself is asked to remove nothing, now or later [RIS.INS.36]") {
  Heard heard;
  NewsRoad road({heard.answering()});
  REQUIRE(road.say(known(false)) == "AA");
  REQUIRE(road.say(known()) == "AA");
  road.tell();
  road.waitFor(road.newest(), State::accepted);
  auto lowered = known(false);
  lowered.application = "DPI";
  lowered.facility = "CH";
  REQUIRE(road.say(lowered) == "AA");
  road.tell();
  CHECK(road.messages() == 1);
  CHECK(road.insSent() == 0);
}

TEST_CASE("a partner that was down for long hears the last state alone, and of each patient [RIS.INS.34]") {
  Heard heard;
  NewsRoad road({heard.answering()}, {"hl7.destination.HIS.port = " + std::to_string(deadPort())});
  REQUIRE(road.say(known(false)) == "AA");
  REQUIRE(road.say(known(false, "D2", "IPP0002")) == "AA");
  for (int round = 0; round < 20; ++round) {
    for (const char* number : {"1", "2"}) {
      auto changed = known(false, std::string("D") + number, std::string("IPP000") + number);
      changed.pid5 = "PAT-TROIS^DOMINIQUE^^^^^L~USAGE" + std::to_string(round) + "^^^^^^D";
      REQUIRE(road.say(changed) == "AA");
      road.tell();
    }
  }
  CHECK(road.messages() == 40);
  // One that was just being tried goes on in its place; none other is left.
  CHECK(road.house.row("SELECT COUNT(*) FROM delivery WHERE reason = 'superseded'").at(0).integer() >= 36);
  road.restartTowards(road.receiver.port());
  for (const auto& row :
       road.house.store->reading([](Reader& reader) { return reader.query("SELECT id FROM delivery WHERE reason <> 'superseded' ORDER BY id"); })) {
    road.waitFor(row[0].text(), State::accepted);
  }
  std::map<std::string, std::string> last;
  for (const auto& message : heard.all()) last[field(message, "PID", 3)] = field(message, "PID", 5);
  REQUIRE(last.size() == 2);
  for (const auto& [number, names] : last) CHECK(names.find("USAGE19") != std::string::npos);
}

TEST_CASE("the answer was lost while the identity changed again: the same message is repeated first, and the last one he hears is the last state") {
  Heard heard;
  NewsRoad* road = nullptr;
  NewsRoad made({[&](Conversation& c) {
                   heard.add(c.next());
                   auto again = known(false);
                   REQUIRE(road->say(again) == "AA");
                   road->tell();
                 },
                 heard.answering()});
  road = &made;
  REQUIRE(made.say(known(false)) == "AA");
  REQUIRE(made.say(known()) == "AA");
  made.tell();
  const auto first = made.newest();
  made.waitFor(first, State::accepted);
  made.waitFor(made.newest(), State::accepted);
  const auto all = heard.all();
  REQUIRE(all.size() == 3);
  CHECK(all[0].find(kMatricule) != std::string::npos);
  CHECK(controlIdOf(all[1]) == controlIdOf(all[0]));
  // The repeat goes without the number that may not leave any more, and the removal follows because he may have it.
  CHECK(all[1].find(kMatricule) == std::string::npos);
  CHECK(eventOf(all[2]) == "A47");
  CHECK(field(all[2], "MRG", 1) == kPatIns);
  CHECK(made.insSent() == 0);
}

TEST_CASE("two changes one after the other arrive in their order, whatever happens to the first [RIS.INS.34]") {
  Heard heard;
  const auto change = [](NewsRoad& road, const std::string& name) {
    auto changed = known(false);
    changed.pid5 = "PAT-TROIS^DOMINIQUE^^^^^L~" + name + "^^^^^^D";
    REQUIRE(road.say(changed) == "AA");
    road.tell();
    return road.newest();
  };
  SUBCASE("AE: a person sees the first, the second leaves") {
    int answered = 0;
    NewsRoad road({[&](Conversation& c) {
      for (auto m = c.next(); !m.empty(); m = c.next()) {
        heard.add(m);
        const bool first = ++answered == 1;
        c.answer(ackFor(controlIdOf(m), first ? "AE" : "AA", first ? "ERR|||207^Application internal error^HL70357|E||||Inconnu\r" : ""));
      }
    }});
    REQUIRE(road.say(known(false)) == "AA");
    const auto first = change(road, "UN");
    const auto row = road.waitFor(first, State::fix);
    CHECK(row.reason == "hl7.ack.error");
    CHECK(row.message.find("Inconnu") == 0);
    road.waitFor(change(road, "DEUX"), State::accepted);
    CHECK(field(heard.all().back(), "PID", 5).find("DEUX") != std::string::npos);
    // The first is not sent after it, even by hand.
    CHECK(road.house.row("SELECT state, reason FROM delivery WHERE id = $1", {first}).at(1).text() == "superseded");
    Caller person;
    person.principal = "account:test";
    CHECK_THROWS_AS(road.house.store->write(Lane::interactive, [&](UnitOfWork& work) { resendDelivery(work, person, first); }), Refusal);
  }
  SUBCASE("AR: repeated three times, then a person's") {
    NewsRoad road({heard.answering("AR")});
    REQUIRE(road.say(known(false)) == "AA");
    CHECK(road.waitFor(change(road, "UN"), State::fix).reason == "hl7.ack.rejected");
    CHECK(heard.all().size() == 4);
    for (const auto& message : heard.all()) CHECK(controlIdOf(message) == controlIdOf(heard.all()[0]));
  }
  SUBCASE("AA") {
    NewsRoad road({heard.answering()});
    REQUIRE(road.say(known(false)) == "AA");
    for (const auto* name : {"UN", "DEUX", "TROIS"}) road.waitFor(change(road, name), State::accepted);
    CHECK(heard.all().size() == 3);
    CHECK(field(heard.all().back(), "PID", 5).find("TROIS") != std::string::npos);
  }
}

TEST_CASE(
    "a merge made here is told by A40 with the duplicate's number, not to the partner who asked for it; taken back it does not leave [RIS.INS.34]") {
  Heard heard;
  const auto two = [](NewsRoad& road) {
    REQUIRE(road.say(known()) == "AA");
    REQUIRE(road.say(known(false, "D2", "IPP0002")) == "AA");
  };
  const auto merge = [](NewsRoad& road) {
    const auto source = road.house.patient("IPP0002").id, target = road.person().id;
    return road.house.store->writing(
        Lane::interactive, [&](UnitOfWork& work) { return road.house.merges.merge(work, road.officer(), source, target, "Même personne"); });
  };
  SUBCASE("by a person") {
    NewsRoad road({heard.answering()});
    two(road);
    merge(road);
    road.tell(2);
    const auto rows = road.house.store->reading([](Reader& reader) { return reader.query("SELECT id FROM delivery ORDER BY id"); });
    for (const auto& row : rows) road.waitFor(row[0].text(), State::accepted);
    int merges = 0;
    for (const auto& message : heard.all()) {
      CAPTURE(message);
      if (eventOf(message) != "A40") continue;
      ++merges;
      CHECK(Message::parse(message).header().field(9).value(3) == "ADT_A39");
      CHECK(field(message, "PID", 3) == "D1^^^DPI^PI~" + kPatIns);
      CHECK(field(message, "MRG", 1) == "D2^^^DPI^PI");
      CHECK(segment(message, "PV1").empty());
    }
    CHECK(merges == 1);
  }
  SUBCASE("by the receiver's own A40") {
    NewsRoad road({heard.answering()});
    two(road);
    auto theirs = known();
    theirs.application = "DPI";
    theirs.facility = "CH";
    theirs.visit = "MRG|D2^^^DPI^PI";
    REQUIRE(road.say(theirs, "ADT^A40^ADT_A39") == "AA");
    CHECK(road.house.count("patient_merge") == 1);
    road.tell();
    CHECK(road.messages() == 0);
  }
  SUBCASE("taken back before it left") {
    NewsRoad road({heard.answering()}, {"hl7.destination.HIS.port = " + std::to_string(deadPort())});
    two(road);
    const auto made = merge(road);
    road.tell();
    const auto told = road.house.row("SELECT d.id FROM delivery d JOIN outbound_message m ON m.id = d.message_id WHERE m.kind = 'identity.merge'");
    REQUIRE(told.size() == 1);
    road.waitFor(told[0].text(), State::retry);
    road.dispatcher->stop();
    road.house.store->write(Lane::interactive, [&](UnitOfWork& work) { road.house.merges.unmerge(work, road.officer(), made.id, "Deux personnes"); });
    road.restartTowards(road.receiver.port());
    const auto row = road.waitFor(told[0].text(), State::fix);
    CHECK(row.reason == "hl7.merge.undone");
    for (const auto& message : heard.all()) CHECK(eventOf(message) != "A40");
  }
}
