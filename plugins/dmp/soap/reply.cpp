// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/soap/reply.h"

#include <pugixml.hpp>

#include "core/domain/refusal.h"
#include "plugins/dmp/soap/multipart.h"
#include "plugins/dmp/webservice.h"

namespace clairis::dmp {
namespace {

constexpr std::string_view kSoap12 = "http://www.w3.org/2003/05/soap-envelope";

std::string withoutPrefix(const std::string& qualified) {
  const auto colon = qualified.rfind(':');
  return colon == std::string::npos ? qualified : qualified.substr(colon + 1);
}

SoapFault readFault(const pugi::xml_node& node) {
  SoapFault fault;
  auto code = child(node, "Code");
  fault.code = withoutPrefix(trimmedText(child(code, "Value")));
  fault.receiver = fault.code == "Receiver";
  while (auto inner = child(code, "Subcode")) {
    code = inner;
    fault.code = withoutPrefix(trimmedText(child(code, "Value")));
  }
  fault.text = trimmedText(child(child(node, "Reason"), "Text"));
  return fault;
}

bool declaresSoap12(const pugi::xml_node& envelope) {
  for (const auto& attribute : envelope.attributes()) {
    if (std::string_view(attribute.value()) == kSoap12) return true;
  }
  return false;
}

}  // namespace

pugi::xml_node SoapReply::payload() const {
  for (const auto& node : child(document->document_element(), "Body").children()) {
    if (node.type() == pugi::node_element) return node;
  }
  return {};
}

SoapReply readSoapReply(std::string_view contentType, std::string_view body, std::string_view messageId) {
  const auto xml = isMultipart(contentType) ? rootPart(contentType, body) : body;
  SoapReply reply{parseXml(xml, "dmp.reply.malformed"), std::string(xml), std::nullopt};
  const auto envelope = reply.document->document_element();
  if (localName(envelope) != "Envelope" || !declaresSoap12(envelope)) {
    throw Refusal("dmp.reply.malformed", "the answer is not a SOAP 1.2 envelope");
  }
  const auto payload = reply.payload();
  if (!payload) throw Refusal("dmp.reply.malformed", "the answer's SOAP body is empty");
  if (localName(payload) == "Fault") reply.fault = readFault(payload);
  const auto relatesTo = trimmedText(child(child(envelope, "Header"), "RelatesTo"));
  if (relatesTo != messageId && !(reply.fault && relatesTo.empty())) {
    throw Refusal("dmp.reply.relates_to", "the answer relates to another message than " + std::string(messageId));
  }
  return reply;
}

}  // namespace clairis::dmp
