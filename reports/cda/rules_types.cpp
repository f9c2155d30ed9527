// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "reports/cda/rules.h"

namespace clairis::reports::rules {
namespace {

void checkAddress(Findings& findings, Node address) {
  std::set<std::string_view> seen;
  bool lines = false, parts = false, known = true, once = true;
  std::size_t lineCount = 0;
  for (const auto child : address.children()) {
    const std::string_view name = child.name();
    if (name == "streetAddressLine") {
      lines = true;
      ++lineCount;
      continue;
    }
    parts = true;
    known = known && among(name, {"houseNumber", "houseNumberNumeric", "streetName", "streetNameType", "additionalLocator", "unitID", "postBox",
                                  "precinct", "postalCode", "city", "county", "state", "country"});
    once = once && seen.insert(name).second;
  }
  findings.expect(!(lines && parts) && lineCount <= 7 && known && once, "T01 §2.9",
                  "addr must be made of address lines only or of known parts, each once");
  findings.expect(!address.attribute("use") || among(attribute(address, "use"), {"H", "HP", "HV", "WP", "TMP"}), "T02 §2.9",
                  "addr has an unknown use");
}

void checkTelecom(Findings& findings, Node telecom) {
  const auto value = attribute(telecom, "value");
  const auto colon = value.find(':');
  const bool scheme =
      colon != std::string_view::npos && colon + 1 < value.size() && among(value.substr(0, colon), {"tel", "fax", "mailto", "http", "ftp", "mllp"});
  const bool unknown = value.empty() && among(attribute(telecom, "nullFlavor"), {"UNK", "NASK", "ASKU", "NAV", "MSK"});
  findings.expect(scheme || unknown, "T03 §2.9", "telecom must be tel:, fax:, mailto:, http:, ftp: or mllp: and an address, or say why not");
  findings.expect(!telecom.attribute("use") || among(attribute(telecom, "use"), {"H", "HP", "HV", "WP", "DIR", "PUB", "EC", "MC", "PG"}), "T04 §2.9",
                  "telecom has an unknown use");
}

void checkElement(Findings& findings, Node node) {
  const std::string_view name = node.name();
  if (name == "addr") checkAddress(findings, node);
  if (name == "telecom") checkTelecom(findings, node);
  if (const auto flavor = node.attribute("nullFlavor")) {
    const bool absent = among(flavor.value(), {"UNK", "NASK", "ASKU", "NAV", "MSK"}) || (name == "time" && std::string_view(flavor.value()) == "NA");
    findings.expect(absent, "T05 §2", "a nullFlavor that the French header does not know");
  }
  const bool bare = among(name, {"realmCode", "languageCode", "signatureCode", "statusCode"});
  if (node.attribute("code") && !bare) {
    findings.expect(!attribute(node, "codeSystem").empty() && !attribute(node, "displayName").empty(), "T06 §2.10",
                    "a code without its words or its system");
  }
}

}  // namespace

void checkTypes(Findings& findings, Node document) {
  struct Walker final : pugi::xml_tree_walker {
    explicit Walker(Findings& where) : _findings(where) {}
    bool for_each(Node& node) override {
      if (node.type() == pugi::node_element) checkElement(_findings, node);
      return true;
    }

  private:
    Findings& _findings;
  } walker(findings);
  document.traverse(walker);
}

}  // namespace clairis::reports::rules
