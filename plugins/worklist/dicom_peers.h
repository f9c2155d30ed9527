// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/sql.h"
#include "dicom/allow_list.h"

namespace clairis::worklist {

/// An entry of the allow-list as it is kept.
struct DicomPeer {
  dicom::AllowedPeer allowed;
  std::string note;
  std::int64_t version = 0;
};

/// The allow-list: rows in the database, edited by people, and a snapshot in memory that associations are held against. Thread-safe.
class DicomPeers {
public:
  /// Which associations the list is asked about.
  enum class Scope { off, tls, all };

  DicomPeers(Store& store, Scope scope) : _store(store), _scope(scope) {}

  /// Takes the rows as they are now; called at the start, after each change and now and then for those of other nodes.
  void refresh();
  std::optional<std::string> refusalOf(const dicom::AssociationRequester& requester) const;
  Scope scope() const noexcept { return _scope; }
  bool empty() const;

  std::vector<DicomPeer> all();
  /// Throws NotFound "dicom.peer.unknown".
  DicomPeer get(const std::string& aeTitle);
  /// Adds or replaces, audited. `versionRead`: refuse with Conflict "dicom.peer.version" when another one is stored.
  DicomPeer put(DicomPeer peer, std::optional<std::int64_t> versionRead, const std::string& actor);
  void remove(const std::string& aeTitle, std::optional<std::int64_t> versionRead, const std::string& actor);

private:
  std::shared_ptr<const dicom::AllowList> snapshot() const;

  Store& _store;
  const Scope _scope;
  mutable std::mutex _mutex;
  std::shared_ptr<const dicom::AllowList> _snapshot = std::make_shared<dicom::AllowList>();
};

}  // namespace clairis::worklist
