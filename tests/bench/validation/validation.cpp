// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Validations a second on one thread: read, render PDF/A-1 and CDA, durable commit with document, audit, events and a planned
// delivery. Floor: fdatasync a second on the same disk in the same run.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "core/app/json_log.h"
#include "core/app/prometheus_metrics.h"
#include "core/store/database.h"
#include "core/store/migrations.h"
#include "core/store/place_repository.h"
#include "core/work/clinic_service.h"
#include "core/work/report_desk_service.h"
#include "plugins/reporting/renderer.h"

namespace {

using namespace clairis;
using Watch = std::chrono::steady_clock;

constexpr int kReports = 300;

double secondsSince(Watch::time_point start) { return std::chrono::duration<double>(Watch::now() - start).count(); }

double fdatasyncPerSecond(const std::filesystem::path& folder) {
  const auto file = (folder / "floor").string();
  const int handle = ::open(file.c_str(), O_CREAT | O_WRONLY, 0600);
  const std::string block(4096, 'x');
  constexpr int kTimes = 300;
  const auto start = Watch::now();
  for (int i = 0; i < kTimes; ++i) {
    if (::pwrite(handle, block.data(), block.size(), i * 4096) != 4096 || ::fdatasync(handle) != 0) std::perror("floor");
  }
  const double rate = kTimes / secondsSince(start);
  ::close(handle);
  return rate;
}

/// Plans one delivery a document, as the DMP channel does.
class OneDelivery final : public DeliveryChannel {
public:
  std::string name() const override { return "bench"; }
  std::vector<PlannedDelivery> plan(const DocumentView&) const override { return {{"", "queued", ""}}; }
  std::string prepare(const DeliveryTask&) override { return {}; }
  Outcome send(const DeliveryTask&, std::chrono::steady_clock::time_point, std::stop_token) override { return {}; }
};

struct House {
  explicit House(const std::filesystem::path& folder)
      : log(clock, stderr, Log::Level::error), database(Database::open({"sqlite:" + (folder / "bench.db").string()}, clock, log, metrics)),
        clinic(Environment::test, {Oid::parse("2.25"), "CLA"}), renderer(std::make_shared<reporting::Renderer>(Environment::test, Oid::parse("2.25"))),
        desk({*database, clock, Environment::test, Oid::parse("2.25"), [this] { return renderer; },
              [this](const DocumentView& view) { return planDeliveries({channel}, view); }}) {
    migrate(*database, {coreMigrations()});
    database->write(Lane::interactive, [&](UnitOfWork& work) {
      Site site{work.newId(), 1, "main", "Centre de radiologie Ambroise", "1750803447", "Europe/Paris", {"12 Rue Ambroise", "75010", "PARIS", "FRA"}, "0146000000",
                {"SA08", "Cabinet de groupe", ""}, {"AMBULATOIRE", "Ambulatoire", ""}, "Vos données sont traitées pour votre prise en charge."};
      store::insertSite(work, site, true);
      Practitioner radiologist{"", "801234560801", "BIDEAULT", "Jacques", "M", "DR", {"G15_10/SM44", "", ""}, ""};
      caller.practitionerId = store::savePractitioner(work, radiologist);
    });
    caller.principal = "account:bench";
    caller.roles = {"radiologist"};
    caller.allSites = true;
    caller.authentication = Authentication::password;
    caller.authenticatedAt = clock.now();
  }

  /// A performed exam with its draft; returns the report.
  std::string draft(int number, const std::string& name, const std::string& results) {
    std::string examId;
    database->write(Lane::interactive, [&](UnitOfWork& work) {
      PatientFeed feed;
      feed.trust = SenderTrust::sameDomain;
      feed.validated = true;
      feed.patient.traits = {name, "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"};
      feed.patient.localIds = {{"IPP" + std::to_string(number), "BENCH", "1.2.250.1.999.1.2"}};
      if (number == 0) feed.patient.ins = Ins::parse("279035121518989", Ins::kNirTest);
      NewOrder order;
      order.patientId = clinic.receivePatient(work, caller, feed).id;
      order.placerNumber = "OPN" + std::to_string(number);
      order.placerAuthority = "BENCH";
      order.requester = {"", "801234567897", "MEDIONI", "Stéphane", "M", "DR", {"G15_10/SM26", "", ""}, ""};
      order.procedure = {"24802-1", "RM genou", "2.16.840.1.113883.6.1"};
      order.modality = "MR";
      examId = clinic.placeOrder(work, caller, order).exam.id;
      clinic.perform(work, caller, examId, {false, {}, {}, "IRM 1,5 T", "", "manual"});
    });
    const ReportText text{"IRM du genou droit", "", "Douleur interne.", "Séquences T1 et DP FAT SAT.", results, "Lésion méniscale interne."};
    return desk.open(caller, examId, text, {}).id;
  }

  SystemClock clock;
  JsonLog log;
  PrometheusMetrics metrics;
  std::unique_ptr<Database> database;
  work::ClinicService clinic;
  std::shared_ptr<const ReportRenderer> renderer;
  std::shared_ptr<DeliveryChannel> channel = std::make_shared<OneDelivery>();
  work::ReportDeskService desk;
  Caller caller;
};

void measure(House& house, const char* what, int from, const std::string& name, const std::string& results, double floor) {
  std::vector<std::string> reports;
  for (int i = 0; i < kReports; ++i) reports.push_back(house.draft(from + i, name, results));
  const auto start = Watch::now();
  for (const auto& report : reports) house.desk.validate(house.caller, report, std::nullopt, {}, {}, {});
  const double rate = kReports / secondsSince(start);
  std::printf(R"({"bench":"validation","case":"%s","value":%.1f,"unit":"validations/s","floor":%.1f,"ratio":%.3f})"
              "\n",
              what, rate, floor, rate / floor);
}

}  // namespace

int main() {
  const auto folder = std::filesystem::temp_directory_path() / ("clairis-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  {
    const double floor = fdatasyncPerSecond(folder);
    std::printf(R"({"bench":"validation","case":"fdatasync","value":%.1f,"unit":"1/s"})"
                "\n",
                floor);
    House house(folder);
    std::string results;
    for (int i = 0; i < 8; ++i) results += "Ménisque interne : fissure de la corne postérieure, ligaments croisés continus, pas d’épanchement.\n";
    measure(house, "one page, Western letters", 0, "PAT-TROIS", results, floor);
    measure(house, "one page, Polish and Turkish letters", kReports, "WIŚNIEWSKA-ĞÜLŞEN", results + "Łąkotka ≥ 2 mm, Ş, ğ, ź.", floor);
  }
  std::filesystem::remove_all(folder);
  return 0;
}
