// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "reports/xds/metadata.h"

namespace clairis::dmp {

/// Writes the children of one registry object in schema order: slots, name, description, classifications, external identifiers.
/// Ids of the inner objects are counted up: they must be unique in a request and mean nothing.
class RegistryObject {
public:
  RegistryObject(std::string& out, std::string_view symbol) : _out(out), _symbol(symbol) {}

  /// Nothing is written when there is no value.
  void slot(std::string_view name, const std::vector<std::string>& values);
  void slot(std::string_view name, const std::string& value);
  void name(std::string_view text) { localized("Name", text); }
  void description(std::string_view text) { localized("Description", text); }
  void code(std::string_view scheme, const reports::XdsCode& code);
  void author(std::string_view scheme, const reports::XdsAuthor& author);
  void node(std::string_view classificationNode);
  void identifier(std::string_view scheme, std::string_view name, std::string_view value);

private:
  void localized(std::string_view element, std::string_view text);
  void openClassification(std::string_view scheme, std::string_view representation);
  std::string nextId(std::string_view kind);

  std::string& _out;
  std::string_view _symbol;
  int _count = 0;
};

}  // namespace clairis::dmp
