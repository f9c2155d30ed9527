// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/xds/cda_fields.h"

#include "core/domain/refusal.h"
#include "core/time/zone.h"

namespace clairis::reports::xds {
namespace {

[[noreturn]] void missing(const std::string& path) {
  throw Refusal("xds.metadata.missing", "the CDA has no usable " + path + ", which the XDS metadata need", path);
}

}  // namespace

Node at(Node from, const char* path) { return from.first_element_by_path(path); }

std::string required(Node node, const char* attribute, const std::string& path) {
  std::string value = node.attribute(attribute).value();
  if (value.empty()) missing(path + "/@" + attribute);
  return value;
}

std::string requiredText(Node node, const std::string& path) {
  std::string text = node.child_value();
  if (text.empty()) missing(path);
  return text;
}

XdsCode coded(Node node, const std::string& path) {
  return {required(node, "code", path), required(node, "displayName", path), required(node, "codeSystem", path)};
}

std::string uniqueId(Node id, const std::string& path) {
  auto root = required(id, "root", path);
  const std::string extension = id.attribute("extension").value();
  return extension.empty() ? root : root + "^" + extension;
}

std::string utcTime(Node node, const std::string& path) {
  const auto text = required(node, "value", path);
  if (text.size() < 17 || text.find_first_of("+-") == std::string::npos) missing(path + "/@value with a time and an offset");
  return toUtcDigits(Zone("UTC").fromHl7(text));
}

}  // namespace clairis::reports::xds
