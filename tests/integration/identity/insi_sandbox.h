// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace Poco {
class ProcessHandle;
}

namespace clairis::identity::insi::test {

/// The Python stand-in of INSi on free loopback ports, with certificates of its own; stopped by the destructor.
class InsiSandbox {
public:
  InsiSandbox();
  ~InsiSandbox();
  InsiSandbox(const InsiSandbox&) = delete;
  InsiSandbox& operator=(const InsiSandbox&) = delete;

  const std::string& url() const { return _url; }
  const std::string& cardUrl() const { return _cardUrl; }
  std::string caFile() const { return (pki() / "ca.pem").string(); }
  std::filesystem::path pki() const { return _folder / "pki"; }
  /// Path without its end: "insi-manu" of structure 1750803447; `variant`: "", "expired", "other-ca", "other-name".
  std::string pair(const std::string& name, const std::string& variant = "", const std::string& structure = "1750803447") const;
  /// Makes the next `count` calls misbehave; `rest`: further JSON members, beginning with a comma.
  void behave(const std::string& action, int count = 1, const std::string& rest = "");
  void verdict(const std::string& number, const std::string& verdict);
  void reset();
  std::string statistics();
  std::vector<std::string> journal() const;

private:
  std::string administer(const std::string& method, const std::string& path, const std::string& body);
  std::filesystem::path _folder;
  std::unique_ptr<Poco::ProcessHandle> _process;
  std::string _url, _cardUrl;
  int _adminPort = 0;
};

/// One for the whole program: starting Python and making keys takes a second.
InsiSandbox& insiSandbox();

}  // namespace clairis::identity::insi::test
