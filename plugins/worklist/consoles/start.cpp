// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/consoles/start.h"

#include "core/domain/refusal.h"
#include "core/plugin/clinic.h"
#include "plugins/worklist/listener.h"

namespace clairis::worklist {
namespace {

constexpr std::int64_t kMostRecorded = 1000;
constexpr auto kHeardKept = std::chrono::hours(24 * 400);

std::size_t recordedOf(const Options& options) {
  const auto value = options.integer("worklist.recorded_queries");
  if (value >= 0 && value <= kMostRecorded) return static_cast<std::size_t>(value);
  throw Refusal("option.range", "worklist.recorded_queries: expected 0 to 1000, found " + std::to_string(value), "worklist.recorded_queries");
}

// Before the first site is registered nothing is on the worklist: any day will do.
std::string zoneOf(Clinic& clinic, Reader& reader) {
  try {
    return clinic.defaultSite(reader).zone;
  } catch (const Refusal&) {
    return "Europe/Paris";
  }
}

void purge(Host& host, std::chrono::milliseconds retention, const std::stop_token& stop) {
  for (bool more = true; more && !stop.stop_requested();) {
    const auto now = host.clock().now();
    host.store().write(Lane::batch, [&](UnitOfWork& work) { more = purgeRecorded(work, toIso(now - retention), toIso(now - kHeardKept)); });
  }
}

}  // namespace

std::shared_ptr<ConsoleRegistry> makeRegistry(Host& host) {
  const auto clinic = host.service<Clinic>("clinic/1");
  return std::make_shared<ConsoleRegistry>(ConsoleRegistry::Services{host.store(), host.clock(), host.log(), host.metrics()},
                                           ConsoleRegistry::Settings{profileOf(host.options()), recordedOf(host.options())},
                                           [clinic](Reader& reader) { return zoneOf(*clinic, reader); });
}

ConsoleContext startConsoles(Host& host) {
  ConsoleContext context{host, makeRegistry(host), worklistOf(host)};
  context.registry->refresh();
  addConsoleRoutes(context);
  addQueryRoutes(context);
  const auto registry = context.registry;
  host.jobs().every("worklist.consoles", std::chrono::seconds(2), [registry](const std::stop_token&) { registry->refresh(); });
  host.jobs().every("worklist.recorded", std::chrono::seconds(1), [registry](const std::stop_token&) { registry->flush(Lane::batch); });
  const auto retention = host.options().duration("worklist.recorded_retention");
  host.jobs().every("worklist.purge", std::chrono::hours(1), [&host, retention](const std::stop_token& stop) { purge(host, retention, stop); });
  return context;
}

void writeDown(const std::shared_ptr<ConsoleRegistry>& registry) noexcept {
  if (!registry) return;
  try {
    registry->flush(Lane::interactive);
  } catch (const std::exception&) {
    return;  // the store is gone before us: what waited is lost, and was only for looking back
  }
}

}  // namespace clairis::worklist
