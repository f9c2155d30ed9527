// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/client/client.h"

#include "core/domain/refusal.h"

namespace clairis::identity::insi {
namespace {

using Kind = CallResult::Kind;
using webservice::HttpAnswer;
using webservice::Passage;

CallResult failed(Kind kind, std::string code, std::string detail, Remedy remedy, std::string french) {
  CallResult out;
  out.kind = kind;
  out.code = std::move(code);
  out.detail = std::move(detail);
  out.remedy = remedy;
  out.french = std::move(french);
  return out;
}

CallResult network(const HttpAnswer& answer) {
  if (answer.passage == Passage::certificateRefused) {
    return failed(Kind::network, answer.code, answer.detail, Remedy::configuration,
                  "INSi refuse le certificat de la structure : prévenez l'administrateur.");
  }
  return failed(Kind::network, answer.code, answer.detail, Remedy::later, "INSi n'a pas répondu : vérifiez le réseau, puis recommencez.");
}

/// A question may be asked again whatever happened to it, so every HTTP status that holds no SOAP is a matter of time but for refused access.
CallResult http(const HttpAnswer& answer) {
  const bool access = answer.status == 401 || answer.status == 403;
  return failed(Kind::network, "insi.http." + std::to_string(answer.status), "INSi's gateway answered HTTP " + std::to_string(answer.status),
                access ? Remedy::configuration : Remedy::later, "Le portail d'INSi n'a pas transmis la demande : recommencez plus tard.");
}

bool mayHoldSoap(long status) { return (status >= 200 && status < 300) || status == 400 || status == 500; }

}  // namespace

Client::Client(Settings settings, const Clock& clock, Metrics& metrics) : _settings(std::move(settings)), _clock(clock), _metrics(metrics) {}

Stamp Client::stamp(const std::string& structure) const { return {"uuid:" + newUuid(), newUuid(), newUuid(), _clock.now(), structure}; }

CallResult Client::call(const Stamp& stamp, const Request& request, webservice::Transport& transport) const {
  const auto& url = request.assertion.empty() ? _settings.url : _settings.cardUrl;
  const auto started = std::chrono::steady_clock::now();
  const auto answer = transport.post({url, contentType(request.operation.action),
                                      envelope(_settings.software, stamp, request.cover, request.assertion, request.operation),
                                      started + _settings.timeout, request.stop});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
  _metrics.observe("clairis_insi_call_seconds", "Time from request to answer of INSi", seconds.count(), {{"operation", request.name}});
  auto result = judged(answer, stamp);
  result.answer = answer.body;
  return result;
}

CallResult Client::judged(const HttpAnswer& answer, const Stamp& stamp) const {
  if (answer.passage != Passage::answered) return network(answer);
  if (!mayHoldSoap(answer.status)) return http(answer);
  CallResult out;
  try {
    out.reply = readReply(answer.body, stamp.messageId);
  } catch (const Refusal& problem) {
    if (answer.status != 200) return http(answer);
    return failed(Kind::unreadable, problem.code(), problem.detail(), Remedy::later, "La réponse d'INSi n'est pas lisible : recommencez plus tard.");
  }
  out.kind = Kind::answered;
  if (!out.reply.fault) return out;
  const auto& row = faultRow(*out.reply.fault);
  auto fault = failed(Kind::fault, out.reply.fault->code, std::string(row.english), row.remedy, std::string(row.french));
  fault.reply = std::move(out.reply);
  return fault;
}

}  // namespace clairis::identity::insi
