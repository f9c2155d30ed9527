// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/service/traced_calls.h"

#include <openssl/evp.h>

#include <array>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

namespace clairis::identity::insi {
namespace {

using nlohmann::json;

std::string sha256(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), bytes.data(), &length, EVP_sha256(), nullptr) != 1) throw Refusal("digest.failed", "no SHA-256");
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < length; ++i) {
    out += kDigits[bytes[i] >> 4];
    out += kDigits[bytes[i] & 0x0f];
  }
  return out;
}

/// Bytes that are no UTF-8 (garbage from the network) still fit into JSON.
std::string dumped(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

TracedCalls::TracedCalls(Store& store, const Vault& vault, const Client& client, Metrics& metrics, Log& log, std::string instance)
    : _store(store), _vault(vault), _client(client), _metrics(metrics), _log(log), _instance(std::move(instance)) {}

Answered TracedCalls::ask(const Question& question, const Client::Request& request, webservice::Transport& transport, const Reading& reading,
                          const Effect& effect) const {
  const auto stamp = _client.stamp(question.structure);
  Call call;
  call.id = _store.newId();
  call.searchId = question.searchId.empty() ? call.id : question.searchId;
  call.number = question.number;
  call.patientId = question.patientId;
  call.operation = request.name;
  call.purpose = question.purpose;
  call.mode = question.mode;
  call.structure = question.structure;
  call.siteId = question.siteId;
  call.startedBy = question.actor;
  call.criteriaHash = sha256(stamp.messageId + "\n" + question.criteria);
  call.messageId = stamp.messageId;
  call.instance = _instance;
  _store.write(question.lane, [&](UnitOfWork& work) { beginCall(work, call); });

  Answered answered{call.id, {}, _client.call(stamp, request, transport)};
  auto& result = answered.result;
  answered.code = result.code;
  if (result.kind == CallResult::Kind::answered) {
    try {
      answered.code = reading(result.reply);
    } catch (const Refusal& problem) {
      result.kind = CallResult::Kind::unreadable;
      result.code = answered.code = problem.code();
      result.detail = problem.detail();
      result.french = "La réponse d'INSi n'est pas lisible : recommencez plus tard.";
    }
  }
  const auto sealed = _vault.seal(dumped({{"criteria", question.criteria}, {"answer", result.answer}}));
  _store.write(question.lane, [&](UnitOfWork& work) {
    endCall(work, call.id, answered.code, sealed);
    work.audit({question.actor, "insi." + request.name, "patient:" + question.patientId, answered.code.empty() ? "ok" : answered.code,
                dumped({{"call", call.id}, {"purpose", question.purpose}, {"structure", question.structure}})});
    if (effect) effect(work, answered);
  });
  _metrics.count("clairis_insi_calls_total", "Calls to INSi by operation and code", {{"operation", request.name}, {"code", answered.code}});
  // No words of INSi and no criteria: they may name the patient.
  const bool clean = result.kind == CallResult::Kind::answered;
  _log.write(clean ? Log::Level::info : Log::Level::warning, "insi.called",
             {{"call", call.id}, {"operation", request.name}, {"purpose", question.purpose}, {"code", answered.code}, {"detail", result.detail}});
  return answered;
}

TracedCalls::Content TracedCalls::content(const Call& call) const {
  if (call.content.empty()) throw Refusal("insi.call.no_answer", "call " + call.id + " has no answer: ask INSi again");
  const auto value = json::parse(_vault.open(call.content));
  return {value.at("criteria").get<std::string>(), value.at("answer").get<std::string>()};
}

}  // namespace clairis::identity::insi
