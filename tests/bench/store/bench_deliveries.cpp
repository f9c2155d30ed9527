// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "bench/store/measure.h"
#include "core/audit/sealer.h"
#include "core/events/sequencer.h"
#include "unit/delivery/delivery_world.h"

namespace clairis::bench {

void benchDeliveries() {
  constexpr int kCount = 1000;
  test::DeliveryWorld world;
  world.channel->workerCount = 4;
  const auto heads = std::filesystem::temp_directory_path() / ("clairis_bench_" + world.store->newId() + ".heads");
  AuditSealer sealer(std::string(32, 'k'), heads, world.store.log, world.store.metrics);
  Sequencer sequencer(*world.store, world.store.log, world.store.metrics, {{numberEvents, nullptr}, sealer.step()});
  std::vector<std::string> ids;
  for (int number = 0; number < kCount; ++number) ids.push_back(world.plan("2.25.1" + std::to_string(number)));
  sequencer.drain();
  const auto dispatcher = world.dispatcher(world.channel);
  const auto start = Steady::now();
  dispatcher->start();
  for (const auto& id : ids) world.waitFor(id, DeliveryState::accepted);
  const auto sent = secondsSince(start);
  sequencer.drain();
  print("deliveries accepted, with audit and events sealed beside, 4 workers", kCount / sent, "per second");
  print("processing a delivery beside its channel", sent / kCount * 1000, "ms");
  dispatcher->stop();
  std::filesystem::remove(heads);
}

}  // namespace clairis::bench
