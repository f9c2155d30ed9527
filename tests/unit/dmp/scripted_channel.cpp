// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dmp/scripted_channel.h"

#include <stdexcept>

namespace clairis::dmp::test {

HttpAnswer ScriptedTransport::post(const HttpPost& request) {
  urls.push_back(request.url);
  bodies.push_back(request.body);
  if (answers.empty()) throw std::logic_error("a request the script does not know: " + request.url);
  auto answer = answers.front();
  answers.pop_front();
  const std::string opening = "<a:MessageID>";
  const auto start = request.body.find(opening) + opening.size();
  const auto id = request.body.substr(start, request.body.find('<', start) - start);
  if (const auto at = answer.body.find("{id}"); at != std::string::npos) answer.body.replace(at, 4, id);
  return answer;
}

ScriptedChannel::ScriptedChannel(DmpOptions configured) {
  initialiseXmlSignatures();
  const auto structures = std::make_shared<Structures>(std::vector{structureFiles(folder)}, Environment::test, [this](const KeyPair&) {
    auto made = std::make_unique<ScriptedTransport>();
    transport = made.get();
    return made;
  });
  channel = std::make_unique<DmpChannel>(ChannelParts{std::move(configured), structures, ids, clock, metrics, log});
}

ScriptedChannel& ScriptedChannel::answerRaw(HttpAnswer answer) {
  transport->answers.push_back(std::move(answer));
  return *this;
}

ScriptedChannel& ScriptedChannel::answer(const std::string& soapBody, long status) {
  return answerRaw({Passage::answered, "", "", status, "application/soap+xml; charset=utf-8",
                    "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\"><s:Header>"
                    "<a:RelatesTo>{id}</a:RelatesTo></s:Header><s:Body>" +
                        soapBody + "</s:Body></s:Envelope>"});
}

DeliveryTask ScriptedChannel::task(const DocumentView& document, int attempt) {
  DeliveryTask task{"delivery-1", "", attempt, document, {}};
  task.prepared = channel->prepare(task);
  return task;
}

Outcome ScriptedChannel::send(const DeliveryTask& task) {
  return channel->send(task, std::chrono::steady_clock::now() + std::chrono::seconds(10), {});
}

Outcome ScriptedChannel::send(int attempt) { return send(task(view(), attempt)); }

Outcome ScriptedChannel::probe(int attempt) {
  return channel->probe(task(view(), attempt), std::chrono::steady_clock::now() + std::chrono::seconds(10), {});
}

std::string existenceAnswer(const std::string& acknowledgement, const std::string& code, const std::string& response, const std::string& status,
                            const std::string& authorisation) {
  return "<h:PRPA_IN201308UV02 xmlns:h=\"urn:hl7-org:v3\">"
         "<h:attentionLine><h:keyWordText code=\"STATUT_MT\" codeSystem=\"1.2.250.1.213.4.1.2.6.3\"/><h:value value=\"false\"/></h:attentionLine>"
         "<h:attentionLine><h:keyWordText code=\"AUTORISATION\" codeSystem=\"1.2.250.1.213.4.1.2.6.1\"/><h:value code=\"" +
         authorisation + "\" codeSystem=\"1.2.250.1.213.4.1.2.6.2\"/></h:attentionLine><h:acknowledgement typeCode=\"" + acknowledgement +
         "\"><h:acknowledgementDetail><h:code code=\"" + code +
         "\"/><h:text>mots du DMP</h:text></h:acknowledgementDetail></h:acknowledgement><h:controlActProcess><h:subject><h:patient><h:statusCode "
         "code=\"" +
         status + "\"/></h:patient></h:subject><h:queryAck><h:queryResponseCode code=\"" + response +
         "\"/></h:queryAck></h:controlActProcess></h:PRPA_IN201308UV02>";
}

std::string feedAnswer(const std::string& status, const std::string& errors) {
  return "<rs:RegistryResponse xmlns:rs=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\" "
         "status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:" +
         status + "\">" + (errors.empty() ? "" : "<rs:RegistryErrorList>" + errors + "</rs:RegistryErrorList>") + "</rs:RegistryResponse>";
}

std::string findAnswer(const std::string& objects, const std::string& status) {
  return "<q:AdhocQueryResponse xmlns:q=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\" xmlns=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\" "
         "status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:" +
         status + "\"><RegistryObjectList>" + objects + "</RegistryObjectList></q:AdhocQueryResponse>";
}

std::string faultBody(const std::string& code, const std::string& text, const std::string& soapCode) {
  return "<s:Fault><s:Code><s:Value>s:" + soapCode + "</s:Value><s:Subcode><s:Value>s:" + code +
         "</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"fr\">" + text + "</s:Text></s:Reason></s:Fault>";
}

}  // namespace clairis::dmp::test
