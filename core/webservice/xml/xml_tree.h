// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pugi {
class xml_node;
class xml_document;
}  // namespace pugi

namespace clairis::webservice {

/// XML from outside, read without document type, entities or network: a DOCTYPE is refused, so no entity can be declared.
/// Throws a Refusal of that code (truncated, not well-formed, DOCTYPE, no element).
std::shared_ptr<const pugi::xml_document> parseXml(std::string_view bytes, const char* code = "xml.malformed");

/// Receivers choose their prefixes freely, pugixml knows none of namespaces: elements are named by their local name.
std::string_view localName(const pugi::xml_node& node);
/// First child of that local name; a null node when there is none.
pugi::xml_node child(const pugi::xml_node& node, std::string_view local);
std::vector<pugi::xml_node> children(const pugi::xml_node& node, std::string_view local);
/// First in document order below `node`; walks without recursion, whatever the depth.
pugi::xml_node descendant(const pugi::xml_node& node, std::string_view local);
std::vector<pugi::xml_node> descendants(const pugi::xml_node& node, std::string_view local);

/// Text of an element without surrounding white space.
std::string trimmedText(const pugi::xml_node& node);

}  // namespace clairis::webservice
