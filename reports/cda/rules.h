// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <initializer_list>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace clairis::reports::rules {

/// The groups of rules behind cdaFindings(), and what they read XML with. Internal to the checker.
using Node = pugi::xml_node;

class Findings {
public:
  /// Notes `sentence` under `rule` when `kept` is false.
  void expect(bool kept, std::string_view rule, std::string_view sentence);
  std::vector<std::string> take() { return std::move(_list); }

private:
  std::vector<std::string> _list;
};

Node at(Node from, const char* path);
std::vector<Node> all(Node from, const char* element);
std::size_t count(Node from, const char* element);
std::string_view attribute(Node node, const char* name);
bool among(std::string_view text, std::initializer_list<std::string_view> set);
bool digits(std::string_view text);
bool toTheSecond(std::string_view time);  ///< YYYYMMDDHHMMSS±ZZzz, a date and time that exist
bool toTheMinute(std::string_view time);  ///< the same, seconds may be absent
bool oidWithoutExtension(Node id);
bool rootAndExtension(Node id);
bool coded(Node node, std::string_view system);  ///< code, words, and this system
/// Elements of `node` come in this order (the schema's); one that is not listed counts as out of order.
bool inOrder(Node node, std::initializer_list<std::string_view> order);

void checkHeader(Findings& findings, Node document);
void checkTypes(Findings& findings, Node document);
void checkPatient(Findings& findings, Node document);
void checkPeople(Findings& findings, Node document);
void checkOrders(Findings& findings, Node document);
void checkActs(Findings& findings, Node document);
void checkContext(Findings& findings, Node document);
void checkBody(Findings& findings, Node document);

/// Shared by people and acts.
void checkProfessionalId(Findings& findings, Node id);
void checkPersonName(Findings& findings, Node person);
void checkOrganization(Findings& findings, Node organization);

}  // namespace clairis::reports::rules
