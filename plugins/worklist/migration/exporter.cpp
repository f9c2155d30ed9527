// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/migration/exporter.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/domain/refusal.h"
#include "dicom/worklist_answer.h"
#include "dicom/worklist_field.h"
#include "dicom/worklist_file.h"
#include "plugins/worklist/store_source.h"

namespace clairis::worklist {
namespace {

namespace fs = std::filesystem;

constexpr int kPage = 64;  // as many as a list of UIDs may have in a query

/// A query that asks for everything the worklist knows, of the exams with these Study Instance UIDs.
dicom::WorklistQuery everythingOf(const std::string& studyUids) {
  DcmDataset identifier;
  identifier.putAndInsertString(DCM_StudyInstanceUID, studyUids.c_str());
  auto query = dicom::readQuery(identifier, "");
  for (const auto& field : dicom::worklistFields()) dicom::ask(query.asked, static_cast<std::uint32_t>(field.tag()));
  for (const auto& sequence : dicom::worklistSequences()) dicom::ask(query.asked, static_cast<std::uint32_t>(sequence.tag));
  return query;
}

/// wlmscpfs takes an entry with an empty code sequence for incomplete; only the two type 2 sequences stay empty.
void dropEmptySequences(DcmItem& item) {
  for (unsigned long i = item.card(); i-- > 0;) {
    auto& element = *item.getElement(i);
    if (element.ident() != EVR_SQ) continue;
    auto& sequence = static_cast<DcmSequenceOfItems&>(element);
    for (unsigned long n = 0; n < sequence.card(); ++n) dropEmptySequences(*sequence.getItem(n));
    const auto& tag = element.getTag();
    if (sequence.card() == 0 && tag != DCM_ReferencedStudySequence && tag != DCM_ReferencedPatientSequence) delete item.remove(i);
  }
}

Rows nextPage(Store& store, const ExportFilter& filter, const RowPlace& after) {
  return store.reading([&](Reader& reader) {
    return reader.query(
        "SELECT e.id, e.scheduled_local, e.study_instance_uid FROM exam e WHERE e.on_worklist = 1 AND (e.scheduled_local, e.id) > ($1, $2)"
        " AND ($3 = '' OR e.site_id = $4) AND ($5 = '' OR e.station_ae = $6) ORDER BY e.scheduled_local, e.id LIMIT $7",
        {after.start, after.id, filter.siteId, filter.siteId, filter.stationAe, filter.stationAe, kPage});
  });
}

void makeFolder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) throw Refusal("worklist.export.folder", folder.string() + ": " + std::strerror(errno));
  if (!fs::is_directory(folder)) throw Refusal("worklist.export.folder", folder.string() + ": expected a folder");
}

void makeLockfile(const fs::path& folder) {
  const int file = ::open((folder / "lockfile").c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) throw Refusal("worklist.export.folder", (folder / "lockfile").string() + ": " + std::strerror(errno));
  ::close(file);
}

/// An AE title becomes a folder's name: no separator, nothing that points elsewhere.
std::string folderName(const std::string& title) {
  std::string name;
  for (const char c : title) name += c == '/' || static_cast<unsigned char>(c) < 0x20 ? '_' : c;
  return name == "." || name == ".." ? "_" : name;
}

void refuseMixture(const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".wl") continue;
    throw Refusal("worklist.export.folder",
                  folder.string() + ": expected a folder without worklist files: entries that are closed by now would stay among the new ones");
  }
}

}  // namespace

std::size_t eachOpenEntry(Store& store, const Disclosure& disclosure, const ExportFilter& filter, const std::function<void(DcmDataset&)>& each) {
  StoreWorklistSource source(store, disclosure);
  const dicom::ConsoleProfile profile;
  RowPlace after;
  std::size_t number = 0;
  for (auto rows = nextPage(store, filter, after); !rows.empty(); rows = nextPage(store, filter, after)) {
    after = {rows.back()[1].text(), rows.back()[0].text()};
    std::string uids;
    for (const auto& row : rows) uids += (uids.empty() ? "" : "\\") + row[2].text();
    const auto query = everythingOf(uids);
    dicom::WorklistEntry entry;
    for (auto cursor = source.find(query); cursor->next(entry); ++number) {
      const auto answer = dicom::makeAnswer(query, entry, profile);
      dropEmptySequences(*answer);
      each(*answer);
    }
  }
  return number;
}

WorklistFolder::WorklistFolder(fs::path folder, Layout layout, std::string calledAe)
    : _folder(std::move(folder)), _layout(layout), _calledAe(std::move(calledAe)) {
  makeFolder(_folder);
  refuseMixture(_folder);
  if (_layout == Layout::wlmscpfs) {
    _folder /= folderName(_calledAe);
    makeFolder(_folder);
    makeLockfile(_folder);
  }
}

fs::path WorklistFolder::folderOf(DcmDataset& entry) {
  if (_layout != Layout::stations) return _folder;
  OFString station;
  entry.findAndGetOFString(DCM_ScheduledStationAETitle, station, 0, OFTrue);
  auto folder = _folder / folderName(station.empty() ? _calledAe : std::string(station.c_str()));
  if (!fs::exists(folder / "lockfile")) {
    makeFolder(folder);
    makeLockfile(folder);
  }
  return folder;
}

void WorklistFolder::add(DcmDataset& entry) {
  OFString uid;
  entry.findAndGetOFString(DCM_StudyInstanceUID, uid);
  dicom::writeWorklistFile(entry, folderOf(entry) / (std::string(uid.c_str()) + ".wl"));
}

void WorklistFolder::finish() {
  const int folder = ::open(_folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool done = folder >= 0 && ::syncfs(folder) == 0;
  const int error = errno;
  if (folder >= 0) ::close(folder);
  if (!done) throw Refusal("worklist.export.folder", _folder.string() + ": " + std::strerror(error));
}

}  // namespace clairis::worklist
