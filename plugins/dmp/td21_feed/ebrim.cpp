// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/td21_feed/ebrim.h"

#include "plugins/dmp/webservice.h"

namespace clairis::dmp {

std::string RegistryObject::nextId(std::string_view kind) { return std::string(_symbol) + "-" + std::string(kind) + std::to_string(++_count); }

void RegistryObject::slot(std::string_view name, const std::vector<std::string>& values) {
  if (values.empty()) return;
  _out.append("<r:Slot name=\"").append(name).append("\"><r:ValueList>");
  for (const auto& value : values) {
    _out += "<r:Value>";
    appendEscaped(_out, value);
    _out += "</r:Value>";
  }
  _out += "</r:ValueList></r:Slot>";
}

void RegistryObject::slot(std::string_view name, const std::string& value) {
  if (!value.empty()) slot(name, std::vector<std::string>{value});
}

void RegistryObject::localized(std::string_view element, std::string_view text) {
  if (text.empty()) return;
  _out.append("<r:").append(element).append(R"(><r:LocalizedString xml:lang="fr-FR" charset="UTF-8" value=")");
  appendEscaped(_out, text);
  _out.append("\"/></r:").append(element).append(">");
}

void RegistryObject::openClassification(std::string_view scheme, std::string_view representation) {
  _out.append("<r:Classification id=\"").append(nextId("c")).append("\" classifiedObject=\"").append(_symbol);
  _out.append("\" classificationScheme=\"").append(scheme).append("\" nodeRepresentation=\"");
  appendEscaped(_out, representation);
  _out += "\">";
}

void RegistryObject::code(std::string_view scheme, const reports::XdsCode& code) {
  openClassification(scheme, code.code);
  slot("codingScheme", code.scheme);
  localized("Name", code.display);
  _out += "</r:Classification>";
}

void RegistryObject::author(std::string_view scheme, const reports::XdsAuthor& author) {
  openClassification(scheme, "");
  slot("authorInstitution", author.institutions);
  slot("authorPerson", author.person);
  slot("authorRole", author.role);
  slot("authorSpecialty", author.specialty);
  _out += "</r:Classification>";
}

void RegistryObject::node(std::string_view classificationNode) {
  _out.append("<r:Classification id=\"").append(nextId("c")).append("\" classifiedObject=\"").append(_symbol);
  _out.append("\" classificationNode=\"").append(classificationNode).append("\"/>");
}

void RegistryObject::identifier(std::string_view scheme, std::string_view name, std::string_view value) {
  _out.append("<r:ExternalIdentifier id=\"").append(nextId("i")).append("\" registryObject=\"").append(_symbol);
  _out.append("\" identificationScheme=\"").append(scheme).append("\" value=\"");
  appendEscaped(_out, value);
  _out.append("\"><r:Name><r:LocalizedString value=\"").append(name).append("\"/></r:Name></r:ExternalIdentifier>");
}

}  // namespace clairis::dmp
