// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/service/verifier.h"

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "plugins/identity/insi/traits/search_traits.h"
#include "plugins/identity/insi/verify/answer.h"

namespace clairis::identity::insi {
namespace {

using nlohmann::json;

struct Subject {
  Patient patient;
  std::optional<Ins> ins;
};

std::string criteriaOf(const Ins& ins, const Traits& traits) {
  return json{
      {"matricule", ins.matricule()},    {"oid", ins.oid()},          {"birthName", traits.birthName}, {"firstBirthName", traits.firstBirthName},
      {"birthNames", traits.birthNames}, {"sex", toText(traits.sex)}, {"birthDate", traits.birthDate}, {"birthPlace", traits.birthPlaceCode}}
      .dump();
}

/// The OID under which INSi's test platform knows a number that is kept under the test OID.
std::string_view oidAtInsi(const Ins& ins, bool testOid) { return testOid && ins.oid() == Ins::kNirTest ? Ins::kNir : std::string_view(); }

}  // namespace

Verifier::Verifier(Store& store, Clinic& clinic, Identities& identities, const TracedCalls& calls, const Clock& clock, const InsiOptions& options)
    : _store(store), _clinic(clinic), _identities(identities), _calls(calls), _clock(clock), _options(options) {}

Verification Verifier::verify(const Caller& caller, const Standing& standing, const std::string& patientId, Which which, const std::string& purpose,
                              Lane lane, std::stop_token stop) const {
  const auto subject = _store.reading([&](Reader& reader) {
    Subject out{_clinic.patient(reader, patientId), std::nullopt};
    out.ins = which == Which::own ? out.patient.ins : _identities.unverifiedIns(reader, patientId);
    return out;
  });
  Verification out;
  if (!subject.ins) {
    out.verdict = Verification::Verdict::nothing;
    return out;
  }
  requireCallable(subject.patient);
  if (!subject.ins->fits(_options.environment))
    throw Refusal("patient.ins.environment", "the patient's INS OID belongs to the other environment: nothing was sent");
  const auto& traits = subject.patient.traits;
  const auto operation =
      verification(_options.verify, *subject.ins, traits, toIso(_clock.now()).substr(0, 10), oidAtInsi(*subject.ins, _options.testOid));
  Question question;
  question.patientId = patientId;
  question.purpose = purpose;
  question.mode = standing.mode;
  question.structure = standing.structure;
  question.siteId = standing.siteId;
  question.actor = caller.principal;
  question.criteria = criteriaOf(*subject.ins, traits);
  question.lane = lane;
  const auto answered = _calls.ask(
      question, {"verify", operation, {}, standing.assertion, std::move(stop)}, *standing.transport,
      [](const SoapReply& reply) { return std::string(readVerdict(reply.payload()) ? "OK" : "KO"); },
      [&](UnitOfWork& work, const Answered& now) {
        if (now.result.kind != CallResult::Kind::answered) return;
        const InsiVerification said{*subject.ins, traits, now.code == "OK", now.callId};
        if (which == Which::own) {
          _identities.verified(work, caller, patientId, said);
        } else {
          _identities.verifiedForeign(work, caller, patientId, said);
        }
      });
  out.callId = answered.callId;
  out.code = answered.code;
  out.french = answered.result.french;
  out.detail = answered.result.detail;
  out.remedy = answered.result.remedy;
  if (answered.result.kind == CallResult::Kind::answered) out.verdict = answered.code == "OK" ? Verification::Verdict::ok : Verification::Verdict::ko;
  return out;
}

}  // namespace clairis::identity::insi
