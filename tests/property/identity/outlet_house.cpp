// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "property/identity/outlet_house.h"

#include <array>

#include "core/http/audit_routes.h"
#include "core/http/clinic_routes.h"
#include "core/http/delivery_routes.h"
#include "dicom/worklist_answer.h"
#include "plugins/hl7/client/message_kinds.h"
#include "plugins/identity/duplicates/merge_routes.h"
#include "plugins/identity/life/life_routes.h"
#include "plugins/identity/worklist/task_routes.h"
#include "plugins/worklist/store_source.h"
#include "unit/reports_pdf/datamatrix_reader.h"

const std::vector<clairis::EmbeddedFile>& hl7_migrations();

namespace clairis::test {
namespace {

/// All that speaks of patients.
constexpr std::array kTables{"audit_entry",
                             "delivery",
                             "delivery_attempt",
                             "document",
                             "event",
                             "exam",
                             "exam_order",
                             "exam_preparation",
                             "hl7_appointment",
                             "hl7_inbound",
                             "hl7_ins_sent",
                             "hl7_movement",
                             "hl7_raw",
                             "identity_task",
                             "imaging_order",
                             "outbound_message",
                             "patient",
                             "patient_exchange",
                             "patient_former_ins",
                             "patient_history",
                             "patient_local_id",
                             "patient_merge",
                             "patient_merge_moved",
                             "patient_proof",
                             "performed_step",
                             "performed_step_exam",
                             "patient_search",
                             "reconcile_entry",
                             "report",
                             "safety_answer"};

constexpr std::uint32_t kOtherPatientIds = 0x00101002;

/// Somebody else's object, held as services are.
template <class T>
std::shared_ptr<T> shared(T& object) {
  return {std::shared_ptr<void>(), &object};
}

hl7::SenderTable senders() {
  hl7::SenderTable table;
  hl7::Sender believed;
  believed.trust = SenderTrust::sameDomain;
  table.add("GAM", believed);
  table.add("LABO", hl7::Sender());
  return table;
}

hl7::DestinationTable destinations(int port) {
  hl7::Destination his;
  his.name = his.application = "HIS";
  his.endpoint = {"127.0.0.1", port, nullptr, ""};
  his.charset = hl7::Charset::utf8;
  his.patientAuthority = kAuthority;
  his.identity = his.merges = true;
  hl7::DestinationTable table;
  table.add(his);
  return table;
}

/// No role of his has ins.read.
Caller withoutRight() {
  Caller caller;
  caller.principal = "account:operator";
  caller.roles = {"delivery_operator", "auditor", "administrator"};
  caller.allSites = true;
  caller.authentication = Authentication::password;
  return caller;
}

}  // namespace

OutletHouse::OutletHouse()
    : _steps(shared<Clinic>(clinic)), _partner({[this](hl7::test::Conversation& talk) {
        for (auto message = talk.next(); !message.empty(); message = talk.next()) {
          {
            const std::lock_guard lock(_mutex);
            _heard.push_back(message);
          }
          talk.answer(hl7::test::ackFor(hl7::test::controlIdOf(message)));
        }
      }}) {
  migrate(*store, {coreMigrations(), {"hl7", hl7_migrations()}});
  _receiver = std::make_unique<hl7::Receiver>(
      hl7::Receiver::Services{edge, clinic, store.clock, *_vault.vault, _log, store.metrics, Environment::test, &service, &merges}, senders(),
      hl7::ModalityTable());
  const auto table = destinations(_partner.port());
  _channel = std::make_unique<hl7::Hl7Channel>(hl7::Hl7Channel::Services{edge, clinic, store.clock, _log, store.metrics, Environment::test}, table,
                                               hl7::messageKinds(clinic, &service));
  _reporter = std::make_unique<hl7::IdentityReporter>(hl7::IdentityReporter::Services{edge, _queue, clinic, Environment::test}, senders(), table);
  addRoutes();
}

void OutletHouse::addRoutes() {
  struct Into final : Routes {
    explicit Into(RouteTable& routes) : table(routes) {}
    void add(Route route) override { table.add(std::move(route)); }
    RouteTable& table;
  } into(_table);
  addPlaceRoutes(into, *store);
  addClinicRoutes(into, *store, clinic, readTrace);
  addExamLifeRoutes(into, *store, clinic, _steps);
  addReconcileRoutes(into, *store, clinic, _steps);
  addDeliveryRoutes(into, *store);
  addAuditRoutes(into, *store, readTrace);
  identity::addTaskRoutes(into, *store, service);
  identity::addLifeRoutes(into, {*store, shared<Clinic>(clinic), shared<Identities>(service), shared<ReadTrace>(readTrace)});
  identity::addMergeRoutes(into, {*store, shared<PatientMerges>(merges), shared<ReadTrace>(readTrace)});
}

/// Finds the order that the references allow.
void OutletHouse::emptyOneByOne() {
  auto waiting = std::exchange(_emptied, {});
  while (!waiting.empty()) {
    const auto before = waiting.size();
    std::erase_if(waiting, [&](const std::string& table) {
      try {
        write([&](UnitOfWork& work) { work.execute("DELETE FROM " + table); });
      } catch (const std::exception&) {
        return false;
      }
      _emptied.push_back(table);
      return true;
    });
    if (waiting.size() == before) throw std::logic_error("tables that cannot be emptied, the first is " + waiting.front());
  }
}

void OutletHouse::clear(bool validatesItself) {
  autoValidation = validatesItself;
  service = work::IdentityService(identityRulesForTests(validatesItself));
  if (_emptied.empty()) _emptied.assign(kTables.begin(), kTables.end());
  try {
    write([&](UnitOfWork& work) {
      for (const auto& table : _emptied) work.execute("DELETE FROM " + table);
    });
  } catch (const std::exception&) {
    emptyOneByOne();
  }
  _left.clear();
  _messages.clear();
}

std::string OutletHouse::receive(const std::string& message) {
  const auto answers = _receiver->receive(message, false, "test");
  for (const auto& answer : answers) _left.push_back({"HL7 answer", "", answer});
  const auto at = answers.empty() ? std::string::npos : answers.front().find("\rMSA|");
  return at == std::string::npos ? "" : answers.front().substr(at + 5, 2);
}

void OutletHouse::tell(bool prepares) {
  const auto events = read([](Reader& reader) {
    return reader.query("SELECT id, name, subject, data FROM event WHERE name IN ('patient.identity_changed', 'patient.merged') ORDER BY id");
  });
  for (const auto& row : events) {
    if (!_told.insert(row[0].text()).second) continue;
    _reporter->tell({static_cast<std::int64_t>(_told.size()), store.clock.now(), {row[1].text(), row[2].text(), row[3].text()}});
  }
  if (prepares) prepareMessages();
}

void OutletHouse::tellStatus(const Exam& exam) {
  OutboundMessage message;
  message.channel = hl7::kChannelName;
  message.destination = "HIS";
  message.kind = hl7::kOrderStatusKind;
  message.subject = exam.orderId;
  message.siteId = main.id;
  message.data = nlohmann::json{{"exam", exam.id}, {"order", exam.orderId}, {"status", "scheduled"}, {"at", toIso(store.clock.now())}}.dump();
  message.orderingKey = "exam:" + exam.id;
  message.onceKey = "status:" + std::to_string(++_statuses);
  write([&](UnitOfWork& work) { _queue.enqueue(work, message); });
}

void OutletHouse::prepareMessages() {
  const auto rows =
      read([](Reader& reader) { return reader.query("SELECT id, message_id FROM delivery WHERE channel = 'hl7' AND state = 'queued' ORDER BY id"); });
  for (const auto& row : rows) {
    auto& task = _messages[row[0].text()];
    if (!task.prepared.empty()) continue;
    task.deliveryId = row[0].text();
    task.destination = "HIS";
    task.message = read([&](Reader& reader) { return findMessage(reader, row[1].text()); });
    task.prepared = _channel->prepare(task);
  }
}

bool OutletHouse::sendMessage() {
  prepareMessages();
  const auto row =
      read([](Reader& reader) { return reader.first("SELECT id FROM delivery WHERE channel = 'hl7' AND state = 'queued' ORDER BY id LIMIT 1"); });
  if (row.empty()) return false;
  const auto& task = _messages.at(row[0].text());
  const auto outcome = _channel->send(task, std::chrono::steady_clock::now() + std::chrono::seconds(10), {});
  const bool taken = outcome.kind == Outcome::Kind::accepted;
  write([&](UnitOfWork& work) { work.execute("UPDATE delivery SET state = $1 WHERE id = $2", {taken ? "accepted" : "fix", task.deliveryId}); });
  const std::lock_guard lock(_mutex);
  for (const auto& message : _heard) _left.push_back({"HL7", hl7::preparedFrom(task.prepared).patientId, message});
  _heard.clear();
  return true;
}

void OutletHouse::feedOne(const DocumentView& document) {
  auto bare = document;
  bare.cda.reset();
  bare.pdf.reset();
  const bool planned = _dmp.channel->plan(bare).front().state == "queued";
  DeliveryTask task{document.documentId, "", 1, document, {}};
  if (!_submissions.contains(document.documentId)) _submissions[document.documentId] = _dmp.channel->prepare(task);
  task.prepared = _submissions[document.documentId];
  // Whatever was planned: without an INS the channel itself sends nothing.
  _dmp.transport->answers.clear();
  _dmp.transport->bodies.clear();
  _dmp.answer(dmp::test::existenceAnswer());
  if (!document.replacesUniqueId.empty()) _dmp.answer(dmp::test::findAnswer("<ObjectRef id=\"urn:uuid:0190a1b2-0000-4000-8000-000000000001\"/>"));
  _dmp.answer(dmp::test::feedAnswer());
  const auto outcome = _dmp.send(task);
  if (outcome.kind == Outcome::Kind::accepted) {
    _fed.insert(document.documentId);
    deliveries(document.documentId, "accepted");
  }
  std::string all = task.prepared;
  for (const auto& body : _dmp.transport->bodies) all += body;
  if (!planned && !_dmp.transport->bodies.empty()) all += " sent without being planned";
  _left.push_back({"DMP", document.patientId, all});
}

void OutletHouse::feed() {
  for (const auto& row : read([](Reader& reader) { return reader.query("SELECT id FROM document WHERE superseded = 0 ORDER BY id"); })) {
    if (_fed.contains(row[0].text())) continue;
    if (read([&](Reader& reader) { return renditions.holdReason(reader, row[0].text()); })) continue;
    feedOne(read([&](Reader& reader) { return store::documentView(reader, row[0].text(), renderer.get()); }));
  }
}

void OutletHouse::renewAll() {
  for (const auto& id : patients()) renew(id);
}

std::vector<std::string> OutletHouse::patients() {
  std::vector<std::string> ids;
  for (const auto& row : read([](Reader& reader) { return reader.query("SELECT id FROM patient ORDER BY id"); })) ids.push_back(row[0].text());
  return ids;
}

std::string OutletHouse::holder(const char* number) {
  const auto patient = read([&](Reader& reader) { return store::findPatientByLocalId(reader, kAuthority, number); });
  return patient ? patient->id : std::string();
}

const std::string& OutletHouse::textOf(const std::string& documentId, const std::string& cda, const std::string& pdf) {
  auto& text = _texts[documentId];
  if (!text.empty()) return text;
  text = cda;
  const tests::PdfFile file(pdf);
  for (const auto* page : file.pages()) {
    for (const auto& marked : tests::markedContent(file, *page)) text += "\n" + marked.text;
    if (const auto symbol = tests::symbolOn(file, *page); symbol.size > 0) text += "\n" + tests::scanned(symbol);
  }
  return text;
}

void OutletHouse::documents(std::vector<Leaving>& all) {
  for (const auto& row : read([](Reader& reader) { return reader.query("SELECT id FROM report WHERE state = 'validated' ORDER BY id"); })) {
    try {
      const auto document = archive.current(radiologist(), row[0].text());
      all.push_back({"document", document.patientId, textOf(document.documentId, *document.cda, *document.pdf)});
    } catch (const Conflict& conflict) {
      if (conflict.code() != "document.identity_changed") throw;
    }
  }
}

void OutletHouse::worklist(std::vector<Leaving>& all) {
  worklist::StoreWorklistSource source(*store, {Environment::test, true});
  dicom::WorklistQuery query;
  dicom::ask(query.asked, kOtherPatientIds);
  const auto cursor = source.find(query);
  for (dicom::WorklistEntry entry; cursor->next(entry);) {
    const auto row =
        read([&](Reader& reader) { return reader.first("SELECT patient_id FROM exam WHERE accession_number = $1", {entry.accessionNumber}); });
    Leaving item{"worklist", row[0].text(), ""};
    dicom::writeAnswer(query, entry, {}, true, item.bytes);
    all.push_back(std::move(item));
  }
}

std::vector<Leaving> OutletHouse::fetched() {
  std::vector<Leaving> all;
  worklist(all);
  documents(all);
  return all;
}

std::vector<Leaving> OutletHouse::screens() {
  std::vector<Leaving> all;
  const auto caller = withoutRight();
  const auto idsOf = [&](const char* table) {
    std::vector<std::string> ids;
    for (const auto& row : read([&](Reader& reader) { return reader.query("SELECT id FROM " + std::string(table) + " ORDER BY id"); })) {
      ids.push_back(row[0].text());
    }
    return ids;
  };
  const std::map<std::string, std::vector<std::string>> ids{
      {"patients", idsOf("patient")}, {"identities", idsOf("patient")}, {"exams", idsOf("exam")}, {"orders", idsOf("imaging_order")}};
  for (const auto& route : _table.routes()) {
    if (route->method != "GET" || !allowed(caller, route->permission)) continue;
    const auto resource = route->pattern.substr(8, route->pattern.find('/', 8) - 8);
    const bool byId = route->pattern.find("{id}") != std::string::npos;
    if (byId && !ids.contains(resource)) continue;
    for (const auto& id : ids.contains(resource) ? ids.at(resource) : std::vector<std::string>{"none"}) {
      HttpRequest request;
      request.caller = caller;
      request.permission = route->permission;
      request.parameters = {{"id", id}};
      request.query = {{"patientId", id}, {"object", "patient:" + id}, {"into", ids.at("patients").empty() ? "none" : ids.at("patients").back()}};
      request.query["birthDate"] = personOf(static_cast<int>(all.size())).traits.birthDate;
      try {
        all.push_back({"REST " + route->pattern, "", route->handle(request).body});
      } catch (const Refusal&) {
        // Not his, nothing there, or a question that this route does not understand.
      }
    }
  }
  return all;
}

Leaving OutletHouse::kept() {
  Leaving all{"log, events, trail", "", _log.text()};
  for (const char* sql : {"SELECT data FROM event", "SELECT actor || object || outcome || detail FROM audit_entry",
                          "SELECT other_id || detail || note FROM identity_task", "SELECT once_key || data FROM outbound_message"}) {
    for (const auto& row : read([&](Reader& reader) { return reader.query(sql); })) all.bytes += row[0].text() + "\n";
  }
  return all;
}

}  // namespace clairis::test
