// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/assertions.h"

#include <algorithm>

#include "core/domain/identifiers.h"
#include "core/domain/refusal.h"
#include "core/time/zone.h"
#include "reports/cda/read_cda.h"
#include "reports/cda/rules.h"

namespace clairis::reports {
namespace rules {

void Findings::expect(bool kept, std::string_view rule, std::string_view sentence) {
  if (!kept) _list.push_back(std::string(rule) + " " + std::string(sentence));
}

Node at(Node from, const char* path) { return from.first_element_by_path(path); }

std::vector<Node> all(Node from, const char* element) {
  const auto range = from.children(element);
  return {range.begin(), range.end()};
}

std::size_t count(Node from, const char* element) { return all(from, element).size(); }

std::string_view attribute(Node node, const char* name) { return node.attribute(name).value(); }

bool among(std::string_view text, std::initializer_list<std::string_view> set) { return std::find(set.begin(), set.end(), text) != set.end(); }

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

namespace {

bool exists(std::string_view time, std::size_t offsetAt) {
  if (time.size() != offsetAt + 5 || (time[offsetAt] != '+' && time[offsetAt] != '-')) return false;
  try {
    Zone("UTC").fromHl7(time);
    return true;
  } catch (const Refusal&) {
    return false;
  }
}

}  // namespace

bool toTheSecond(std::string_view time) { return exists(time, 14); }
bool toTheMinute(std::string_view time) { return exists(time, 14) || exists(time, 12); }

bool oidWithoutExtension(Node id) { return Oid::valid(attribute(id, "root")) && !id.attribute("extension") && !id.attribute("nullFlavor"); }

bool rootAndExtension(Node id) { return Oid::valid(attribute(id, "root")) && !attribute(id, "extension").empty() && !id.attribute("nullFlavor"); }

bool coded(Node node, std::string_view system) {
  return !attribute(node, "code").empty() && !attribute(node, "displayName").empty() && attribute(node, "codeSystem") == system &&
         !node.attribute("nullFlavor");
}

bool inOrder(Node node, std::initializer_list<std::string_view> order) {
  auto place = order.begin();
  for (const auto child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    place = std::find(place, order.end(), child.name());
    if (place == order.end()) return false;
  }
  return true;
}

}  // namespace rules

std::vector<std::string> cdaFindings(std::string_view cda) {
  rules::Findings findings;
  findings.expect(cda.substr(0, 3) != "\xEF\xBB\xBF", "H01 §2", "a byte order mark stands before the document");
  findings.expect(cda.substr(0, 512).find("encoding=\"UTF-8\"") != std::string_view::npos, "H02 §2", "the declaration does not say UTF-8");
  try {
    const auto parsed = readCda(cda);
    const auto document = parsed.child("ClinicalDocument");
    for (const auto node : parsed.children())
      findings.expect(node.type() != pugi::node_pi, "H03 §2", "a processing instruction (stylesheet) stands before the document");
    for (const auto check : {rules::checkHeader, rules::checkTypes, rules::checkPatient, rules::checkPeople, rules::checkOrders, rules::checkActs,
                             rules::checkContext, rules::checkBody}) {
      check(findings, document);
    }
  } catch (const Refusal& refusal) {
    findings.expect(false, "H00 §2", refusal.what());
  }
  return findings.take();
}

}  // namespace clairis::reports
