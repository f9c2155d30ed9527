// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/elements.h"

#include <algorithm>
#include <array>

#include "core/domain/identifiers.h"
#include "core/domain/refusal.h"
#include "reports/cda/xml_text.h"

namespace clairis::reports::cda {

void missing(const std::string& field, const std::string& expected) {
  throw Refusal("cda.input.missing", field + " is empty; expected " + expected, field);
}

void invalid(const std::string& field, const std::string& expected) { throw Refusal("cda.input.invalid", field + ": expected " + expected, field); }

std::string requiredText(std::string_view text, const std::string& field) {
  auto clean = xmlText(text, field);
  if (clean.empty()) missing(field, "a text");
  return clean;
}

std::string requiredOid(std::string_view text, const std::string& field) {
  if (text.empty()) missing(field, "an object identifier");
  if (!Oid::valid(text)) invalid(field, "an object identifier of at most 64 characters");
  return std::string(text);
}

Node add(Node parent, const char* element) { return parent.append_child(element); }

Node addText(Node parent, const char* element, const std::string& text) {
  auto node = add(parent, element);
  node.append_child(pugi::node_pcdata).set_value(text.c_str());
  return node;
}

void set(Node node, const char* attribute, std::string_view value) { node.append_attribute(attribute).set_value(std::string(value).c_str()); }

void addId(Node parent, std::string_view root, std::string_view extension) {
  auto id = add(parent, "id");
  set(id, "root", root);
  if (!extension.empty()) set(id, "extension", extension);
}

Node addCode(Node parent, const char* element, const Code& code) {
  auto node = add(parent, element);
  set(node, "code", code.code);
  set(node, "displayName", code.display);
  set(node, "codeSystem", code.system);
  return node;
}

void addTime(Node parent, const char* element, const std::string& value) { set(add(parent, element), "value", value); }

void addTelecom(Node parent, std::string_view scheme, const std::string& address) {
  if (!address.empty()) set(add(parent, "telecom"), "value", std::string(scheme) + address);
}

void addPhone(Node parent, std::string_view phone, const std::string& field) {
  auto number = xmlText(phone, field);
  const auto dialled = [](char c) { return (c >= '0' && c <= '9') || c == '+'; };
  number.erase(std::remove_if(number.begin(), number.end(), [&](char c) { return !dialled(c); }), number.end());
  addTelecom(parent, "tel:", number);
}

void addAddress(Node parent, const Address& address, const std::string& field) {
  const std::array<std::pair<const char*, std::string>, 4> parts{{{"streetName", xmlText(address.line, field + ".line")},
                                                                  {"postalCode", xmlText(address.postalCode, field + ".postalCode")},
                                                                  {"city", xmlText(address.city, field + ".city")},
                                                                  {"country", xmlText(address.country, field + ".country")}}};
  if (std::all_of(parts.begin(), parts.end(), [](const auto& part) { return part.second.empty(); })) return;
  auto addr = add(parent, "addr");
  for (const auto& [element, text] : parts) {
    if (!text.empty()) addText(addr, element, text);
  }
}

void addPersonName(Node person, const Practitioner& practitioner, const std::string& field) {
  constexpr std::array<std::string_view, 2> prefixes{"M", "MME"};                          // JDV_J245
  constexpr std::array<std::string_view, 6> suffixes{"DR", "PR", "MC", "MG", "PC", "PG"};  // JDV_J246
  const auto among = [](const auto& set, std::string_view text) { return std::find(set.begin(), set.end(), text) != set.end(); };
  if (!practitioner.civility.empty() && !among(prefixes, practitioner.civility)) invalid(field + ".civility", "M, MME or nothing (JDV_J245)");
  if (!practitioner.title.empty() && !among(suffixes, practitioner.title)) invalid(field + ".title", "DR, PR, MC, MG, PC, PG or nothing (JDV_J246)");
  auto name = add(person, "name");
  if (!practitioner.civility.empty()) addText(name, "prefix", practitioner.civility);
  if (const auto given = xmlText(practitioner.givenName, field + ".givenName"); !given.empty()) addText(name, "given", given);
  addText(name, "family", requiredText(practitioner.familyName, field + ".familyName"));
  if (!practitioner.title.empty()) addText(name, "suffix", practitioner.title);
}

}  // namespace clairis::reports::cda
