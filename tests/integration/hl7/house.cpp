// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "integration/hl7/house.h"

#include "core/store/place_repository.h"
#include "plugins/hl7/message/message.h"

const std::vector<clairis::EmbeddedFile>& hl7_migrations();

namespace clairis::test {

work::ClinicService makeClinic(Environment environment) { return {environment, work::OrderRules{Oid::parse("1.2.250.1.999.9"), "CLA"}}; }

work::IdentityService makeIdentities(Environment environment) {
  work::IdentityRules rules;
  rules.environment = environment;
  return work::IdentityService(std::move(rules));
}

hl7::SenderTable House::trustingSenders() {
  hl7::SenderTable table;
  hl7::Sender sender;
  sender.trust = SenderTrust::sameDomain;
  table.add("GAM", sender);
  table.add("DPI", sender);
  return table;
}

House::House(hl7::SenderTable table, Environment where)
    : clinic(makeClinic(where)), identities(makeIdentities(where)), senders(std::move(table)), environment(where), receiver(makeReceiver(clinic)) {
  migrate(*store, {coreMigrations(), {"hl7", hl7_migrations()}});
  Site site;
  site.code = "main";
  site.name = "Centre de radiologie Ambroise";
  site.structureId = "1750803447";
  site.zone = "Europe/Paris";
  site.address = {"12 Rue Ambroise", "75010", "PARIS", "FRA"};
  site.facilityType = {"SA08", "", ""};
  site.practiceSetting = {"AMBULATOIRE", "", ""};
  site.version = 1;
  site.id = siteId = store->newId();
  store->write(Lane::interactive, [&](UnitOfWork& work) { store::insertSite(work, site, true); });
}

hl7::Receiver House::makeReceiver(Clinic& useCases) {
  return {hl7::Receiver::Services{edge, useCases, store.clock, *vault.vault, store.log, store.metrics, environment, &identities, &merges}, senders, {}};
}

std::string House::answer(const std::string& message) {
  const auto answers = receiver.receive(message, false, "test");
  return answers.size() == 1 ? answers[0] : std::to_string(answers.size()) + " answers";
}

std::string House::send(const std::string& message) { return codeOf(answer(message)); }

std::int64_t House::count(const std::string& table) { return row("SELECT COUNT(*) FROM " + table).at(0).integer(); }

Row House::row(const std::string& sql, const Params& params) {
  return store->reading([&](Reader& reader) { return reader.first(sql, params); });
}

Patient House::patient(const std::string& localId) {
  const auto id = row("SELECT patient_id FROM patient_local_id WHERE value = $1", {localId});
  if (id.empty()) return {};
  return store->reading([&](Reader& reader) { return merges.survivor(reader, id[0].text()); });
}

std::vector<IdentityTask> House::tasks(const std::string& kind) {
  IdentityTaskFilter filter;
  filter.kind = kind;
  return store->reading([&](Reader& reader) { return identities.tasks(reader, filter); });
}

std::string codeOf(const std::string& answer) { return hl7::Message::parse(answer).find("MSA")->field(1).value(); }

std::string conditionOf(const std::string& answer) {
  const auto message = hl7::Message::parse(answer);
  const auto* err = message.find("ERR");
  return err == nullptr ? std::string() : err->field(3).value();
}

Partner::Partner(int port) : _stream(hl7::connectTcp("127.0.0.1", port)), _buffer(65536, '\0') {}

void Partner::send(std::string_view bytes) { _stream->send(bytes, std::chrono::steady_clock::now() + std::chrono::seconds(30)); }

std::string Partner::answer() {
  while (true) {
    if (auto frame = _reader.next(_rest)) return frame->bytes;
    const auto received = _stream->receive(_buffer.data(), _buffer.size(), std::chrono::steady_clock::now() + std::chrono::seconds(30));
    if (received.event != hl7::Stream::Event::data) return {};
    _rest = std::string_view(_buffer).substr(0, received.bytes);
  }
}

}  // namespace clairis::test
