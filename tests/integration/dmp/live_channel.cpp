// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/dmp/live_channel.h"

namespace clairis::dmp::test {

LiveChannel::LiveChannel(DmpOptions configured, const StructureFiles& files, const std::string& caFile) {
  CurlTransport::initialise();
  initialiseXmlSignatures();
  configured.url = sandbox().url();
  TransportSettings transport;
  transport.caFile = caFile;
  const auto structures = std::make_shared<Structures>(std::vector{files}, Environment::test,
                                                       [transport](const KeyPair& pair) { return std::make_unique<CurlTransport>(transport, pair); });
  channel = std::make_unique<DmpChannel>(ChannelParts{std::move(configured), structures, std::make_shared<RandomIds>(), clock, metrics, log});
}

DeliveryTask LiveChannel::task(const DocumentView& document, int attempt) {
  DeliveryTask task{"delivery-1", "", attempt, document, {}};
  task.prepared = channel->prepare(task);
  return task;
}

Outcome LiveChannel::send(const DeliveryTask& task, std::chrono::milliseconds patience) {
  return channel->send(task, std::chrono::steady_clock::now() + patience, {});
}

Outcome LiveChannel::probe(const DeliveryTask& task) { return channel->probe(task, std::chrono::steady_clock::now() + std::chrono::seconds(20), {}); }

Outcome LiveChannel::deliver(const DocumentView& document, int attempt) { return send(task(document, attempt)); }

reports::ReportValue freshReport() {
  static RandomIds ids;
  auto value = reports::sample::report();
  value.documentOid = oidFromUuid(Oid::parse("2.25"), "", ids.uuid()).text();
  value.setId = oidFromUuid(Oid::parse("2.25"), "", ids.uuid()).text();
  return value;
}

}  // namespace clairis::dmp::test
