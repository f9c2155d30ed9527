// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/assertion/assertion_source.h"

#include <algorithm>
#include <pugixml.hpp>

#include "core/domain/refusal.h"
#include "core/webservice/xml/xml_tree.h"

namespace clairis::identity::insi {
namespace {

using webservice::child;
using webservice::localName;
using webservice::trimmedText;

constexpr std::size_t kLargest = 64 * 1024;
constexpr auto kClocksApart = std::chrono::minutes(5);
constexpr auto kLife = std::chrono::hours(1);  // what INSi is known to accept
constexpr std::string_view kSaml = "urn:oasis:names:tc:SAML:2.0:assertion";

[[noreturn]] void malformed(const std::string& what) { throw Refusal("insi.assertion.malformed", what, "/assertion"); }

/// It stands inside an element of ours: a declaration may precede it in what the agent gives, and nothing else.
std::string_view withoutDeclaration(std::string_view xml) {
  constexpr std::string_view kWhite = " \t\r\n";
  if (xml.substr(0, 5) == "<?xml") {
    const auto end = xml.find("?>");
    if (end == std::string_view::npos) malformed("its XML declaration does not end");
    xml.remove_prefix(end + 2);
  }
  const auto first = xml.find_first_not_of(kWhite);
  if (first == std::string_view::npos) malformed("it is empty");
  return xml.substr(first, xml.find_last_not_of(kWhite) - first + 1);
}

pugi::xml_node onlyAssertion(const pugi::xml_document& document) {
  const auto nodes = document.children();
  if (std::distance(nodes.begin(), nodes.end()) != 1) malformed("expected one element and nothing beside it");
  const auto root = document.document_element();
  const auto attributes = root.attributes();
  const bool saml = std::any_of(attributes.begin(), attributes.end(), [](const auto& a) { return std::string_view(a.value()) == kSaml; });
  if (localName(root) != "Assertion" || !saml || std::string_view(root.attribute("Version").value()) != "2.0") {
    malformed("expected a SAML 2.0 Assertion");
  }
  return root;
}

Instant instantOf(const std::string& text) {
  try {
    return fromIso(text);
  } catch (const Refusal&) {
    malformed("it has an instant that is none");
  }
}

[[noreturn]] void expired(const char* what) { throw Refusal("insi.assertion.expired", what, "/assertion"); }

/// Said by its Conditions; without them it serves an hour from its issue.
void checkLife(const pugi::xml_node& assertion, Instant now) {
  const auto conditions = child(assertion, "Conditions");
  const std::string issued = assertion.attribute("IssueInstant").value(), until = conditions.attribute("NotOnOrAfter").value();
  std::string from = conditions.attribute("NotBefore").value();
  if (from.empty()) from = issued;
  if (until.empty() && issued.empty()) malformed("it says neither when it was issued nor until when it serves");
  const auto end = until.empty() ? instantOf(issued) + kLife : instantOf(until);
  if (end <= now) expired("the card's assertion ended: have the card sign a new one");
  if (!from.empty() && instantOf(from) > now + kClocksApart) expired("the card's assertion is not valid yet: check the workstation's clock");
}

}  // namespace

HandedAssertion::HandedAssertion(std::string_view xml, Instant now) {
  if (xml.size() > kLargest) throw Refusal("insi.assertion.size", "a card's assertion has at most 65536 bytes", "/assertion");
  const auto bare = withoutDeclaration(xml);
  const auto document = webservice::parseXml(bare, "insi.assertion.malformed");
  const auto root = onlyAssertion(*document);
  if (std::string_view(root.attribute("ID").value()).empty()) malformed("it has no ID");
  _issuer = trimmedText(child(root, "Issuer"));
  if (_issuer.empty()) malformed("it has no Issuer");
  if (!child(root, "Signature")) malformed("it is not signed");
  checkLife(root, now);
  _xml = std::string(bare);
}

}  // namespace clairis::identity::insi
