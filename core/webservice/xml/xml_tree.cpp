// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/webservice/xml/xml_tree.h"

#include <pugixml.hpp>

#include "core/domain/refusal.h"

namespace clairis::webservice {
namespace {

/// The next node in document order inside `root`, or a null node.
pugi::xml_node following(pugi::xml_node node, const pugi::xml_node& root) {
  if (node.first_child()) return node.first_child();
  while (node && node != root) {
    if (node.next_sibling()) return node.next_sibling();
    node = node.parent();
  }
  return {};
}

}  // namespace

std::shared_ptr<const pugi::xml_document> parseXml(std::string_view bytes, const char* code) {
  auto document = std::make_shared<pugi::xml_document>();
  const auto result = document->load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  if (!result) {
    throw Refusal(code, std::string("the XML cannot be read at byte ") + std::to_string(result.offset) + ": " + result.description());
  }
  for (const auto& node : document->children()) {
    if (node.type() == pugi::node_doctype) throw Refusal(code, "the XML declares a document type, which is refused");
  }
  return document;
}

std::string_view localName(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view local) {
  for (const auto& item : node.children()) {
    if (localName(item) == local) return item;
  }
  return {};
}

std::vector<pugi::xml_node> children(const pugi::xml_node& node, std::string_view local) {
  std::vector<pugi::xml_node> found;
  for (const auto& item : node.children()) {
    if (localName(item) == local) found.push_back(item);
  }
  return found;
}

pugi::xml_node descendant(const pugi::xml_node& node, std::string_view local) {
  for (auto item = following(node, node); item; item = following(item, node)) {
    if (localName(item) == local) return item;
  }
  return {};
}

std::vector<pugi::xml_node> descendants(const pugi::xml_node& node, std::string_view local) {
  std::vector<pugi::xml_node> found;
  for (auto item = following(node, node); item; item = following(item, node)) {
    if (localName(item) == local) found.push_back(item);
  }
  return found;
}

std::string trimmedText(const pugi::xml_node& node) {
  const std::string_view text = node.text().get();
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

}  // namespace clairis::webservice
