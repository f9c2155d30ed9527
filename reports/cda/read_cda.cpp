// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/read_cda.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>

#include "core/domain/refusal.h"
#include "reports/cda/xml_text.h"

namespace clairis::reports {
namespace {

constexpr std::size_t kSizeLimit = std::size_t{64} << 20;
constexpr int kDepthLimit = 64;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

[[noreturn]] void malformed(const std::string& what) { throw Refusal("cda.malformed", "expected a CDA document in UTF-8: " + what); }

// The character behind "#233;" or "#xE9;" is one that XML 1.0 allows. A NUL written this way would cut a text silently.
bool allowedReference(std::string_view text) noexcept {
  text.remove_prefix(1);
  const int base = text.substr(0, 1) == "x" ? 16 : 10;
  if (base == 16) text.remove_prefix(1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end == text.data() + text.size() || *end != ';') return false;
  const bool control = value < 0x20 && value != '\t' && value != '\n' && value != '\r';
  return !control && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF) && value != 0xFFFE && value != 0xFFFF;
}

bool knownEntity(std::string_view afterAmpersand) noexcept {
  constexpr std::array<std::string_view, 5> known{"amp;", "lt;", "gt;", "quot;", "apos;"};
  const auto begins = [&](std::string_view entity) { return afterAmpersand.substr(0, entity.size()) == entity; };
  return std::any_of(known.begin(), known.end(), begins) || (begins("#") && allowedReference(afterAmpersand));
}

void refuseEntities(std::string_view bytes) {
  for (auto at = bytes.find('&'); at != std::string_view::npos; at = bytes.find('&', at + 1)) {
    if (!knownEntity(bytes.substr(at + 1, 16)))
      malformed("an entity or character reference that XML does not allow, at offset " + std::to_string(at));
  }
}

void refuseDepth(pugi::xml_document& document) {
  struct Depth final : pugi::xml_tree_walker {
    bool for_each(pugi::xml_node&) override { return depth() < kDepthLimit; }
  } walker;
  if (!document.traverse(walker)) malformed("elements nested deeper than " + std::to_string(kDepthLimit));
}

void requireDeclaration(const pugi::xml_node& declaration) {
  const std::string_view encoding = declaration.attribute("encoding").as_string("UTF-8");
  if (encoding != "UTF-8" && encoding != "utf-8") malformed("the declaration names another encoding");
}

void requireRoot(const pugi::xml_document& document) {
  bool found = false;
  for (const auto node : document.children()) {
    if (node.type() == pugi::node_doctype) malformed("it has a DOCTYPE");
    if (node.type() == pugi::node_declaration) requireDeclaration(node);
    if (node.type() != pugi::node_element) continue;
    if (found) malformed("it has two root elements");
    found = std::string_view(node.name()) == "ClinicalDocument" && std::string_view(node.attribute("xmlns").value()) == "urn:hl7-org:v3";
    if (!found) malformed("the root is not ClinicalDocument of urn:hl7-org:v3");
  }
  if (!found) malformed("it has no root element");
}

}  // namespace

pugi::xml_document readCda(std::string_view bytes) {
  if (bytes.size() > kSizeLimit) malformed("it is larger than 64 MB");
  if (bytes.substr(0, kByteOrderMark.size()) == kByteOrderMark) bytes.remove_prefix(kByteOrderMark.size());
  if (!xmlCharacters(bytes)) malformed("bytes that are not UTF-8, or a character that XML forbids");
  refuseEntities(bytes);
  pugi::xml_document document;
  const auto flags = pugi::parse_default | pugi::parse_declaration | pugi::parse_doctype | pugi::parse_pi | pugi::parse_comments;
  const auto result = document.load_buffer(bytes.data(), bytes.size(), flags, pugi::encoding_utf8);
  if (!result) malformed(std::string(result.description()) + ", at offset " + std::to_string(result.offset));
  requireRoot(document);
  refuseDepth(document);
  return document;
}

}  // namespace clairis::reports
