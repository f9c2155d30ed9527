// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "plugins/dmp/credentials/structures.h"

namespace Poco {
class ProcessHandle;
}

namespace clairis::dmp::test {

/// The Python stand-in of the DMP on a free loopback port, with certificates of its own; stopped by the destructor.
class Sandbox {
public:
  Sandbox();
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  const std::string& url() const { return _url; }
  std::string caFile() const { return (pki() / "ca.pem").string(); }
  std::filesystem::path pki() const { return _folder / "pki"; }
  /// Certificates of structure 1750803447; `variant`: "", "expired", "other-ca".
  StructureFiles structure(const std::string& variant = "") const;

  /// Makes the next `count` requests of `service` misbehave; `rest`: further JSON members, beginning with a comma.
  void behave(const std::string& service, const std::string& action, int count = 1, const std::string& rest = "");
  void recordState(const std::string& matricule, const std::string& state);
  void reset();
  std::string statistics();
  /// What the sandbox kept of an accepted document: part "envelope", "document" or "signature".
  std::string kept(const std::string& uniqueId, const std::string& part) const;
  std::vector<std::string> journal() const;

private:
  std::string administer(const std::string& method, const std::string& path, const std::string& body);
  std::filesystem::path _folder;
  std::unique_ptr<Poco::ProcessHandle> _process;
  std::string _url;
  int _adminPort = 0;
};

/// One for the whole program: starting Python and making keys takes a second.
Sandbox& sandbox();

}  // namespace clairis::dmp::test
