// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/service/insi_part.h"

#include "plugins/identity/insi/routes/insi_routes.h"
#include "plugins/identity/insi/verification/check_worker.h"

namespace clairis::identity::insi {
namespace {

using webservice::CurlTransport;

constexpr auto kCheckEvery = std::chrono::seconds(5);
constexpr auto kCampaignEvery = std::chrono::seconds(10);
constexpr auto kPurgeEvery = std::chrono::hours(1);
constexpr int kPurgedAtOnce = 500;

/// Said by the option, or made once and kept.
std::string instanceOf(const InsiOptions& options, Store& store) {
  if (!options.software.instance.empty()) return options.software.instance;
  return store.writing(Lane::interactive, [](UnitOfWork& work) {
    work.execute("INSERT INTO identity_insi_instance (id, uuid) VALUES ('instance', $1) ON CONFLICT (id) DO NOTHING", {newUuid()});
    return work.first("SELECT uuid FROM identity_insi_instance WHERE id = 'instance'")[0].text();
  });
}

InsiOptions complete(InsiOptions options, Store& store) {
  options.software.instance = instanceOf(options, store);
  return options;
}

std::unique_ptr<webservice::Transport> cardTransport(const InsiOptions& options) {
  if (options.cardUrl.empty()) return nullptr;
  return std::make_unique<CurlTransport>(options.transport, webservice::KeyPair{});
}

}  // namespace

struct InsiPart::Running {
  Running(Host& theHost, Identities& identities)
      : host(theHost),
        options(complete(readInsiOptions(host.options(), host.environment()), host.store())),
        clinic(host.service<Clinic>("clinic/1")),
        credentials(options.structures, options.environment,
                    [this](const webservice::KeyPair& pair) { return std::make_unique<CurlTransport>(options.transport, pair); }),
        card(cardTransport(options)),
        client({options.software, options.url, options.cardUrl, options.timeout}, host.clock(), host.metrics()),
        calls(host.store(), host.vault(), client, host.metrics(), host.log(), options.software.instance),
        standings(options, credentials, card.get(), *clinic, host.store(), host.clock()),
        searches(host.store(), *clinic, identities, calls, host.clock(), options),
        verifier(host.store(), *clinic, identities, calls, host.clock(), options),
        worker(host.store(), standings, verifier, identities, host.clock(), host.metrics(), host.log()),
        campaign(host.store(), standings, verifier, host.clock(), options, host.log()) {}

  void purge() const {
    const auto before = host.clock().now() - options.retention;
    while (host.store().writing(Lane::batch, [&](UnitOfWork& work) { return purgeCalls(work, before, kPurgedAtOnce); }) == kPurgedAtOnce) {
      // The next portion.
    }
  }

  Host& host;
  InsiOptions options;
  std::shared_ptr<Clinic> clinic;
  Credentials credentials;
  std::unique_ptr<webservice::Transport> card;
  Client client;
  TracedCalls calls;
  Standings standings;
  Searches searches;
  Verifier verifier;
  CheckWorker worker;
  Campaign campaign;
  std::stop_source stopping;
};

InsiPart::InsiPart() = default;
InsiPart::~InsiPart() = default;

void InsiPart::start(Host& host, Identities& identities) {
  CurlTransport::initialise();
  _running = std::make_unique<Running>(host, identities);
  auto& now = *_running;
  for (const auto& notice : now.credentials.notices(host.clock().now())) host.log().warning("insi.certificate", {{"detail", notice.text}});
  addInsiRoutes(host.routes(),
                {host.store(), identities, *now.clinic, now.standings, now.searches, now.verifier, now.campaign, now.options, host.clock(),
                 [&host] { return std::static_pointer_cast<ReadTrace>(host.find("read_trace/1")); }, now.stopping.get_token()});
  host.events().subscribe("identity.insi", {"patient.ins_to_verify"}, [&host](const PublishedEvent& event) {
    host.store().write(Lane::feed, [&](UnitOfWork& work) { requestCheck(work, event.event.subject); });
  });
  if (!now.options.url.empty()) {
    host.jobs().every("identity.insi.checks", kCheckEvery, [&now](std::stop_token stop) { now.worker.run(std::move(stop)); });
    host.jobs().every("identity.insi.campaign", kCampaignEvery, [&now](std::stop_token stop) { now.campaign.run(std::move(stop)); });
  }
  host.jobs().every("identity.insi.purge", kPurgeEvery, [&now](std::stop_token) { now.purge(); });
}

void InsiPart::stop() noexcept {
  if (_running) _running->stopping.request_stop();
}

Health InsiPart::health() const {
  Health health;
  if (!_running) return health;
  for (const auto& notice : _running->credentials.notices(_running->host.clock().now())) {
    if (notice.urgent) health.ok = false;
    health.detail += (health.detail.empty() ? "" : "; ") + notice.text;
  }
  return health;
}

}  // namespace clairis::identity::insi
