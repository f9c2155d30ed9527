// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/service/searches.h"

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "plugins/identity/insi/comparison/comparison.h"
#include "plugins/identity/insi/search_by_traits/request.h"

namespace clairis::identity::insi {
namespace {

using nlohmann::json;

constexpr auto kDecideWithin = std::chrono::hours(1);

std::string criteriaOf(const SearchTraits& traits, const SearchState& state, const SearchBounds& bounds) {
  json names = json::array();
  for (const auto index : firstNamesOf(state, bounds)) names.push_back(traits.firstNames.at(index));
  json out{{"birthName", traits.birthName}, {"firstNames", names}, {"sex", traits.sex}, {"birthDate", traits.birthDate}};
  if (state.phase == SearchPhase::place) out["birthPlace"] = traits.birthPlace;
  return out.dump();
}

std::string criteriaOf(const CardReading& reading) {
  const auto& cover = reading.cover;
  return json{{"insuredNumber", cover.insuredNumber + cover.insuredKey},
              {"beneficiaryNumber", cover.beneficiaryNumber + cover.beneficiaryKey},
              {"birthName", reading.birthName},
              {"birthDate", cover.birthDate},
              {"birthRank", cover.birthRank}}
      .dump();
}

SearchReply replyOf(const std::string& code) {
  if (code == "00") return SearchReply::found;
  return code == "01" ? SearchReply::none : SearchReply::several;
}

Question question(const Asking& asking, const Standing& standing, const std::string& patientId) {
  Question out;
  out.patientId = patientId;
  out.purpose = "operator";
  out.mode = standing.mode;
  out.structure = standing.structure;
  out.siteId = standing.siteId;
  out.actor = asking.caller.principal;
  return out;
}

}  // namespace

Searches::Searches(Store& store, Clinic& clinic, Identities& identities, const TracedCalls& calls, const Clock& clock, const InsiOptions& options)
    : _store(store), _clinic(clinic), _identities(identities), _calls(calls), _clock(clock), _options(options) {}

std::string Searches::today() const { return toIso(_clock.now()).substr(0, 10); }

Patient Searches::callable(const std::string& patientId) const {
  auto patient = _store.reading([&](Reader& reader) { return _clinic.patient(reader, patientId); });
  requireCallable(patient);
  return patient;
}

SearchReply Searches::ask(const Question& question, const Client::Request& request, const Standing& standing, SearchResult& result) const {
  std::optional<AnsweredPerson> person;
  const auto answered = _calls.ask(question, request, *standing.transport, [&](const SoapReply& reply) {
    auto answer = readSearchAnswer(reply.payload());
    person = std::move(answer.person);
    return answer.code;
  });
  result.steps.push_back({answered.callId, answered.code, answered.result.french, answered.result.detail});
  if (answered.result.kind != CallResult::Kind::answered) return SearchReply::fault;
  result.found = std::move(person);
  return replyOf(answered.code);
}

SearchResult Searches::byTraits(const Asking& asking, const Standing& standing, const std::string& patientId, std::stop_token stop) const {
  SearchResult result;
  result.local = callable(patientId);
  const auto traits = searchTraits(result.local.traits, today());
  const SearchBounds bounds{traits.firstNames.size(), !traits.birthPlace.empty(), _options.mostCalls};
  auto asked = question(asking, standing, patientId);
  asked.searchId = _store.newId();
  for (SearchState state; result.end == SearchEnd::open; ++asked.number) {
    asked.criteria = criteriaOf(traits, state, bounds);
    state = next(state, ask(asked, {"traits", searchByTraits(traits, state, bounds), {}, standing.assertion, stop}, standing, result), bounds);
    result.end = state.end;
  }
  return result;
}

SearchResult Searches::byCard(const Asking& asking, const Standing& standing, const std::string& patientId, const CardReading& reading,
                              std::stop_token stop) const {
  SearchResult result;
  result.local = callable(patientId);
  const auto card = checkedCard(reading);
  auto asked = question(asking, standing, patientId);
  asked.criteria = criteriaOf(card);
  switch (ask(asked, {"card", searchByCard(card), card.cover, standing.assertion, std::move(stop)}, standing, result)) {
    case SearchReply::found:
      result.end = SearchEnd::found;
      break;
    case SearchReply::none:
      result.end = SearchEnd::none;
      break;
    case SearchReply::several:
      result.end = SearchEnd::several;
      break;
    case SearchReply::fault:
      result.end = SearchEnd::fault;
      break;
  }
  return result;
}

Call Searches::decidable(const Caller& caller, const std::string& patientId, const std::string& callId) const {
  auto call = _store.reading([&](Reader& reader) { return findCall(reader, callId); });
  if (!call) throw NotFound("insi.call.unknown", "no call to INSi is stored under this id");
  if (call->patientId != patientId) throw Refusal("insi.call.patient", "this call to INSi was about another patient");
  requireAt(caller, kCallPermission, call->siteId);
  if (call->operation != "traits" && call->operation != "card")
    throw Refusal("insi.call.code", "a verification finds nobody: there is nothing to decide");
  if (!call->decision.empty()) throw Conflict("insi.call.decided", "somebody decided about this answer already: it is used once");
  return *call;
}

Patient Searches::accept(const Caller& caller, const Acceptance& acceptance, const std::function<void(UnitOfWork&, const Patient&)>& also) const {
  const auto call = decidable(caller, acceptance.patientId, acceptance.callId);
  if (call.code != "00") throw Refusal("insi.call.code", "INSi found not one person in this call: there is nothing to accept");
  if (_clock.now() > fromIso(call.endedAt) + kDecideWithin) {
    throw Refusal("insi.call.late", "this answer is more than an hour old: ask INSi again");
  }
  if (acceptance.firstBirthName.empty()) {
    throw Refusal("insi.accept.first_name", "say which first birth name the person's document shows: INSi gives a list alone", "/firstBirthName");
  }
  const auto person = readSearchAnswer(readReply(_calls.content(call).answer, call.messageId).payload()).person;
  if (!person) throw Refusal("insi.call.code", "INSi found not one person in this call: there is nothing to accept");
  const auto found = taken(*person, acceptance.firstBirthName, acceptance.keyConfirmed, _options.testOid);
  return _store.writing(Lane::interactive, [&](UnitOfWork& work) {
    if (!decideCall(work, call.id, "accepted", caller.principal, "")) {
      throw Conflict("insi.call.decided", "somebody decided about this answer already: it is used once");
    }
    auto patient = _identities.takeFromInsi(work, caller, acceptance.patientId, acceptance.version, found, "insi:" + call.id);
    if (also) also(work, patient);
    return patient;
  });
}

void Searches::refuse(const Caller& caller, const std::string& patientId, const std::string& callId, const std::string& reason,
                      const std::function<void(UnitOfWork&)>& also) const {
  const auto call = decidable(caller, patientId, callId);
  if (reason.empty()) throw Refusal("insi.refuse.reason", "say why the person found is not this patient", "/reason");
  _store.write(Lane::interactive, [&](UnitOfWork& work) {
    if (!decideCall(work, call.id, "refused", caller.principal, reason)) {
      throw Conflict("insi.call.decided", "somebody decided about this answer already: it is used once");
    }
    work.audit({caller.principal, "insi.refused", "patient:" + patientId, "ok", json{{"call", call.id}}.dump()});
    if (also) also(work);
  });
}

}  // namespace clairis::identity::insi
