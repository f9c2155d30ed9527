// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// A hospital's patient feed, lock-step on one link: each message is deduplicated, acted upon, kept sealed and audited, and its answer comes after a
// durable commit of its own. JSON lines, with two floors of the same run: what the disk flushes, and the same rows written in process without HL7,
// vault or socket. Database: CLAIRIS_TEST_STORE and CLAIRIS_TEST_POSTGRES, as in the tests. An argument multiplies the messages.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <thread>
#include <vector>

#include "bench/store/measure.h"
#include "core/audit/sealer.h"
#include "core/delivery/planner.h"
#include "core/events/sequencer.h"
#include "core/store/place_repository.h"
#include "core/work/report_desk_service.h"
#include "integration/hl7/house.h"
#include "plugins/hl7/mapping/patient_mapping.h"
#include "plugins/hl7/receiver/inbox.h"
#include "plugins/reporting/renderer.h"
#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::test;
using bench::secondsSince;
using bench::Steady;

namespace {

constexpr std::size_t kCommitBytes = 16384;  // what a commit of one message appends to a write-ahead log, about
constexpr int kValidationsPerSecond = 20;
const Oid kRoot = Oid::parse("1.2.250.1.999.9");

const char* engine() { return TestStore::onPostgresql() ? "PostgreSQL" : "SQLite"; }

void print(const std::string& name, double value, const char* unit, double floor = 0) {
  auto line = fmt::format(R"({{"bench":"adt","case":"{} {}","value":{:.2f},"unit":"{}")", engine(), name, value, unit);
  if (floor > 0) line += fmt::format(R"(,"floor":{:.2f},"ratio":{:.3f})", floor, value / floor);
  std::cout << line << "}" << std::endl;
}

/// A patient of the feed by number; the INS is made up under the test OID.
SampleMessage message(const char* trigger, int patient, int control) {
  SampleMessage adt;
  adt.type = std::string("ADT^") + trigger + "^ADT_A05";
  adt.controlId = "M" + std::to_string(control);
  adt.pid3 = fmt::format("IPP{:07}^^^CIM-TEST&750999991&N^PI~2790351{:08}^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS", patient, patient);
  return adt;
}

class Feed {
public:
  explicit Feed(int port) : _partner(port) {}

  /// Sends one message, waits for its answer. False unless it is AA.
  bool send(const std::string& text) {
    const auto start = Steady::now();
    _partner.send(hl7::framed(text));
    const auto answer = _partner.answer();
    latencies.push_back(secondsSince(start) * 1000);
    return codeOf(answer) == "AA";
  }
  std::vector<double> latencies;  ///< milliseconds
  double processor = 0;           ///< milliseconds of this process, both ends of the link, for a message

private:
  Partner _partner;
};

double percentile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

std::string textOf(const SampleMessage& adt) { return adt.text(); }
std::string textOf(const std::string& text) { return text; }

/// `count` messages made by `next`; messages a second.
template <class Next>
double run(Feed& feed, int count, Next&& next) {
  feed.latencies.clear();
  const auto processor = std::clock();
  const auto start = Steady::now();
  for (int i = 0; i < count; ++i) {
    if (!feed.send(textOf(next(i)))) throw std::runtime_error("a message of the feed was not accepted");
  }
  feed.processor = 1000.0 * static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC / count;
  return count / secondsSince(start);
}

void report(const Feed& feed, const std::string& name, double rate, double floor) {
  print(name, rate, "messages/s", floor);
  print(name + ", answer p50", percentile(feed.latencies, 0.5), "ms");
  print(name + ", answer p99", percentile(feed.latencies, 0.99), "ms");
  print(name + ", processor time", feed.processor, "ms/message");
}

SampleMessage changed(int patient, int control) {
  auto adt = message("A31", patient, control);
  adt.pid13 = "^PRN^PH^^^^^^^^^01" + std::to_string(40000000 + control);
  return adt;
}

SampleMessage stay(const char* trigger, int patient, int control) {
  auto adt = message(trigger, patient, control);
  adt.visit = fmt::format("PV1|1|I|CARDIO^{}||||||||||||||||VN{:07}^^^CIM-TEST^VN", control % 40, patient);
  adt.rest = fmt::format("ZBE|M{}^CIM-TEST|20260302081500||INSERT|N", control);
  return adt;
}

std::string order(int patient, int control) {
  SampleOrder orm;
  orm.controlId = "M" + std::to_string(control);
  orm.pid3 = message("A28", patient, control).pid3;
  orm.visit = fmt::format("PV1|1|I|||||||||||||||||VN{:07}^^^CIM-TEST^VN", patient);
  orm.orc = fmt::format("ORC|NW|DEM{}^DPI", control);
  orm.obr = "OBR|1|||24590-2^IRM cerveau^LN";
  return orm.text();
}

/// A hospital's day in groups of twenty messages: twelve of identities (A28, A31), four of stays (A01, A02, A08, A03), three orders, and one A40 that
/// merges the group's first patient, registered without an INS, into its second.
std::string ofTheDay(int i, int firstPatient, int control) {
  const int group = firstPatient + i / 20 * 6;
  const int place = i % 20;
  if (place == 0) {
    auto duplicate = message("A28", group, control);
    duplicate.pid3 = fmt::format("IPP{:07}^^^CIM-TEST&750999991&N^PI", group);
    duplicate.pid32 = "PROV";
    return duplicate.text();
  }
  if (place < 6) return message("A28", group + place, control).text();
  if (place < 12) return changed(group + 1 + place % 5, control).text();
  if (place < 16) return stay(std::array{"A01", "A02", "A08", "A03"}.at(static_cast<std::size_t>(place - 12)), group + 1, control).text();
  if (place < 19) return order(group + place - 15, control);
  auto merge = message("A40", group + 1, control);
  merge.type = "ADT^A40^ADT_A39";
  merge.visit = fmt::format("MRG|IPP{:07}^^^CIM-TEST&750999991&N^PI", group);
  return merge.text();
}

/// Drafts to validate, and the desk that does it.
class Reporting {
public:
  explicit Reporting(House& house)
      : _house(house),
        _renderer(std::make_shared<reporting::Renderer>(Environment::test, kRoot)),
        _desk({*house.store, house.store.clock, Environment::test, kRoot, [this] { return _renderer; },
               [](const DocumentView&) { return std::vector<ChannelPlan>{}; }}) {
    house.store->write(Lane::interactive, [&](UnitOfWork& work) {
      Practitioner radiologist{"", "801234560801", "BIDEAULT", "Jacques", "M", "DR", {"G15_10/SM44", "", ""}, ""};
      _caller.practitionerId = store::savePractitioner(work, radiologist);
    });
    _caller.principal = "account:bench";
    _caller.roles = {"radiologist"};
    _caller.allSites = true;
    _caller.authentication = Authentication::password;
    _caller.authenticatedAt = house.store.clock.now();
  }

  void prepare(int count) {
    for (int i = 0; i < count; ++i) {
      std::string exam;
      _house.store->write(Lane::interactive, [&](UnitOfWork& work) {
        PatientFeed feed;
        feed.trust = SenderTrust::sameDomain;
        feed.validated = true;
        feed.patient.traits = {"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"};
        feed.patient.localIds = {{"R" + std::to_string(i), "BENCH", "1.2.250.1.999.1.2"}};
        NewOrder order;
        order.siteId = _house.siteId;
        order.patientId = _house.clinic.receivePatient(work, _caller, feed).id;
        order.placerNumber = "OPN" + std::to_string(i);
        order.placerAuthority = "BENCH";
        order.requester = {"", "801234567897", "MEDIONI", "Stéphane", "M", "DR", {"G15_10/SM26", "", ""}, ""};
        order.procedure = {"24802-1", "RM genou", "2.16.840.1.113883.6.1"};
        order.modality = "MR";
        exam = _house.clinic.placeOrder(work, _caller, order).exam.id;
        _house.clinic.perform(work, _caller, exam, {false, {}, {}, "IRM 1,5 T", "", "", "manual"});
      });
      const ReportText text{"IRM du genou", "", "Douleur.", "Séquences T1 et DP FAT SAT.", "Ménisque interne : fissure.", "Lésion méniscale."};
      _drafts.push_back(_desk.open(_caller, exam, text, {}).id);
    }
  }

  /// Validates at the given pace until told to stop or the drafts are used up; how many.
  int validate(const std::atomic<bool>& stop) {
    auto due = Steady::now();
    int done = 0;
    for (; !stop && !_drafts.empty(); ++done) {
      due += std::chrono::microseconds(1000000 / kValidationsPerSecond);
      std::this_thread::sleep_until(due);
      _desk.validate(_caller, _drafts.back(), std::nullopt, {}, {}, {});
      _drafts.pop_back();
    }
    return done;
  }

private:
  House& _house;
  std::shared_ptr<const ReportRenderer> _renderer;
  work::ReportDeskService _desk;
  Caller _caller;
  std::vector<std::string> _drafts;
};

/// The rows of a new patient's message, written without reading HL7, sealing or a socket; messages a second.
double sameRowsInProcess(House& house, int count) {
  const auto frame = message("A28", 1, 1).text();
  hl7::Sender sender;
  sender.name = "GAM/CIM-TEST";
  sender.trust = SenderTrust::sameDomain;
  auto feed = hl7::patientFeed(hl7::Message::parse(frame), sender, Environment::test);
  Caller caller;
  caller.principal = "hl7:GAM/CIM-TEST";
  caller.allSites = true;
  const std::string sealed = house.vault.vault->seal(frame);
  const std::vector<std::string> answers{std::string(200, 'A')};
  const auto start = Steady::now();
  for (int i = 0; i < count; ++i) {
    feed.patient.localIds.front().value = "F" + std::to_string(i);
    feed.patient.ins = Ins::parse(fmt::format("1790351{:08}", i), Ins::kNirTest);
    house.store->write(Lane::feed, [&](UnitOfWork& work) {
      const hl7::InboundKey key{"floor", std::to_string(i), "ADT^A28", std::string(64, 'a')};
      house.clinic.receivePatient(work, caller, feed);
      hl7::recordInbound(work, key, answers);
      hl7::keepRaw(work, key, "AA", sealed);
      work.audit({caller.principal, "hl7.message.accepted", "hl7:floor", "ok", "{}"});
    });
  }
  return count / secondsSince(start);
}

void measure(int scale) {
  House house;
  AuditSealer sealer(std::string(32, 'k'), house.vault.folder / "heads", house.store.log, house.store.metrics);
  Sequencer sequencer(*house.store, house.store.log, house.store.metrics, {SequencerStep{numberEvents, {}}, sealer.step()});
  hl7::MllpServer server(
      hl7::listenTcp("127.0.0.1", 0), {},
      [&](const hl7::FrameReader::Frame& frame, const std::string& peer) { return house.receiver.receive(frame.bytes, frame.oversized, peer); },
      nullptr);
  Feed feed(server.port());
  const int count = 2000 * scale;
  int control = 0;

  const double disk = bench::flushesPerSecond(house.vault.folder.string(), kCommitBytes);
  print("disk, fdatasync of 16 KiB", disk, "1/s");
  const double floor = sameRowsInProcess(house, count);
  print("floor, same rows written in process", floor, "messages/s", disk);

  run(feed, 200, [&](int i) { return message("A28", 9000000 + i, ++control); });
  report(feed, "A28, new patients", run(feed, count, [&](int i) { return message("A28", i, ++control); }), floor);
  report(feed, "A31, changed phone", run(feed, count, [&](int i) { return changed(i, ++control); }), floor);
  report(feed, "A31, nothing new", run(feed, count, [&](int i) { return message("A31", count + i % 50, ++control); }), floor);
  report(feed, "mixed, 1 new to 3 changes",
         run(feed, count, [&](int i) { return i % 4 == 0 ? message("A28", 2 * count + i, ++control) : changed(i, ++control); }), floor);

  report(feed, "a day: 60 % identities, 20 % stays, 15 % orders, 5 % merges",
         run(feed, count, [&](int i) { return ofTheDay(i, 2000000, ++control); }), floor);
  if (house.count("patient_merge") != count / 20) throw std::runtime_error("a merge of the day was not carried out");

  Reporting reporting(house);
  reporting.prepare(kValidationsPerSecond * 12 * scale);
  std::atomic<bool> stop = false;
  int validated = 0;
  const auto start = Steady::now();
  std::thread radiologists([&] { validated = reporting.validate(stop); });
  const double rate = run(feed, count, [&](int i) { return i % 4 == 0 ? message("A28", 4 * count + i, ++control) : changed(i, ++control); });
  const double validations = secondsSince(start);
  stop = true;
  radiologists.join();
  report(feed, "mixed beside validations", rate, floor);
  print("validations beside the feed", validated / validations, "validations/s", kValidationsPerSecond);
  server.stop();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    measure(argc > 1 ? std::max(1, std::stoi(argv[1])) : 1);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
