// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/dmp/sandbox.h"

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
#include <sstream>
#include <stdexcept>

namespace clairis::dmp::test {
namespace {

constexpr const char* kPython = "/usr/bin/python3";
const std::filesystem::path kScripts = std::filesystem::path(CLAIRIS_SOURCE_DIR) / "examples/sandbox";

std::filesystem::path temporaryFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "clairis-dmp-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return pattern;
}

void makeCertificates(const std::filesystem::path& folder) {
  const auto handle = Poco::Process::launch(kPython, {(kScripts / "pki.py").string(), "--wrong", folder.string(), "1750803447"});
  if (handle.wait() != 0) throw std::runtime_error("pki.py failed");
}

}  // namespace

Sandbox::Sandbox() : _folder(temporaryFolder()) {
  makeCertificates(pki());
  Poco::Pipe output;
  _process = std::make_unique<Poco::ProcessHandle>(Poco::Process::launch(
      kPython, {(kScripts / "dmp.py").string(), "--dir", (_folder / "out").string(), "--pki", pki().string()}, nullptr, &output, nullptr));
  Poco::PipeInputStream lines(output);
  std::string ready;
  if (!std::getline(lines, ready)) throw std::runtime_error("the sandbox did not start");
  const auto facts = nlohmann::json::parse(ready);
  _url = facts.at("base_url");
  _adminPort = facts.at("admin_port");
}

Sandbox::~Sandbox() {
  Poco::Process::requestTermination(_process->id());
  _process->wait();
  std::error_code ignored;
  std::filesystem::remove_all(_folder, ignored);
}

StructureFiles Sandbox::structure(const std::string& variant) const {
  const auto home = pki() / "1750803447" / variant;
  return {"1750803447",
          "1750803447",
          (home / "auth.crt").string(),
          (home / "auth.key").string(),
          (home / "sign.crt").string(),
          (home / "sign.key").string()};
}

std::string Sandbox::administer(const std::string& method, const std::string& path, const std::string& body) {
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

void Sandbox::behave(const std::string& service, const std::string& action, int count, const std::string& rest) {
  administer("POST", "/behave", R"({"service":")" + service + R"(","action":")" + action + R"(","count":)" + std::to_string(count) + rest + "}");
}

void Sandbox::recordState(const std::string& matricule, const std::string& state) {
  administer("POST", "/dmp-state", R"({"matricule":")" + matricule + R"(","state":")" + state + R"("})");
}

void Sandbox::reset() { administer("POST", "/reset", "{}"); }

std::string Sandbox::statistics() { return administer("GET", "/stats", ""); }

std::string Sandbox::kept(const std::string& uniqueId, const std::string& part) const {
  for (const auto& line : journal()) {
    const auto entry = nlohmann::json::parse(line);
    if (entry.value("uniqueId", "") != uniqueId || !entry.contains("number")) continue;
    auto number = std::to_string(entry.at("number").get<int>());
    number.insert(0, number.size() < 4 ? 4 - number.size() : 0, '0');
    std::ifstream file(_folder / "out" / "dmp" / number / (part + ".xml"), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  return {};
}

std::vector<std::string> Sandbox::journal() const {
  std::ifstream file(_folder / "out" / "dmp" / "journal.jsonl");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

Sandbox& sandbox() {
  static Sandbox instance;
  return instance;
}

}  // namespace clairis::dmp::test
