// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/exchange.h"

#include <pugixml.hpp>

#include "plugins/dmp/soap/envelope.h"
#include "plugins/dmp/td21_feed/request.h"

namespace clairis::dmp {

Exchange::Message Exchange::message(const Try& now, const char* service, const char* action, std::string_view body) {
  Message out{"urn:uuid:" + _ids.uuid(), {}};
  const auto assertion = signedVihf(_options.vihf, now.subject, "_" + _ids.uuid(), _clock.now(), *now.structure.signing);
  out.envelope = soapRequest({out.id, _options.url + service, action}, assertion, body);
  return out;
}

Exchanged Exchange::ask(const Try& now, const char* transaction, const char* service, const char* action, std::string_view body) {
  auto question = message(now, service, action, body);
  return post(now, transaction, Effect::question,
              {_options.url + service, soapContentType(action), std::move(question.envelope), now.deadline, now.stop}, question.id);
}

Exchanged Exchange::feed(const Try& now, std::string_view registryObjects, std::string_view replacement, std::string_view document,
                         std::string_view signature) {
  const auto names = partNames(_ids.uuid());
  const auto request = message(now, kFeedService, kFeedAction, feedRequest(registryObjects, replacement, names));
  auto package = packMtom(names, request.envelope, document, signature);
  return post(now, "TD2.1", Effect::feed,
              {_options.url + kFeedService, std::move(package.contentType), std::move(package.body), now.deadline, now.stop}, request.id);
}

Exchanged Exchange::post(const Try& now, const char* transaction, Effect effect, HttpPost request, const std::string& messageId) {
  const auto started = std::chrono::steady_clock::now();
  const auto answer = now.structure.transport->post(request);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
  _metrics.observe("clairis_dmp_transaction_seconds", "Time from request to answer of a DMP transaction", seconds.count(),
                   {{"transaction", transaction}});
  Exchanged out;
  out.outcome = networkOutcome(answer, effect, now.standing);
  if (out.outcome) return out;
  try {
    out.reply = readSoapReply(answer.contentType, answer.body, messageId);
  } catch (const Refusal& problem) {
    out.outcome = unreadable(problem.code(), problem.detail(), effect);
    return out;
  }
  if (const auto& fault = out.reply.fault) {
    out.errors = {{fault->code, fault->text, fault->receiver}};
    out.outcome = refused(out.errors, now.standing);
  }
  return out;
}

}  // namespace clairis::dmp
