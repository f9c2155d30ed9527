// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// hl7_dying_server URL KEYFILE: serves HL7 on a free port (printed on stdout) over an existing database, and kills itself between the
// effect of the first message and its answer.
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "integration/hl7/house.h"

using namespace clairis;

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  test::ManualClock clock;
  test::RecordingLog log;
  test::RecordingMetrics metrics;
  const auto database = Database::open({.url = argv[1]}, clock, log, metrics);
  const FileVault vault(VaultFiles{argv[2], std::string(argv[2]) + ".secrets"});
  auto clinic = test::makeClinic(Environment::test);
  auto identities = test::makeIdentities(Environment::test);
  work::PatientMergesService merges;
  hl7::Receiver receiver({*database, clinic, clock, vault, log, metrics, Environment::test, &identities, &merges}, test::House::trustingSenders(), {});
  hl7::MllpServer server(
      hl7::listenTcp("127.0.0.1", 0), {},
      [&](const hl7::FrameReader::Frame& frame, const std::string& peer) {
        receiver.receive(frame.bytes, frame.oversized, peer);
        std::raise(SIGKILL);
        return std::vector<std::string>{};
      },
      nullptr);
  std::printf("%d\n", server.port());
  std::fflush(stdout);
  std::getchar();  // until the test closes our input
  return 0;
}
