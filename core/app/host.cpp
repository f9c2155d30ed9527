// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/host.h"

#include <cstdio>
#include <mutex>
#include <random>

#include "core/app/clinic_services.h"
#include "core/app/core_commands.h"
#include "core/domain/refusal.h"
#include "core/http/bind_rule.h"
#include "core/http/builtin_routes.h"
#include "core/http/clinic_routes.h"
#include "core/http/delivery_routes.h"
#include "core/http/security_routes.h"
#include "core/store/migrations.h"
#include "core/store/search_key_rebuild.h"
#include "core/work/archive_service.h"
#include "core/work/duplicate_watch.h"
#include "core/work/held_documents.h"
#include "core/work/idle_closing.h"
#include "core/work/report_desk_service.h"
#include "core/work/task_review.h"

namespace clairis::app {
namespace {

constexpr auto kWeek = std::chrono::hours(24 * 7);

/// [0,1), for the jitter of retries.
double randomFraction() {
  static std::mutex mutex;
  static std::mt19937_64 engine{std::random_device{}()};
  const std::lock_guard lock(mutex);
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

DispatcherOptions dispatcherOptions(const Options& options) {
  DispatcherOptions wanted;
  wanted.lease = options.duration("delivery.lease");
  wanted.deadline = options.duration("delivery.deadline");
  wanted.retry.first = options.duration("delivery.retry_first");
  wanted.housekeeping = options.duration("delivery.housekeeping");
  wanted.breaker.rest = options.duration("delivery.breaker_rest");
  return wanted;
}

}  // namespace

ServingHost::ServingHost(Instance& instance) : _instance(instance), _oidRoot(Oid::parse(instance.settings().options->text("oid.root"))) {
  migrateOrRefuse();
  _store = std::make_unique<work::CollisionStore>(_instance.database(), log());
  // Before anybody searches: under a key of another rule a name is not found.
  if (const auto changed = store::rebuildSearchKeys(_instance.database()); changed > 0) log().info("store.search_keys_rebuilt", {{"rows", std::to_string(changed)}});
  _instance.fileVault();
  _jobs = std::make_unique<JobRunner>(log());
  makeSequencer();
  makeDeliveries();
  makeServices();
  makeHttp();
  _plugins = std::make_unique<PluginSupervisor>(*this, options().duration("plugins.start_timeout"));
}

ServingHost::~ServingHost() { stop(); }

void ServingHost::migrateOrRefuse() {
  auto& database = _instance.database();
  const auto sets = migrationSets(_instance.settings());
  const auto missing = pending(database, sets);
  if (missing.empty()) return;
  const bool fresh = missing.front().component == "core" && missing.front().version == 1;
  // A plugin enabled for the first time brings its own first tables; anything else is an upgrade, and that is a person's decision.
  const bool onlyFirst = std::all_of(missing.begin(), missing.end(), [](const PendingMigration& migration) { return migration.component != "core" && migration.version == 1; });
  if (!fresh && !onlyFirst) {
    throw Refusal("store.schema.older", "the database is not at this version's schema (" + missing.front().component + " " + missing.front().name + " is pending): run `clairis migrate`");
  }
  migrate(database, sets);
}

void ServingHost::makeSequencer() {
  auto& database = _instance.database();
  _sealer = std::make_unique<AuditSealer>(_instance.auditKey(), _instance.auditHeadFile(), log(), metrics());
  database.read([&](Reader& reader) { _sealer->catchUp(reader); });
  _events = std::make_unique<EventLog>(database, log(), metrics());
  SequencerStep events{numberEvents, [this] { _events->advanced(); }};
  _sequencer = std::make_unique<Sequencer>(database, log(), metrics(), std::vector<SequencerStep>{events, _sealer->step()});
}

void ServingHost::makeDeliveries() {
  const auto renderer = [this]() -> std::shared_ptr<const ReportRenderer> { return service<ReportRenderer>("renderer/1"); };
  const auto plan = [this](const DocumentView& document) { return planDeliveries(_dispatcher->channels(), document); };
  _renditions = std::make_unique<work::Renditions>(work::Renditions::Parts{store(), clock(), environment(), _oidRoot, renderer, plan, log()});
  DispatcherPorts ports{[renderer](Reader& reader, const std::string& id) { return store::documentView(reader, id, renderer().get()); },
                        [this](Reader& reader, const std::string& id) { return _renditions->holdReason(reader, id); }, randomFraction};
  _dispatcher = std::make_unique<Dispatcher>(_instance.database(), log(), metrics(), dispatcherOptions(options()), std::move(ports));
  _readTrace = std::make_shared<SharedReadTrace>(store());
  provide("read_trace/1", std::static_pointer_cast<ReadTrace>(_readTrace));
  provide("archive/1", std::static_pointer_cast<Archive>(std::make_shared<work::ArchiveService>(store(), environment(), renderer, *_readTrace)));
  provide("reports/1", std::static_pointer_cast<ReportDesk>(std::make_shared<work::ReportDeskService>(
                           work::ReportDeskService::Parts{
                               store(), clock(), environment(), _oidRoot, renderer, plan,
                               {options().duration("report.hold"), static_cast<int>(options().integer("report.majority_age"))}})));
}

void ServingHost::makeServices() { provideClinicServices(_services, options(), environment(), _oidRoot); }

void ServingHost::makeHttp() {
  _routeTable = std::make_unique<RouteTable>();
  _idempotency = std::make_unique<Idempotency>(store());
  auto& security = _instance.security();
  RequestDispatcher::Parts parts{*_routeTable, *_idempotency, [&security](const HttpRequest& request) { return security.authenticator(request); }, log(), metrics(),
                                 [this] { return store().newId(); }};
  HttpLimits limits;
  limits.threads = static_cast<int>(options().integer("http.threads"));
  _http = std::make_unique<HttpServer>(*_routeTable, parts, limits);
  addBuiltinRoutes(*_routeTable, {[this] { return ready(); }, [this] { return _instance.metrics().exposition(); }, CLAIRIS_VERSION});
  addSecurityRoutes(*_http, security, *_readTrace);
  addPlaceRoutes(*_http, store());
  auto& clinic = *service<Clinic>("clinic/1");
  auto& steps = *service<PerformedSteps>("steps/1");
  addClinicRoutes(*_http, store(), clinic, *_readTrace);
  addExamLifeRoutes(*_http, store(), clinic, steps);
  addReconcileRoutes(*_http, store(), clinic, steps);
  addIdleRuleRoutes(*_http, store());
  addDeliveryRoutes(*_http, store());
}

void ServingHost::start() {
  _jobs->every("idempotency.purge", std::chrono::hours(1), [this](const std::stop_token&) { purgeIdempotency(store(), clock().now() - kWeek); });
  _jobs->every("exam.idle", std::chrono::minutes(1), [this](const std::stop_token& stop) {
    work::closeIdleExams(store(), *service<Clinic>("clinic/1"), clock().now(), stop);
  });
  _jobs->every("identity.documents_held", std::chrono::minutes(10), [this](const std::stop_token& stop) {
    work::followHeldDocuments(store(), options().duration("identity.held_alert"), clock().now(), stop);
  });
  for (const auto& plugin : _instance.settings().enabled) _plugins->start(plugin);
  // After the plugins: what waited while the program was down needs the renderer at once.
  _events->subscribe("core.renditions", {"patient.identity_changed"}, [this](const PublishedEvent& published) { _renditions->renew(published.event.subject); });
  _events->subscribe("core.identity_tasks", work::TaskReview::events(), [review = work::TaskReview(store())](const PublishedEvent& published) mutable {
    review.heard(published.event);
  });
  _events->subscribe("core.duplicates", work::DuplicateWatch::events(), [watch = work::DuplicateWatch(store())](const PublishedEvent& published) mutable {
    watch.heard(published.event);
  });
  _dispatcher->start();
  _serving = true;
  listen();
}

void ServingHost::listen() {
  const auto plain = options().integer("http.port");
  const auto bind = options().text("http.bind");
  const bool proxy = options().boolean("http.behind_proxy");
  if (plain != 0) {
    checkBind(bind, false, proxy, environment());
    _httpPort = _http->listen({bind, static_cast<std::uint16_t>(plain), "", "", proxy});
  }
  const auto tls = options().integer("http.tls_port");
  if (tls != 0) {
    const auto file = [&](const char* option) { return fileOption(_instance.settings(), option, "").string(); };
    _http->listen({bind, static_cast<std::uint16_t>(tls), file("http.tls.certificate"), file("http.tls.key"), false});
  }
  log().info("host.serving", {{"http", std::to_string(plain)}, {"https", std::to_string(tls)}, {"version", CLAIRIS_VERSION}});
}

Health ServingHost::ready() const {
  if (!_serving) return {false, "starting or stopping"};
  return _plugins->health();
}

void ServingHost::stop() {
  if (_plugins == nullptr) return;
  const auto deadline = std::chrono::steady_clock::now() + options().duration("shutdown.timeout");
  _serving = false;
  // What calls into plugins ends before they do: after its stop() a plugin may have given everything back.
  _http->stop(deadline);
  _dispatcher->stop();
  _jobs->stop();
  _sequencer.reset();   // tells _events what it numbered; what comes after it is numbered and sealed at the next start
  _events.reset();      // waits for handlers
  _plugins->stop();
  _plugins.reset();
  log().info("host.stopped");
}

}  // namespace clairis::app
