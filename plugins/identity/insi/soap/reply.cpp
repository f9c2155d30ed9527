// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/soap/reply.h"

#include <algorithm>
#include <cctype>
#include <pugixml.hpp>

#include "core/domain/refusal.h"
#include "core/webservice/xml/xml_tree.h"

namespace clairis::identity::insi {
namespace {

using webservice::child;
using webservice::descendant;
using webservice::localName;
using webservice::trimmedText;

constexpr std::string_view kSoap12 = "http://www.w3.org/2003/05/soap-envelope";

/// "siram:DESIR_560" → "desir_560": both spellings are met.
std::string plain(std::string text) {
  if (const auto colon = text.rfind(':'); colon != std::string::npos) text.erase(0, colon + 1);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string innermostSubcode(pugi::xml_node code) {
  std::string value;
  while (const auto inner = child(code, "Subcode")) {
    code = inner;
    value = plain(trimmedText(child(code, "Value")));
  }
  return value;
}

Fault readFault(const pugi::xml_node& node) {
  const auto code = child(node, "Code");
  const auto error = descendant(child(node, "Detail"), "Erreur");
  Fault fault;
  fault.receiver = plain(trimmedText(child(code, "Value"))) == "receiver";
  fault.code = plain(error.attribute("code").value());
  fault.severity = error.attribute("severite").value();
  fault.messageId = error.attribute("messageID").value();
  fault.text = trimmedText(error);
  if (fault.code.empty()) fault.code = innermostSubcode(code);
  if (fault.code.empty()) fault.code = "fault";
  if (fault.text.empty()) fault.text = trimmedText(child(child(node, "Reason"), "Text"));
  return fault;
}

bool declaresSoap12(const pugi::xml_node& envelope) {
  const auto attributes = envelope.attributes();
  return std::any_of(attributes.begin(), attributes.end(), [](const pugi::xml_attribute& a) { return std::string_view(a.value()) == kSoap12; });
}

[[noreturn]] void malformed(const std::string& what) { throw Refusal("insi.answer.malformed", what); }

}  // namespace

pugi::xml_node SoapReply::payload() const {
  for (const auto& node : child(document->document_element(), "Body").children()) {
    if (node.type() == pugi::node_element) return node;
  }
  return {};
}

SoapReply readReply(std::string_view bytes, std::string_view messageId) {
  SoapReply reply{webservice::parseXml(bytes, "insi.answer.malformed"), std::nullopt};
  const auto root = reply.document->document_element();
  if (localName(root) != "Envelope" || !declaresSoap12(root)) malformed("INSi's answer is not a SOAP 1.2 envelope");
  const auto payload = reply.payload();
  if (!payload) malformed("the body of INSi's answer is empty");
  if (localName(payload) == "Fault") reply.fault = readFault(payload);
  if (reply.fault && !reply.fault->messageId.empty() && reply.fault->messageId != messageId) {
    throw Refusal("insi.answer.other_call", "INSi's fault speaks of another call than " + std::string(messageId));
  }
  // RelatesTo is not always there; when it is, it must name this call.
  const auto relatesTo = trimmedText(child(child(root, "Header"), "RelatesTo"));
  if (!relatesTo.empty() && relatesTo != messageId) {
    throw Refusal("insi.answer.other_call", "INSi's answer relates to another call than " + std::string(messageId));
  }
  return reply;
}

}  // namespace clairis::identity::insi
