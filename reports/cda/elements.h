// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "core/domain/people.h"

namespace clairis::reports::cda {

/// Building blocks of the header, in the order the CDA schema asks for inside each. Internal to the writer. `field` names the member
/// of ReportValue that a refusal is about.
using Node = pugi::xml_node;

[[noreturn]] void missing(const std::string& field, const std::string& expected);
[[noreturn]] void invalid(const std::string& field, const std::string& expected);

/// xmlText() of a value that must not be empty.
std::string requiredText(std::string_view text, const std::string& field);
/// A well-formed OID or a refusal.
std::string requiredOid(std::string_view text, const std::string& field);

Node add(Node parent, const char* element);
Node addText(Node parent, const char* element, const std::string& text);
void set(Node node, const char* attribute, std::string_view value);

void addId(Node parent, std::string_view root, std::string_view extension = {});
/// `code` has its words and its system already.
Node addCode(Node parent, const char* element, const Code& code);
void addTime(Node parent, const char* element, const std::string& value);
void addTelecom(Node parent, std::string_view scheme, const std::string& address);
void addPhone(Node parent, std::string_view phone, const std::string& field);
void addAddress(Node parent, const Address& address, const std::string& field);
/// name of assignedPerson and the like: prefix, given, family, suffix.
void addPersonName(Node person, const Practitioner& practitioner, const std::string& field);

}  // namespace clairis::reports::cda
