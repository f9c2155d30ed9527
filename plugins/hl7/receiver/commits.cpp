// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// What each kind of message does, each in one unit of work with its acknowledgement.
#include <optional>

#include "core/domain/refusal.h"
#include "plugins/hl7/identity/identity_intake.h"
#include "plugins/hl7/mapping/order_mapping.h"
#include "plugins/hl7/mapping/patient_mapping.h"
#include "plugins/hl7/receiver/receiver.h"
#include "plugins/hl7/receiver/receiver_context.h"
#include "plugins/hl7/receiver/refusal_mapping.h"
#include "plugins/hl7/scheduling/appointment_book.h"
#include "plugins/hl7/scheduling/appointment_intake.h"
#include "plugins/hl7/visit/movements.h"

namespace clairis::hl7 {

Site Receiver::siteFor(Reader& reader, const Context& context) const {
  auto& clinic = _services.clinic;
  if (!context.sender.site.empty()) {
    if (auto site = clinic.siteByCode(reader, context.sender.site)) return *site;
    throw Fault(Condition::application, {}, "the site configured for this sender is not registered", true, "hl7.sender.site");
  }
  std::vector<std::string> codes{context.message->header().field(6).value()};
  if (const auto* visit = context.message->find("PV1")) {
    codes.push_back(visit->field(3).value(4));
    codes.push_back(visit->field(3).value(1));
  }
  for (const auto& code : codes) {
    if (code.empty()) continue;
    if (auto site = clinic.siteByCode(reader, code)) return *site;
  }
  return clinic.defaultSite(reader);
}

template <class Effect>
void Receiver::commitOnce(Context& context, Effect&& effect) {
  context.sealed = _services.vault.seal(context.frame);
  _services.store.write(Lane::feed, [&](UnitOfWork& work) {
    // The database may run this again: nothing of the first time stays.
    context.remark.clear();
    if (replay(context, work)) return;
    effect(work);
    context.answers = encoded(context, {"AA", nullptr, context.remark});
    recordInbound(work, context.key, context.answers);
    keepRaw(work, context.key, "AA", context.sealed);
    work.audit({"hl7:" + context.sender.name, "hl7.message.accepted", "hl7:" + context.key.sha256.substr(0, 16), "ok", "{}"});
  });
  context.kept = true;
}

bool Receiver::known(Context& context) const {
  bool found = false;
  _services.store.read([&](Reader& reader) { found = replay(context, reader); });
  return found;
}

std::optional<Site> Receiver::siteUnlessKnown(Context& context) const {
  std::optional<Site> site;
  _services.store.read([&](Reader& reader) {
    if (!replay(context, reader)) site = siteFor(reader, context);
  });
  return site;
}

void Receiver::commitPatient(Context& context) {
  if (known(context)) return;
  const auto feed = patientFeed(*context.message, context.sender, _services.environment);
  const auto partner = caller(context);
  commitOnce(context, [&](UnitOfWork& work) { _services.clinic.receivePatient(work, partner, feed); });
}

void Receiver::commitVisit(Context& context) {
  const auto site = siteUnlessKnown(context);
  if (!site) return;
  const auto feed = patientFeed(*context.message, context.sender, _services.environment);
  const auto event = visitEvent(*context.message, context.sender, Zone(site->zone), _services.clock.now());
  const auto partner = caller(context);
  commitOnce(context, [&](UnitOfWork& work) {
    const auto patient = _services.clinic.receivePatient(work, partner, feed);
    if (event && !receiveMovement(work, _services.clinic, partner, patient.id, *event))
      context.remark = "the movement that this undoes is not known here: nothing to undo";
  });
}

IdentityIntake Receiver::identityIntake() const {
  if (_services.identities != nullptr && _services.merges != nullptr) return {_services.clinic, *_services.identities, *_services.merges};
  throw Fault(Condition::application, {}, "this instance carries out no merges; nothing was changed", true, "service.missing");
}

/// A refusal that a repetition cannot mend is a task here too; the sender hears the same by AE.
template <class Effect>
void Receiver::commitIdentity(Context& context, Effect&& effect) {
  if (known(context)) return;
  const auto intake = identityIntake();
  const auto pairs = patientPairs(*context.message, context.sender, _services.environment);
  const auto partner = caller(context);
  IdentityEffect done;
  try {
    commitOnce(context, [&](UnitOfWork& work) {
      done = {};
      for (const auto& pair : pairs) effect(intake, work, partner, pair, done);
      context.remark = done.remark;
    });
  } catch (const Refusal& refusal) {
    const bool again = storageTrouble(refusal) || dynamic_cast<const Conflict*>(&refusal) != nullptr;
    if (!again && !done.targetId.empty()) {
      IdentityTask task;
      task.kind = "partner_refused";
      task.patientId = done.targetId;
      task.otherId = done.sourceId;
      task.detail = R"({"code":")" + refusal.code() + R"(","message":"hl7:)" + context.key.sha256.substr(0, 16) + R"("})";
      context.task = std::move(task);
    }
    throw;
  }
}

void Receiver::commitMerge(Context& context) {
  commitIdentity(context, [](const IdentityIntake& intake, UnitOfWork& work, const Caller& partner, const PatientPair& pair, IdentityEffect& done) {
    intake.merge(work, partner, pair, done);
  });
}

void Receiver::commitNumberChange(Context& context) {
  commitIdentity(context, [](const IdentityIntake& intake, UnitOfWork& work, const Caller& partner, const PatientPair& pair, IdentityEffect& done) {
    intake.changeNumber(work, partner, pair, done);
  });
}

void Receiver::commitAccountMove(Context& context) {
  commitIdentity(context, [](const IdentityIntake& intake, UnitOfWork& work, const Caller& partner, const PatientPair& pair, IdentityEffect& done) {
    intake.moveAccount(work, partner, pair, done);
  });
}

namespace {

/// Our own number, when the placer repeats it, must be that order's: a number of another order would change the wrong exam.
void checkFiller(Reader& reader, const OrderRequest& request) {
  if (request.filler.empty() || request.control == OrderControl::place) return;
  const auto row = reader.first("SELECT placer_number, placer_authority FROM imaging_order WHERE accession_number = $1", {request.filler});
  // A number that is not ours says nothing: the placer's own number finds the order.
  if (row.empty()) return;
  if (row[0].text() == request.order.placerNumber && row[1].text() == request.order.placerAuthority) return;
  badCode({"ORC", 1, 3}, "this filler number belongs to another order than the placer number: which one is meant?");
}

/// The patient of an order or an appointment. They are no identity messages, and most software leaves PID-32 empty in them: then they say no status,
/// and neither lower nor change who is recovered, validated or qualified here. Contact data is taken.
PatientFeed patientBeside(const Message& message, const Sender& sender, Environment environment) {
  auto feed = patientFeed(message, sender, environment);
  const auto* pid = message.find("PID");
  if (pid != nullptr && pid->field(32).empty()) feed.trust = SenderTrust::other;
  return feed;
}

/// Where a partner said that the patient lies, when the order does not say it.
void completeStay(Reader& reader, const std::string& patientId, NewOrder& order) {
  const auto stay = stayOf(reader, patientId, {order.visitNumber, order.visitAuthority});
  if (order.patientClass.empty()) order.patientClass = stay.patientClass;
  if (order.preparation.location.empty()) order.preparation.location = stay.location;
}

}  // namespace

void Receiver::commitOrders(Context& context) {
  const auto site = siteUnlessKnown(context);
  if (!site) return;
  const auto feed = patientBeside(*context.message, context.sender, _services.environment);
  const auto requests = orderRequests(*context.message, context.sender, Zone(site->zone), _modalities);
  const auto partner = caller(context);
  commitOnce(context, [&](UnitOfWork& work) {
    const auto patient = _services.clinic.receivePatient(work, partner, feed);
    for (const auto& request : requests) commitOrder(work, partner, request, site->id, patient.id);
  });
}

void Receiver::commitOrder(UnitOfWork& work, const Caller& partner, const OrderRequest& request, const std::string& siteId,
                           const std::string& patientId) const {
  auto& clinic = _services.clinic;
  NewOrder order = request.order;
  order.siteId = siteId;
  order.patientId = patientId;
  checkFiller(work, request);
  switch (request.control) {
    case OrderControl::place:
      completeStay(work, patientId, order);
      if (placedByAppointment(work, order.placerNumber, order.placerAuthority)) {
        clinic.changeOrder(work, partner, order);
      } else {
        AppointmentIntake(clinic).meet(work, partner, clinic.placeOrder(work, partner, order));
      }
      break;
    case OrderControl::change:
      clinic.changeOrder(work, partner, order);
      break;
    case OrderControl::cancel:
      clinic.cancelOrder(work, partner, order.placerNumber, order.placerAuthority, request.cancelReason);
      break;
  }
}

void Receiver::commitAppointment(Context& context) {
  const auto site = siteUnlessKnown(context);
  if (!site) return;
  const auto feed = patientBeside(*context.message, context.sender, _services.environment);
  const auto request = appointmentRequest(*context.message, context.sender, Zone(site->zone), _modalities);
  const auto partner = caller(context);
  commitOnce(context, [&](UnitOfWork& work) {
    const auto patient = _services.clinic.receivePatient(work, partner, feed);
    context.remark = AppointmentIntake(_services.clinic).receive(work, partner, context.sender.name, site->id, patient, request);
  });
}

}  // namespace clairis::hl7
