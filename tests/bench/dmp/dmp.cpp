// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// CPU of one document on its way to the DMP, without the network: what prepare() and send() compute. The floor is three raw
// RSA-2048 signatures, which no implementation can avoid, plus writing and reading the same bytes once.
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>

#include "plugins/dmp/channel.h"
#include "plugins/dmp/signature/xml_signature.h"
#include "tests/unit/dmp/dmp_fixture.h"
#include "tests/unit/dmp/test_certificates.h"

using namespace clairis;
using namespace clairis::dmp;
using namespace clairis::dmp::test;

namespace {

double cpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// CPU milliseconds of one run, the least of several rounds.
double milliseconds(const std::function<void()>& work) {
  constexpr int kRounds = 5;
  constexpr int kRuns = 60;
  work();
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const auto started = cpuSeconds();
    for (int i = 0; i < kRuns; ++i) work();
    best = std::min(best, (cpuSeconds() - started) * 1000 / kRuns);
  }
  return best;
}

void print(const char* name, double value, double floor) {
  std::printf(R"({"bench":"dmp","case":"%s","value":%.3f,"unit":"ms CPU","floor":%.3f,"ratio":%.2f})"
              "\n",
              name, value, floor, value / floor);
}

/// Answers at once what the DMP would answer.
class InstantTransport final : public Transport {
public:
  HttpAnswer post(const HttpPost& request) override {
    const bool feed = request.url.back() == 'y';
    const auto start = request.body.find("<a:MessageID>") + 13;
    const auto id = request.body.substr(start, 45);
    std::string body =
        R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header><RelatesTo>)" + id + "</RelatesTo></s:Header><s:Body>";
    body += feed ? R"(<RegistryResponse status="urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success"/>)"
                 : R"(<PRPA_IN201308UV02><acknowledgement typeCode="AA"/><controlActProcess><queryAck><queryResponseCode code="OK"/></queryAck>)"
                   "</controlActProcess></PRPA_IN201308UV02>";
    return {Passage::answered, "", "", 200, "application/soap+xml", body + "</s:Body></s:Envelope>"};
  }
};

struct Bench {
  Bench() {
    initialiseXmlSignatures();
    const auto structures = std::make_shared<Structures>(std::vector{structureFiles(folder)}, Environment::test,
                                                         [](const KeyPair&) { return std::make_unique<InstantTransport>(); });
    channel = std::make_unique<DmpChannel>(ChannelParts{options(), structures, std::make_shared<RandomIds>(), clock, metrics, log});
  }
  Folder folder;
  SystemClock clock;
  RecordedMetrics metrics;
  RecordedLog log;
  std::unique_ptr<DmpChannel> channel;
};

void rawSignature(EVP_PKEY* key, const std::string& text) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  unsigned char signature[512];
  std::size_t length = sizeof signature;
  EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key);
  EVP_DigestSign(context, signature, &length, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  EVP_MD_CTX_free(context);
}

double floorMilliseconds(const DocumentView& document) {
  const auto pem = issue(signRequest(), true).keyPem;
  BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  std::string copied;
  const auto value = milliseconds([&] {
    for (int i = 0; i < 3; ++i) rawSignature(key, "three signatures per document");
    copied = *document.cda;
  });
  EVP_PKEY_free(key);
  return value;
}

}  // namespace

int main() {
  Bench bench;
  const auto document = view(reports::sample::report(), 60'000);
  const DeliveryTask unprepared{"d", "", 1, document, {}};
  auto task = unprepared;
  task.prepared = bench.channel->prepare(unprepared);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
  if (bench.channel->send(task, deadline, {}).kind != Outcome::Kind::accepted) return 1;

  const auto floor = floorMilliseconds(document);
  const auto prepare = milliseconds([&] { bench.channel->prepare(unprepared); });
  const auto send = milliseconds([&] { bench.channel->send(task, deadline, {}); });
  const auto metadata = milliseconds([&] { reports::metadataFromCda(*document.cda, {}); });
  const auto canonical = milliseconds([&] { canonicalDigest(*document.cda, DigestAlgorithm::sha1); });
  const auto subject = vihfSubject(document);
  const auto vihf = milliseconds([&] { signedVihf(options().vihf, subject, "_a", document.validatedAt, signingKey()); });
  print("prepare", prepare, floor / 3);
  print("metadata from CDA", metadata, floor / 3);
  print("canonical digest of CDA", canonical, floor / 3);
  print("VIHF", vihf, floor / 3);
  print("send without network", send, floor * 2 / 3);
  print("prepare + send per document", prepare + send, floor);
  return 0;
}
