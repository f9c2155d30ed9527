// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/plugin/sql.h"
#include "plugins/worklist/entry_row.h"

class DcmDataset;

namespace clairis::worklist {

/// Which open entries leave.
struct ExportFilter {
  std::string siteId;     ///< empty: every site
  std::string stationAe;  ///< empty: every station
};

/// Each open entry with every attribute that a console could ask for, as answers carry them, in start order. INS only when `disclosure` says so
/// (SR-02). Reads by pages, so memory does not grow with the list. Returns how many.
std::size_t eachOpenEntry(Store& store, const Disclosure& disclosure, const ExportFilter& filter, const std::function<void(DcmDataset&)>& each);

/// How the files lie in the folder.
enum class Layout {
  flat,      ///< Orthanc's ModalityWorklists: all in one folder
  wlmscpfs,  ///< one folder named by the AE title that consoles call, with a lockfile
  stations   ///< likewise, one folder for each scheduled station AE title
};

/// Writes entries as .wl files named by their Study Instance UID, in folders and files that only their owner reads (they carry identities).
class WorklistFolder {
public:
  /// `calledAe`: the folder's name in layout wlmscpfs, and where entries without a station go in layout stations.
  /// Refusal "worklist.export.folder": not empty of worklist files (an export next to another one would mix two lists), or not writable.
  WorklistFolder(std::filesystem::path folder, Layout layout, std::string calledAe);
  void add(DcmDataset& entry);
  /// Returns when everything is on the disk.
  void finish();

private:
  std::filesystem::path folderOf(DcmDataset& entry);
  std::filesystem::path _folder;
  Layout _layout;
  std::string _calledAe;
};

}  // namespace clairis::worklist
