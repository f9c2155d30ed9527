// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/migration_commands.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "dicom/worklist_file.h"
#include "plugins/worklist/migration/exporter.h"
#include "plugins/worklist/migration/importer.h"

namespace clairis::worklist {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

/// The program blocks them for serving; a command that runs for minutes ends at once, and every unit of work is whole.
void letSignalsEnd() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&signals, number);
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

/// What DCMTK says of a damaged file is said better by the report.
void quietLibrary() { OFLog::configure(OFLogger::OFF_LOG_LEVEL); }

Site siteOf(Host& host, const std::string& code) {
  const auto clinic = host.service<Clinic>("clinic/1");
  return host.store().reading([&](Reader& reader) {
    if (code.empty()) return clinic->defaultSite(reader);
    const auto site = clinic->siteByCode(reader, code);
    if (!site) throw NotFound("site.unknown", "no site has the code " + code, "--site");
    return *site;
  });
}

/// A line on standard error every two seconds.
class Progress {
public:
  void total(std::size_t number) { _total = number; }
  void at(std::size_t number) {
    const auto now = Steady::now();
    if (now - _last < std::chrono::seconds(2)) return;
    _last = now;
    fmt::print(stderr, "{} of {}, {:.0f} a second\n", number, _total == 0 ? "unknown" : std::to_string(_total),
               static_cast<double>(number) / std::chrono::duration<double>(now - _begun).count());
  }

private:
  std::size_t _total = 0;
  Steady::time_point _begun = Steady::now(), _last = _begun;
};

struct ImportWords {
  std::string source, site, format = "auto", issuer, placerAuthority, report;
  bool dryRun = false, partialOk = false;
};

bool json(const ImportWords& words) {
  if (words.format != "auto") return words.format == "json";
  return words.source == "-" || !fs::is_directory(words.source);
}

void readJson(const ImportWords& words, const EntrySink& sink) {
  if (words.source == "-") return readWorklistJson(std::cin, Importer::kUnit, sink);
  std::ifstream file(words.source, std::ios::binary);
  if (!file || fs::is_directory(words.source)) {
    throw Refusal("worklist.import.unreadable", words.source + ": expected a folder of .wl files, a JSON file, or - for standard input");
  }
  readWorklistJson(file, Importer::kUnit, sink);
}

int import(Host& host, const ImportWords& words) {
  letSignalsEnd();
  quietLibrary();
  ImportSettings settings{siteOf(host, words.site), words.issuer, words.placerAuthority, words.dryRun, {}};
  settings.caller.principal = "system";
  ImportReport report(words.report);
  Importer importer(host.store(), *host.service<Clinic>("clinic/1"), settings, report);
  Progress progress;
  const EntrySink sink = [&](std::vector<SourceEntry> entries) {
    importer.take(std::move(entries));
    progress.at(report.seen());
  };
  if (json(words)) {
    readJson(words, sink);
  } else {
    report.ignored(readWorklistFolder(words.source, Importer::kUnit, sink, [&](std::size_t number) { progress.total(number); }));
  }
  std::cout << report.summary(words.dryRun);
  return report.everythingIn() || words.partialOk ? 0 : 1;
}

struct ExportWords {
  std::string target, format = "wl", site, ae, layout = "flat", calledAe, unassigned;
};

Layout layoutOf(const std::string& word) {
  if (word == "wlmscpfs") return Layout::wlmscpfs;
  return word == "stations" ? Layout::stations : Layout::flat;
}

/// "-" is standard output; a file is made anew, for its owner alone.
std::unique_ptr<std::FILE, int (*)(std::FILE*)> jsonOutput(const std::string& target) {
  if (target == "-") return {stdout, [](std::FILE* file) { return std::fflush(file); }};
  const int file = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) throw Refusal("worklist.export.file", target + ": " + std::strerror(errno) + "; expected a new file");
  return {::fdopen(file, "w"), std::fclose};
}

std::size_t exportJson(const ExportWords& words, const std::function<std::size_t(const std::function<void(DcmDataset&)>&)>& each) {
  const auto file = jsonOutput(words.target);
  const char* separator = "[\n";
  const auto number =
      each([&](DcmDataset& entry) { fmt::print(file.get(), "{}{}", std::exchange(separator, ",\n"), dicom::jsonFromDataset(entry).dump()); });
  fmt::print(file.get(), "{}", number == 0 ? "[]\n" : "\n]\n");
  const bool failed = std::ferror(file.get()) != 0 || std::fflush(file.get()) != 0;
  if (failed) throw Refusal("worklist.export.file", words.target + ": cannot be written to its end");
  return number;
}

/// Whether the entry has a station AE title, if need be the one for all that have none.
bool hasStation(DcmDataset& entry, const std::string& unassigned) {
  DcmItem* step = nullptr;
  OFString station;
  if (entry.findAndGetSequenceItem(DCM_ScheduledProcedureStepSequence, step, 0).bad()) return false;
  step->findAndGetOFString(DCM_ScheduledStationAETitle, station);
  if (!station.empty()) return true;
  if (!unassigned.empty()) step->putAndInsertString(DCM_ScheduledStationAETitle, unassigned.c_str());
  return !unassigned.empty();
}

int exportAll(Host& host, const ExportWords& words) {
  letSignalsEnd();
  ExportFilter filter;
  if (!words.site.empty()) filter.siteId = siteOf(host, words.site).id;
  filter.stationAe = words.ae;
  const Disclosure disclosure{host.environment(), host.options().boolean("worklist.other_patient_ids_ins")};
  const auto each = [&](const std::function<void(DcmDataset&)>& one) { return eachOpenEntry(host.store(), disclosure, filter, one); };
  std::size_t number = 0;
  if (words.format == "json") {
    number = exportJson(words, each);
  } else {
    WorklistFolder folder(words.target, layoutOf(words.layout), words.calledAe.empty() ? host.options().text("dicom.ae_title") : words.calledAe);
    std::size_t without = 0;
    number = each([&](DcmDataset& entry) {
      without += !hasStation(entry, words.unassigned);
      folder.add(entry);
    });
    folder.finish();
    if (without > 0)
      fmt::print(stderr, "{} of them have no station AE title: wlmscpfs ignores these unless --unassigned-station gives them one\n", without);
  }
  host.store().write(Lane::interactive, [&](UnitOfWork& work) {
    work.audit({"system", "worklist.exported", "site:" + (filter.siteId.empty() ? "all" : filter.siteId), "ok",
                R"({"entries":)" + std::to_string(number) + "}"});
  });
  (words.target == "-" ? std::cerr : std::cout) << number << " entries exported\n";
  return 0;
}

}  // namespace

void declareMigrationCommands(Commands& commands, const std::function<Host&()>& host) {
  commands.add(
      {"worklist import", "Takes over another system's worklist: a folder of .wl files (wlmscpfs, Orthanc) or a JSON list.", [host](CLI::App& app) {
         auto words = std::make_shared<ImportWords>();
         app.add_option("source", words->source, "Folder, JSON file, or - for JSON on standard input")->required();
         app.add_option("--format", words->format, "auto: a folder is wl, anything else json")->check(CLI::IsMember({"auto", "wl", "json"}));
         app.add_option("--site", words->site, "Code of the site where these exams are made; without it the default site");
         app.add_option("--issuer", words->issuer, "Authority of Patient IDs that name none");
         app.add_option("--placer-authority", words->placerAuthority, "Authority of the Placer Order Numbers");
         app.add_option("--report", words->report, "File for one line of JSON for each entry or value that did not go in");
         app.add_flag("--dry-run", words->dryRun, "Check each entry against what is stored, change nothing");
         app.add_flag("--partial-ok", words->partialOk, "Exit code 0 also when entries were refused or in conflict");
         return [host, words] { return import(host(), *words); };
       }});
  commands.add({"worklist export", "Writes the open worklist as .wl files that wlmscpfs and Orthanc serve, or as JSON.", [host](CLI::App& app) {
                  auto words = std::make_shared<ExportWords>();
                  app.add_option("target", words->target, "Folder for wl, new file or - for json")->required();
                  app.add_option("--format", words->format, "wl or json")->check(CLI::IsMember({"wl", "json"}));
                  app.add_option("--site", words->site, "Code of the only site whose exams leave");
                  app.add_option("--ae", words->ae, "Station AE title whose exams leave");
                  app.add_option("--layout", words->layout,
                                 "flat (Orthanc), wlmscpfs (a folder named by the called AE title), stations (one by station AE title)")
                      ->check(CLI::IsMember({"flat", "wlmscpfs", "stations"}));
                  app.add_option("--called-ae", words->calledAe, "AE title that consoles call, for --layout wlmscpfs; without it dicom.ae_title");
                  app.add_option("--unassigned-station", words->unassigned, "Station AE title written where none was chosen; wlmscpfs needs one");
                  return [host, words] { return exportAll(host(), *words); };
                }});
}

}  // namespace clairis::worklist
