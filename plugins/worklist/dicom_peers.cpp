// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/dicom_peers.h"

#include "core/domain/refusal.h"

namespace clairis::worklist {
namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    found.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return found;
}

DicomPeer peerOf(const Row& row) { return {{row[0].text(), lines(row[1].text()), lines(row[2].text())}, row[3].text(), row[4].integer()}; }

std::int64_t storedVersion(Reader& reader, const std::string& aeTitle) {
  const auto row = reader.first("SELECT version FROM worklist_dicom_peer WHERE ae_title = $1", {aeTitle});
  return row.empty() ? 0 : row[0].integer();
}

void requireVersion(std::int64_t stored, const std::optional<std::int64_t>& read) {
  if (read && *read != stored)
    throw Conflict("dicom.peer.version", "the entry is version " + std::to_string(stored) + ", read was " + std::to_string(*read));
}

}  // namespace

void DicomPeers::refresh() {
  std::vector<dicom::AllowedPeer> allowed;
  for (auto& peer : all()) allowed.push_back(std::move(peer.allowed));
  auto fresh = std::make_shared<const dicom::AllowList>(allowed);
  const std::lock_guard lock(_mutex);
  _snapshot = std::move(fresh);
}

std::shared_ptr<const dicom::AllowList> DicomPeers::snapshot() const {
  const std::lock_guard lock(_mutex);
  return _snapshot;
}

bool DicomPeers::empty() const { return snapshot()->empty(); }

std::optional<std::string> DicomPeers::refusalOf(const dicom::AssociationRequester& requester) const {
  if (_scope == Scope::off || (_scope == Scope::tls && !requester.secure)) return std::nullopt;
  return snapshot()->refusalOf(requester);
}

std::vector<DicomPeer> DicomPeers::all() {
  std::vector<DicomPeer> peers;
  _store.read([&](Reader& reader) {
    peers.clear();
    for (const auto& row : reader.query("SELECT ae_title, addresses, certificates, note, version FROM worklist_dicom_peer ORDER BY ae_title")) {
      peers.push_back(peerOf(row));
    }
  });
  return peers;
}

DicomPeer DicomPeers::get(const std::string& aeTitle) {
  const auto row = _store.reading([&](Reader& reader) {
    return reader.first("SELECT ae_title, addresses, certificates, note, version FROM worklist_dicom_peer WHERE ae_title = $1", {aeTitle});
  });
  if (row.empty()) throw NotFound("dicom.peer.unknown", "no entry of the allow-list for this AE title");
  return peerOf(row);
}

DicomPeer DicomPeers::put(DicomPeer peer, std::optional<std::int64_t> versionRead, const std::string& actor) {
  const dicom::AllowList checked({peer.allowed});
  for (auto& certificate : peer.allowed.certificates) certificate = dicom::certificateKey(certificate).value();
  _store.write(Lane::interactive, [&](UnitOfWork& work) {
    const auto& aeTitle = peer.allowed.aeTitle;
    const auto stored = storedVersion(work, aeTitle);
    requireVersion(stored, versionRead);
    peer.version = stored + 1;
    const Params values{peer.version, joined(peer.allowed.addresses), joined(peer.allowed.certificates), peer.note, work.now(), aeTitle};
    work.execute(stored == 0 ? "INSERT INTO worklist_dicom_peer (version, addresses, certificates, note, changed_at, ae_title)"
                               " VALUES ($1, $2, $3, $4, $5, $6)"
                             : "UPDATE worklist_dicom_peer SET version = $1, addresses = $2, certificates = $3, note = $4, changed_at = $5"
                               " WHERE ae_title = $6",
                 values);
    work.audit({actor, stored == 0 ? "dicom_peer.added" : "dicom_peer.changed", "dicom_peer:" + aeTitle, "ok",
                R"({"version":)" + std::to_string(peer.version) + "}"});
  });
  refresh();
  return peer;
}

void DicomPeers::remove(const std::string& aeTitle, std::optional<std::int64_t> versionRead, const std::string& actor) {
  _store.write(Lane::interactive, [&](UnitOfWork& work) {
    const auto stored = storedVersion(work, aeTitle);
    if (stored == 0) throw NotFound("dicom.peer.unknown", "no entry of the allow-list for this AE title");
    requireVersion(stored, versionRead);
    work.execute("DELETE FROM worklist_dicom_peer WHERE ae_title = $1", {aeTitle});
    work.audit({actor, "dicom_peer.removed", "dicom_peer:" + aeTitle, "ok", "{}"});
  });
  refresh();
}

}  // namespace clairis::worklist
