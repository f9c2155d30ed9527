// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "unit/delivery/delivery_world.h"

namespace clairis::test {

std::string ScriptedChannel::prepare(const DeliveryTask& task) {
  if (onPrepare) onPrepare();
  const std::lock_guard lock(_mutex);
  return "prepared-" + std::to_string(++_prepares) + "-" + task.deliveryId;
}

Outcome ScriptedChannel::send(const DeliveryTask& task, std::chrono::steady_clock::time_point, std::stop_token stop) {
  {
    const std::lock_guard lock(_mutex);
    _sent.push_back(task.deliveryId);
    _prepared.push_back(task.prepared);
    _messages.push_back(task.message);
  }
  return onSend ? onSend(task, stop) : outcomeOf(Outcome::Kind::accepted);
}

Outcome ScriptedChannel::probe(const DeliveryTask& task, std::chrono::steady_clock::time_point, std::stop_token stop) { return onProbe(task, stop); }

std::vector<std::string> ScriptedChannel::sent() const {
  const std::lock_guard lock(_mutex);
  return _sent;
}

std::vector<std::string> ScriptedChannel::prepared() const {
  const std::lock_guard lock(_mutex);
  return _prepared;
}

std::vector<std::optional<MessageView>> ScriptedChannel::messages() const {
  const std::lock_guard lock(_mutex);
  return _messages;
}

int ScriptedChannel::prepares() const {
  const std::lock_guard lock(_mutex);
  return _prepares;
}

Outcome outcomeOf(Outcome::Kind kind, const std::string& code) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.code = kind == Outcome::Kind::accepted ? std::string() : code;
  outcome.proof = kind == Outcome::Kind::accepted ? "<ack/>" : "";
  return outcome;
}

void seedReport(Database& database) {
  database.write(Lane::batch, [](UnitOfWork& unit) {
    unit.execute(
        "INSERT INTO site (id, version, code, name, structure_id, zone, address_line, postal_code, city, country, phone, facility_code, facility_display, "
        "setting_code, setting_display, privacy_notice, is_default) VALUES ('site', 1, 'main', 'Centre de radiologie Ambroise', '1750803447', 'Europe/Paris', '12 Rue Ambroise', '75010', "
        "'PARIS', "
        "'FR', '', 'SA08', '', 'AMBULATOIRE', '', '', 1)");
    unit.execute(
        "INSERT INTO patient (id, version, status, doubtful, fictitious, test, deceased, dmp_opposition, ins_matricule, ins_oid, unverified_matricule, "
        "unverified_oid, birth_name, first_birth_name, birth_names, used_name, used_first_name, birth_date, sex, birth_place_code, name_key, "
        "address_line, postal_code, city, country, phone, created_at, changed_at) VALUES ('patient', 1, 'qualified', 0, 0, 1, 0, 0, '279035121518989', '1.2.250.1.213.1.4.10', NULL, NULL, 'PAT-TROIS', "
        "'DOMINIQUE', 'DOMINIQUE MARIE-LOUISE', '', '', '1979-03-28', 'F', '51215', 'PATTROIS', '', '', '', '', '', '', '')");
    unit.execute(
        "INSERT INTO imaging_order (id, version, site_id, patient_id, placer_number, placer_authority, placer_authority_oid, accession_number, "
        "requester_id_nat, requester_family, requester_given, requester_civility, requester_title, requester_specialty_code, "
        "requester_specialty_display, "
        "requester_mss_address, requester_key, reason, priority, patient_class, requested_at, cancelled, sender, created_at) "
        "VALUES ('order', 1, 'site', 'patient', '', '', '', 'A1', '', '', '', '', '', '', '', '', '', '', 'R', '', '', 0, '', '')");
    unit.execute(
        "INSERT INTO exam (id, version, site_id, patient_id, order_id, accession_number, study_instance_uid, state, on_worklist, procedure_code, "
        "procedure_display, procedure_system, ccam_code, ccam_display, region_code, region_display, modality, station_ae, laterality, scheduled_at, "
        "scheduled_local, started_at, ended_at, equipment, dose, performer_id_nat, performer_family, performer_given, performer_key, imported, "
        "created_at, "
        "changed_at) VALUES ('exam', 1, 'site', 'patient', 'order', 'A1', '2.25.1', 'completed', 0, '', '', '', '', '', '', '', 'MR', '', '', '', "
        "'', '', '', "
        "'', '', '', '', '', '', 0, '', '')");
    unit.execute(
        "INSERT INTO report (id, version, exam_id, state, report_version, set_id, title, justification, indication, technique, results, conclusion, "
        "dmp_blocked, masked_from_professionals, announcement_needed, hidden_from_representatives, recipients, author_id, created_at, changed_at, "
        "validated_at, validated_by, authentication, authenticated_at) VALUES ('report', 1, 'exam', 'validated', 1, '2.25.2', '', '', '', '', '', "
        "'', 0, 0, 0, "
        "0, '[]', '', '', '', '', '', '', '')");
  });
}

DeliveryWorld::DeliveryWorld() {
  caller.principal = "account:test";
  seedReport(*store);
  _listener = store->addRecordedListener([this](const std::vector<std::string>&) {
    {
      const std::lock_guard lock(_mutex);
      ++_commits;
    }
    _changed.notify_all();
  });
}

DeliveryWorld::~DeliveryWorld() { store->removeRecordedListener(_listener); }

std::string DeliveryWorld::plan(const std::string& setId, const PlannedDelivery& planned, const std::string& structure) {
  DocumentView view;
  view.documentId = store->newId();
  view.setId = setId;
  view.structureId = structure;
  view.versionNumber = ++_documents;
  return store->writing(Lane::interactive, [&](UnitOfWork& unit) {
    unit.execute(
        "INSERT INTO document (id, report_id, patient_id, exam_id, site_id, unique_id, set_id, version_number, replaces_unique_id, "
        "identity_fingerprint, "
        "ins_matricule, ins_oid, superseded, pdf, pdf_sha256, cda_skeleton, cda_sha256, created_at) "
        "VALUES ($1, 'report', 'patient', 'exam', 'site', $2, $3, 1, '', 'f', NULL, NULL, 0, $4, '', $5, '', '')",
        {view.documentId, "2.25." + std::to_string(_documents), setId, Blob{"pdf"}, Blob{"cda"}});
    return storeDeliveries(unit, view, {{"wire", {planned}}}).at(0);
  });
}

std::string DeliveryWorld::message(const std::string& cause, const std::string& key, bool newestIsEnough) {
  OutboundMessage message{"wire", "HIS", "order.status", "exam", "site", R"({"event":"exam.arrived"})", key, newestIsEnough, "", cause};
  return store->writing(Lane::feed, [&](UnitOfWork& unit) { return storeMessage(unit, message); });
}

DeliveryRow DeliveryWorld::row(const std::string& id) {
  return store->reading([&](Reader& reader) { return queue::find(reader, id).value(); });
}

DeliveryRow DeliveryWorld::waitFor(const std::string& id, DeliveryState state) {
  return waitUntil(id, [state](const DeliveryRow& row) { return row.state == state; });
}

DeliveryRow DeliveryWorld::waitUntil(const std::string& id, const std::function<bool(const DeliveryRow&)>& wanted) {
  while (true) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(_mutex);
      seen = _commits;
    }
    auto found = row(id);
    if (wanted(found)) return found;
    std::unique_lock lock(_mutex);
    _changed.wait(lock, [&] { return _commits != seen; });
  }
}

std::int64_t DeliveryWorld::events(const std::string& name) {
  return store->reading([&](Reader& reader) { return reader.first("SELECT COUNT(*) FROM event WHERE name = $1", {name}).at(0).integer(); });
}

std::int64_t DeliveryWorld::attempts(const std::string& id) {
  return store->reading(
      [&](Reader& reader) { return reader.first("SELECT COUNT(*) FROM delivery_attempt WHERE delivery_id = $1", {id}).at(0).integer(); });
}

DispatcherOptions DeliveryWorld::quick() {
  DispatcherOptions options;
  options.housekeeping = std::chrono::hours(1);  // tests say when leases expire
  return options;
}

std::unique_ptr<Dispatcher> DeliveryWorld::dispatcher(const std::shared_ptr<ScriptedChannel>& used, DispatcherOptions options) {
  DispatcherPorts ports;
  ports.document = [](Reader& reader, const std::string& id) {
    DocumentView view;
    view.documentId = id;
    view.setId = reader.first("SELECT set_id FROM document WHERE id = $1", {id}).at(0).text();
    return view;
  };
  ports.holdReason = [this](Reader&, const std::string&) { return identityChanged ? std::optional<std::string>("identity.changed") : std::nullopt; };
  ports.random = [] { return 1.0; };
  auto result = std::make_unique<Dispatcher>(*store, store.log, store.metrics, options, std::move(ports));
  result->addChannel(used);
  return result;
}

}  // namespace clairis::test
