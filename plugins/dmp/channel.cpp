// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/channel.h"

#include <algorithm>
#include <pugixml.hpp>

#include "plugins/dmp/td02_existence/request.h"
#include "plugins/dmp/td02_existence/response.h"
#include "plugins/dmp/td21_feed/metadata.h"
#include "plugins/dmp/td21_feed/response.h"
#include "plugins/dmp/td31_find/request.h"
#include "plugins/dmp/td31_find/response.h"

namespace clairis::dmp {
namespace {

using K = Outcome::Kind;

Outcome outcome(K kind, std::string code, std::string message) {
  Outcome out;
  out.kind = kind;
  out.code = std::move(code);
  out.message = std::move(message);
  return out;
}

std::string kindText(K kind) {
  switch (kind) {
    case K::accepted:
      return "accepted";
    case K::retry:
      return "retry";
    case K::later:
      return "later";
    case K::unknown:
      return "unknown";
    case K::fix:
      return "fix";
    case K::final:
      return "final";
    case K::paused:
      return "paused";
  }
  return "retry";
}

constexpr const char* kByHand = "dmp.change_by_hand";

/// SR-30: what keeps a document from leaving for good, whatever the DMP would say. Empty: nothing.
std::string forbidden(const DocumentView& document) {
  if (document.sharing.dmpBlocked) return "report.dmp_blocked";
  if (document.dmpOpposition) return "patient.opposition";
  return {};
}

std::string cacheKey(const DocumentView& document) { return document.structureId + "|" + document.ins->oid() + "|" + document.ins->matricule(); }

bool holdsDuplicate(const std::vector<ReceiverError>& errors) {
  return std::any_of(errors.begin(), errors.end(), [](const ReceiverError& e) { return e.code == "XDSDuplicateUniqueIdInRegistry"; });
}

}  // namespace

DmpChannel::DmpChannel(ChannelParts parts)
    : _parts(std::move(parts)), _exchange(_parts.options, *_parts.ids, _parts.clock, _parts.metrics), _known(_parts.options.existenceCache) {}

std::vector<PlannedDelivery> DmpChannel::plan(const DocumentView& document) const {
  // Changing and deleting in the DMP are not built into this channel yet: a person sees what is to be done there.
  if (document.purpose != DeliveryPurpose::document) return {{"", "held", kByHand}};
  if (const auto reason = forbidden(document); !reason.empty()) return {{"", "final", reason}};
  if (!document.ins || !document.ins->fits(_parts.options.environment)) return {{"", "held", "identity.not_qualified"}};
  return {{"", "queued", ""}};
}

std::string DmpChannel::prepare(const DeliveryTask& task) {
  if (task.document.purpose != DeliveryPurpose::document) return {};
  try {
    const auto now = _parts.clock.now();
    const auto& structure = _parts.structures->require(task.document.structureId, now);
    return encode(prepareSubmission(task.document, _parts.options, *_parts.ids, now, *structure.signing));
  } catch (const Refusal&) {
    // An answer is an outcome, which only send() can give.
    return {};
  }
}

Outcome DmpChannel::send(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop) {
  if (task.document.purpose != DeliveryPurpose::document) {
    return outcome(K::fix, kByHand, "this channel does not change or delete documents in the DMP yet: do it in the DMP, then cancel this delivery");
  }
  Outcome result;
  try {
    result = attempt(task, deadline, std::move(stop));
  } catch (const Refusal& problem) {
    result = outcome(K::fix, problem.code(), problem.detail());
  }
  report("dmp.sent", task, result);
  return result;
}

Outcome DmpChannel::attempt(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop) {
  const auto& document = task.document;
  if (const auto reason = forbidden(document); !reason.empty()) return outcome(K::final, reason, "");
  if (document.ins && !document.ins->fits(_parts.options.environment)) {
    throw Refusal("environment.mixed", "the document's INS OID belongs to the other environment: nothing was sent");
  }
  if (_parts.options.url.empty()) return paused("dmp.not_configured", "dmp.url is not set", document.structureId);
  const auto now = _parts.clock.now();
  const Structure* structure = nullptr;
  try {
    structure = &_parts.structures->require(document.structureId, now);
  } catch (const Refusal& problem) {
    return paused(problem.code(), problem.detail(), document.structureId);
  }
  if (task.prepared.empty()) {
    // Throws what kept it from being prepared, if that lasts.
    prepareSubmission(document, _parts.options, *_parts.ids, now, *structure->signing);
    return outcome(K::retry, "dmp.not_prepared", "the submission could not be prepared earlier and can be now");
  }
  const auto submission = decodeSubmission(task.prepared);
  const Standing standing{document.structureId, task.attempt, submission.submissionTime, now};
  return withSubmission({*structure, vihfSubject(document), standing, deadline, std::move(stop)}, task, submission);
}

Outcome DmpChannel::withSubmission(const Try& now, const DeliveryTask& task, const Submission& submission) {
  const auto& document = task.document;
  if (!document.cda || submission.documentId != document.uniqueId || hex(digest(DigestAlgorithm::sha1, *document.cda)) != submission.documentHash) {
    throw Refusal("dmp.document.mismatch", "the stored submission signs other bytes than this document's: a superseded rendition is never sent");
  }
  std::string authorisation;
  if (auto stopped = existenceTest(now, document, authorisation)) return std::move(*stopped);
  std::string replaced;
  if (!document.replacesUniqueId.empty()) {
    auto parent = find(now, document.replacesUniqueId);
    if (parent.outcome) return std::move(*parent.outcome);
    // SR-01: RPLC only where this receiver accepted the parent.
    if (!parent.entryUuid.empty()) replaced = replacement(parent.entryUuid);
  }
  return feed(now, task, submission, replaced, authorisation);
}

std::optional<Outcome> DmpChannel::existenceTest(const Try& now, const DocumentView& document, std::string& authorisation) {
  const auto& options = _parts.options;
  if (options.existenceTest == ExistenceTest::never) return std::nullopt;
  const bool cached = options.existenceTest == ExistenceTest::cached;
  if (cached && _known.holds(cacheKey(document), std::chrono::steady_clock::now())) return std::nullopt;
  const auto body = existenceRequest({*document.ins, options.environment, options.softwareOid.text(), options.vihf.softwareName, _parts.ids->uuid(),
                                      _parts.ids->uuid(), _parts.clock.now()});
  auto answer = _exchange.ask(now, "TD0.2", kExistenceService, kExistenceAction, body);
  if (answer.outcome) return answer.outcome;
  Existence existence;
  try {
    existence = readExistence(answer.reply.payload());
  } catch (const Refusal& problem) {
    return unreadable(problem.code(), problem.detail(), Effect::question);
  }
  authorisation = existence.authorisation;
  switch (existence.record) {
    case Existence::Record::absent:
      return waitForRecord("dmp.absent", existence.message, now.standing);
    case Existence::Record::closed:
      return waitForRecord("dmp.closed", existence.message, now.standing);
    case Existence::Record::refused:
      return refused(existence.errors, now.standing);
    case Existence::Record::active:
      break;
  }
  if (cached) _known.remember(cacheKey(document), std::chrono::steady_clock::now());
  return std::nullopt;
}

DmpChannel::Lookup DmpChannel::find(const Try& now, const std::string& uniqueId) {
  auto answer = _exchange.ask(now, "TD3.1b", kFindService, kFindAction, findRequest(uniqueId));
  if (answer.outcome) return {{}, {}, answer.outcome};
  FoundDocument found;
  try {
    found = readFound(answer.reply.payload());
  } catch (const Refusal& problem) {
    return {{}, {}, unreadable(problem.code(), problem.detail(), Effect::question)};
  }
  if (!found.errors.empty()) return {{}, {}, refused(found.errors, now.standing)};
  return {found.entryUuids.empty() ? "" : found.entryUuids.front(), std::move(answer.reply.envelope), std::nullopt};
}

Outcome DmpChannel::feed(const Try& now, const DeliveryTask& task, const Submission& submission, const std::string& replacement,
                         const std::string& authorisation) {
  auto answer = _exchange.feed(now, submission.metadata, replacement, *task.document.cda, submission.signature);
  if (answer.outcome) return judgeRefusal(now, task, answer.errors, std::move(*answer.outcome), authorisation);
  RegistryStatus status;
  try {
    status = readFeedAnswer(answer.reply.payload());
  } catch (const Refusal& problem) {
    return unreadable(problem.code(), problem.detail(), Effect::feed);
  }
  if (!status.success) return judgeRefusal(now, task, status.errors, refused(status.errors, now.standing), authorisation);
  auto accepted = outcome(K::accepted, "dmp.accepted", "");
  for (const auto& warning : status.warnings) accepted.message += warning.code + ": " + warning.text + "\n";
  accepted.proof = std::move(answer.reply.envelope);
  return accepted;
}

Outcome DmpChannel::judgeRefusal(const Try& now, const DeliveryTask& task, const std::vector<ReceiverError>& errors, Outcome result,
                                 const std::string& authorisation) {
  if (result.kind == K::later && task.document.ins) _known.forget(cacheKey(task.document));
  // The right is denied in this one record: the patient blocked the structure. Other patients' reports go on.
  if (result.code == "dmp.right.denied" && authorisation == "INTERDIT") return outcome(K::final, "patient.opposition", result.message);
  // An earlier try whose answer was lost did arrive, if the registry knows the very document.
  if (task.attempt > 1 && holdsDuplicate(errors)) {
    auto earlier = find(now, task.document.uniqueId);
    if (earlier.outcome) return outcome(K::unknown, earlier.outcome->code, result.message + "\n" + earlier.outcome->message);
    if (!earlier.entryUuid.empty()) {
      auto accepted = outcome(K::accepted, "dmp.accepted_earlier", result.message);
      accepted.proof = std::move(earlier.proof);
      return accepted;
    }
  }
  return result;
}

Outcome DmpChannel::probe(const DeliveryTask& task, std::chrono::steady_clock::time_point deadline, std::stop_token stop) {
  Outcome result;
  try {
    const auto now = _parts.clock.now();
    const auto& structure = _parts.structures->require(task.document.structureId, now);
    const Try question{structure, vihfSubject(task.document), {task.document.structureId, task.attempt, now, now}, deadline, std::move(stop)};
    auto found = find(question, task.document.uniqueId);
    if (found.outcome) {
      // Still nobody knows: whatever kept the question from being answered, the feed is not repeated for it.
      result = outcome(K::unknown, found.outcome->code, found.outcome->message);
    } else if (found.entryUuid.empty()) {
      result = outcome(K::retry, "dmp.not_found", "the DMP does not know the document: the earlier try did not arrive");
    } else {
      result = outcome(K::accepted, "dmp.accepted_earlier", "");
      result.proof = std::move(found.proof);
    }
  } catch (const Refusal& problem) {
    result = outcome(K::unknown, problem.code(), problem.detail());
  }
  report("dmp.probed", task, result);
  return result;
}

void DmpChannel::report(const char* what, const DeliveryTask& task, const Outcome& result) {
  const auto kind = kindText(result.kind);
  _parts.metrics.count("clairis_dmp_outcomes_total", "Answers of the DMP channel by outcome", {{"outcome", kind}, {"code", result.code}});
  // No message: the DMP's words may name the patient.
  _parts.log.write(result.kind == K::accepted ? Log::Level::info : Log::Level::warning, what,
                   {{"delivery", task.deliveryId},
                    {"document", task.document.documentId},
                    {"attempt", std::to_string(task.attempt)},
                    {"outcome", kind},
                    {"code", result.code}});
}

}  // namespace clairis::dmp
