// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/identity/insi_sandbox.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <Poco/StreamCopier.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace clairis::identity::insi::test {
namespace {

constexpr const char* kPython = "/usr/bin/python3";
const std::filesystem::path kScripts = std::filesystem::path(CLAIRIS_SOURCE_DIR) / "examples/sandbox";

std::filesystem::path temporaryFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "clairis-insi-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return pattern;
}

}  // namespace

InsiSandbox::InsiSandbox() : _folder(temporaryFolder()) {
  const auto made = Poco::Process::launch(
      kPython, {(kScripts / "pki.py").string(), "--wrong", "--card=899700366240", pki().string(), "1750803447", "499700366240007"});
  if (made.wait() != 0) throw std::runtime_error("pki.py failed");
  Poco::Pipe output;
  _process = std::make_unique<Poco::ProcessHandle>(Poco::Process::launch(
      kPython, {(kScripts / "insi.py").string(), "--dir", (_folder / "out").string(), "--pki", pki().string()}, nullptr, &output, nullptr));
  Poco::PipeInputStream lines(output);
  std::string ready;
  if (!std::getline(lines, ready)) throw std::runtime_error("the sandbox did not start");
  const auto facts = nlohmann::json::parse(ready);
  _url = facts.at("url");
  _cardUrl = facts.at("card_url");
  _adminPort = facts.at("admin_port");
}

InsiSandbox::~InsiSandbox() {
  Poco::Process::requestTermination(_process->id());
  _process->wait();
  std::error_code ignored;
  std::filesystem::remove_all(_folder, ignored);
}

std::string InsiSandbox::pair(const std::string& name, const std::string& variant, const std::string& structure) const {
  return (pki() / structure / variant / name).string();
}

std::string InsiSandbox::administer(const std::string& method, const std::string& path, const std::string& body) {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(_adminPort));
  Poco::Net::HTTPRequest request(method, path, "HTTP/1.1");
  request.setContentLength(static_cast<std::streamsize>(body.size()));
  session.sendRequest(request) << body;
  Poco::Net::HTTPResponse response;
  std::string answer;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), answer);
  if (response.getStatus() != 200) throw std::runtime_error("sandbox administration: " + answer);
  return answer;
}

void InsiSandbox::behave(const std::string& action, int count, const std::string& rest) {
  administer("POST", "/behave", R"({"action":")" + action + R"(","count":)" + std::to_string(count) + rest + "}");
}

void InsiSandbox::verdict(const std::string& number, const std::string& word) {
  administer("POST", "/verdict", R"({"number":")" + number + R"(","verdict":")" + word + R"("})");
}

void InsiSandbox::reset() { administer("POST", "/reset", "{}"); }

std::string InsiSandbox::statistics() { return administer("GET", "/stats", ""); }

std::vector<std::string> InsiSandbox::journal() const {
  std::ifstream file(_folder / "out" / "insi" / "journal.jsonl");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

InsiSandbox& insiSandbox() {
  static InsiSandbox instance;
  return instance;
}

}  // namespace clairis::identity::insi::test
