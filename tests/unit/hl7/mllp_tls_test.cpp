// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// MLLP over TLS, both ends; certificates are made with the openssl program when the tests run.
#include <doctest/doctest.h>
#include <sys/wait.h>

#include <array>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <map>

#include "core/domain/refusal.h"
#include "plugins/hl7/client/link.h"
#include "plugins/hl7/mllp/server.h"
#include "plugins/hl7/mllp/tls.h"
#include "unit/hl7/scripted_receiver.h"

using namespace clairis;
using namespace clairis::hl7;
using namespace clairis::hl7::test;
using namespace std::chrono_literals;

namespace {

Deadline soon() { return std::chrono::steady_clock::now() + 30s; }

struct Ran {
  int code = -1;
  std::string output;
};

Ran run(const std::string& command) {
  Ran ran;
  auto* pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer;
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) ran.output.append(buffer.data(), n);
  ran.code = WEXITSTATUS(::pclose(pipe));
  return ran;
}

/// Two authorities and what they issued, in a folder of its own.
class Pki {
public:
  Pki() {
    std::string name = (std::filesystem::temp_directory_path() / "clairis-tls-XXXXXX").string();
    _folder = ::mkdtemp(name.data());
    authority("ca", "Autorité de test");
    authority("other", "Autre autorité");
    issue("server", "ca", "localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1");
    issue("elsewhere", "ca", "elsewhere.test", "subjectAltName=DNS:elsewhere.test");
    issue("stranger", "other", "localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1");
    issue("partner", "ca", "DPI", "extendedKeyUsage=clientAuth");
    issue("expired", "ca", "localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-not_before 20200101000000Z -not_after 20200201000000Z");
  }
  ~Pki() { std::filesystem::remove_all(_folder); }
  std::string file(const std::string& name) const { return (_folder / name).string(); }
  TlsFiles files(const std::string& own, const std::string& trust = "ca") const {
    return {own.empty() ? "" : file(own + ".pem"), own.empty() ? "" : file(own + ".key"), trust.empty() ? "" : file(trust + ".pem")};
  }

private:
  void must(const std::string& command) const {
    const auto ran = run("cd " + _folder.string() + " && " + command);
    REQUIRE_MESSAGE(ran.code == 0, ran.output);
  }
  void authority(const std::string& name, const std::string& words) const {
    must("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + name + ".key -out " + name +
         ".pem -days 30 -subj '/CN=" + words + "' -addext basicConstraints=critical,CA:TRUE");
  }
  void issue(const std::string& name, const std::string& by, const std::string& commonName, const std::string& extension,
             const std::string& days = "") const {
    must("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + name + ".key -out " + name +
         ".csr -subj '/CN=" + commonName + "'");
    must("printf '" + extension + "\\n' > " + name + ".ext");
    if (days.empty()) {
      must("openssl x509 -req -in " + name + ".csr -CA " + by + ".pem -CAkey " + by + ".key -CAcreateserial -days 30 -extfile " + name +
           ".ext -out " + name + ".pem");
      return;
    }
    // Only `openssl ca` sets both ends of the validity.
    must(
        "rm -rf db && mkdir db && touch db/index && echo 01 > db/serial && printf "
        "'[ca]\\ndefault_ca=d\\n[d]\\ndatabase=db/index\\nserial=db/serial\\n"
        "new_certs_dir=db\\ndefault_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n' > db/conf");
    std::string dates = days;
    dates.replace(dates.find("-not_before"), 11, "-startdate");
    dates.replace(dates.find("-not_after"), 10, "-enddate");
    must("openssl ca -batch -config db/conf -in " + name + ".csr -cert " + by + ".pem -keyfile " + by + ".key -extfile " + name + ".ext " + dates +
         " -out " + name + ".pem -notext");
  }
  std::filesystem::path _folder;
};

const Pki& pki() {
  static const Pki made;
  return made;
}

void answerAll(Conversation& c) {
  for (auto m = c.next(); !m.empty(); m = c.next()) c.answer(ackFor(controlIdOf(m)));
}

const std::string kMessage = "MSH|^~\\&|A|B|C|D|20261120||ORM^O01|M1|T|2.5\r";

Exchange exchange(const Endpoint& endpoint) {
  Link link(endpoint, 1min);
  return link.exchange(kMessage, [](std::string_view frame) { return frame.find("MSA|AA|M1") != frame.npos; }, 20s, soon(), {});
}

Endpoint to(int port, const TlsFiles& files, const std::string& name = "localhost") { return {"127.0.0.1", port, TlsContext::client(files), name}; }

/// A TLS server that answers "re:" and remembers what was noticed.
struct TlsServer {
  explicit TlsServer(std::shared_ptr<const TlsContext> tls, MllpServer::Limits limits = {})
      : server(
            listenTcp("127.0.0.1", 0, std::move(tls)), limits,
            [](const FrameReader::Frame& frame, const std::string&) { return std::vector<std::string>{ackFor(controlIdOf(frame.bytes))}; },
            [this](std::string_view event, const std::string&, const std::string& detail) {
              const std::lock_guard lock(mutex);
              ++events[std::string(event)];
              last[std::string(event)] = detail;
              changed.notify_all();
            }) {
    std::signal(SIGPIPE, SIG_IGN);
  }
  std::string waitFor(const std::string& event) {
    std::unique_lock lock(mutex);
    REQUIRE(changed.wait_for(lock, 60s, [&] { return events[event] > 0; }));
    return last[event];
  }
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, int> events;
  std::map<std::string, std::string> last;
  MllpServer server;
};

}  // namespace

TEST_CASE("TLS out: a trusted receiver of the right name answers, with and without a certificate of ours") {
  ScriptedReceiver open({answerAll}, TlsContext::server(pki().files("server", ""), false, {}));
  CHECK(exchange(to(open.port(), pki().files(""))).passage == Passage::answered);
  CHECK(exchange(to(open.port(), pki().files(""), "127.0.0.1")).passage == Passage::answered);
  ScriptedReceiver mutual({answerAll}, TlsContext::server(pki().files("server"), true, {}));
  CHECK(exchange(to(mutual.port(), pki().files("partner"))).passage == Passage::answered);
}

TEST_CASE("TLS out: a receiver that is not the one meant gets no byte of the message, and the reason is precise") {
  struct Case {
    std::string certificate, name, reason;
  };
  for (const auto& row : std::vector<Case>{{"stranger", "localhost", "unable to get local issuer certificate"},
                                           {"expired", "localhost", "certificate has expired"},
                                           {"elsewhere", "localhost", "hostname mismatch"},
                                           {"elsewhere", "127.0.0.1", "IP address mismatch"}}) {
    CAPTURE(row.certificate);
    std::atomic<bool> heard{false};
    ScriptedReceiver receiver({[&](Conversation& c) { heard = !c.next().empty(); }}, TlsContext::server(pki().files(row.certificate, ""), false, {}));
    const auto result = exchange(to(receiver.port(), pki().files(""), row.name));
    CHECK(result.passage == Passage::refused);
    CHECK(result.code == "tls.peer_certificate");
    CHECK(result.detail == row.reason);
    CHECK_FALSE(heard);
  }
}

TEST_CASE("TLS out: a receiver that refuses our certificate, or wants one and gets none, has taken nothing") {
  for (const char* own : {"", "stranger"}) {
    CAPTURE(std::string(own));
    ScriptedReceiver receiver({answerAll}, TlsContext::server(pki().files("server"), true, {}));
    const auto result = exchange(to(receiver.port(), pki().files(own)));
    CHECK(result.passage == Passage::refused);
    CHECK(result.code == "tls.certificate_refused");
  }
}

TEST_CASE("TLS out: a receiver that speaks no TLS, or hangs up, or is silent in the handshake: nothing was sent") {
  ScriptedReceiver plain({[](Conversation& c) {
    c.say("MSH|this is no TLS at all\r");
    c.hangOn();
  }});
  CHECK(exchange(to(plain.port(), pki().files(""))).code == "tls.handshake");
  ScriptedReceiver short_({[](Conversation&) {}});
  CHECK(exchange(to(short_.port(), pki().files(""))).passage == Passage::notSent);
  ScriptedReceiver silent({[](Conversation& c) { c.hangOn(); }});
  Link link(to(silent.port(), pki().files("")), 1min);
  const auto result = link.exchange(kMessage, [](std::string_view) { return true; }, 1s, std::chrono::steady_clock::now() + 100ms, {});
  CHECK(result.passage == Passage::notSent);
  CHECK(result.code == "tls.timeout");
}

TEST_CASE("TLS out: 1.1 peers are refused") {
  // An independent server that speaks no more than 1.1, on a port of its own choice.
  int port = 0;
  {
    const auto free = listenTcp("127.0.0.1", 0);
    port = free->port();
  }
  const auto command = "OPENSSL_CONF=/dev/null openssl s_server -accept 127.0.0.1:" + std::to_string(port) +
                       " -tls1_1 -cipher 'DEFAULT@SECLEVEL=0' -www -naccept 2 -cert " + pki().file("server.pem") + " -key " +
                       pki().file("server.key") + " </dev/null";
  auto* server = ::popen((command + " 2>&1").c_str(), "r");
  std::array<char, 256> line;
  while (std::fgets(line.data(), line.size(), server) != nullptr && std::string_view(line.data()).find("ACCEPT") == std::string_view::npos) {
  }
  const auto result = exchange(to(port, pki().files("")));
  CHECK(result.passage == Passage::notSent);
  CHECK(result.code == "tls.handshake");
  // It does speak 1.1 to those who still do.
  const auto old =
      run("OPENSSL_CONF=/dev/null openssl s_client -tls1_1 -cipher 'DEFAULT@SECLEVEL=0' -connect 127.0.0.1:" + std::to_string(port) + " </dev/null");
  CHECK(old.output.find("New, TLSv1") != std::string::npos);
  while (std::fgets(line.data(), line.size(), server) != nullptr) {
  }
  ::pclose(server);
}

TEST_CASE("TLS out: a message larger than the buffers goes and is answered, over a kept connection") {
  ScriptedReceiver receiver({answerAll}, TlsContext::server(pki().files("server", ""), false, {}));
  Link link(to(receiver.port(), pki().files("")), 1min);
  for (int i = 0; i < 3; ++i) {
    const auto result = link.exchange(kMessage + "OBX|1|ED|" + std::string(900000, 'x') + "\r",
                                      [](std::string_view frame) { return frame.find("MSA|AA|M1") != frame.npos; }, 20s, soon(), {});
    CHECK(result.passage == Passage::answered);
  }
  CHECK(link.connections() == 1);
}

TEST_CASE("TLS in: a partner with a trusted certificate is answered by the same receiver") {
  TlsServer tls(TlsContext::server(pki().files("server"), true, {"DPI"}));
  CHECK(exchange(to(tls.server.port(), pki().files("partner"))).passage == Passage::answered);
}

TEST_CASE("TLS in: no certificate, one of a stranger, one whose name is not allowed: refused, and the log says why") {
  TlsServer tls(TlsContext::server(pki().files("server"), true, {"DPI"}));
  SUBCASE("none") {
    CHECK(exchange(to(tls.server.port(), pki().files(""))).passage == Passage::refused);
    CHECK(tls.waitFor("hl7.link.handshake_failed").find("peer did not return a certificate") != std::string::npos);
  }
  SUBCASE("a stranger's") {
    CHECK(exchange(to(tls.server.port(), pki().files("stranger"))).passage == Passage::refused);
    CHECK(tls.waitFor("hl7.link.handshake_failed").find("tls.peer_certificate") == 0);
  }
  SUBCASE("a name that is not allowed") {
    const auto passage = exchange(to(tls.server.port(), pki().files("elsewhere"))).passage;
    CHECK(passage != Passage::answered);
    CHECK(tls.waitFor("hl7.link.handshake_failed").find("elsewhere.test") != std::string::npos);
  }
}

TEST_CASE("TLS in: 1.1 is refused, 1.2 and 1.3 are taken, by an independent client") {
  TlsServer tls(TlsContext::server(pki().files("server", ""), false, {}));
  const auto client = [&](const std::string& version) {
    return run("OPENSSL_CONF=/dev/null openssl s_client -connect 127.0.0.1:" + std::to_string(tls.server.port()) + " -" + version +
               " -cipher 'DEFAULT@SECLEVEL=0' -CAfile " + pki().file("ca.pem") + " </dev/null");
  };
  const auto old = client("tls1_1");
  CHECK(old.output.find("Cipher is (NONE)") != std::string::npos);
  CHECK(client("tls1_2").output.find("New, TLSv1.2") != std::string::npos);
  CHECK(client("tls1_3").output.find("New, TLSv1.3") != std::string::npos);
}

TEST_CASE("TLS in: a peer that is silent in the handshake costs its own link until the time is over, nobody else") {
  MllpServer::Limits limits;
  limits.handshake = 300ms;
  TlsServer tls(TlsContext::server(pki().files("server", ""), false, {}), limits);
  const auto silent = connectTcp("127.0.0.1", tls.server.port());
  CHECK(exchange(to(tls.server.port(), pki().files(""))).passage == Passage::answered);
  CHECK(tls.waitFor("hl7.link.handshake_failed").find("tls.timeout") == 0);
  char byte = 0;
  CHECK(silent->receive(&byte, 1, soon()).event == Stream::Event::closed);
}

TEST_CASE("TLS in: stopping does not wait for a handshake under way") {
  TlsServer tls(TlsContext::server(pki().files("server", ""), false, {}));
  const auto silent = connectTcp("127.0.0.1", tls.server.port());
  const auto other = exchange(to(tls.server.port(), pki().files("")));
  CHECK(other.passage == Passage::answered);
  tls.server.stop();
  CHECK(tls.server.links() == 0);
}

TEST_CASE("files that cannot be used are refused by name at the start") {
  const auto text = [](auto&& action) {
    try {
      action();
    } catch (const Refusal& refusal) {
      return refusal.code() + " " + refusal.detail();
    }
    return std::string();
  };
  auto missing = pki().files("server");
  missing.certificate = "/nothing/here.pem";
  CHECK(text([&] { TlsContext::server(missing, true, {}); }).find("mllp.tls cannot use the certificate /nothing/here.pem") == 0);
  auto mixed = pki().files("server");
  mixed.key = pki().file("partner.key");
  CHECK(text([&] { TlsContext::server(mixed, true, {}); }).find("mllp.tls") == 0);
  CHECK(text([&] { TlsContext::server(pki().files("server", ""), true, {}); }).find("mllp.tls.ca") != std::string::npos);
  CHECK(text([&] { TlsContext::server(pki().files("server"), false, {"DPI"}); }).find("mllp.tls.client_subjects") != std::string::npos);
  CHECK(text([&] { TlsContext::client(pki().files("partner", "")); }).find("mllp.tls") == 0);
}
