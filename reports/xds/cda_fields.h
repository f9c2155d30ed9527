// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <pugixml.hpp>
#include <string>

#include "reports/xds/metadata.h"

namespace clairis::reports::xds {

/// Reading a CDA header for its metadata. Internal to metadataFromCda(). `path` is what a refusal "xds.metadata.missing" names.
using Node = pugi::xml_node;

/// The element at a path of element names below `from`, the first of each name.
Node at(Node from, const char* path);

std::string required(Node node, const char* attribute, const std::string& path);
std::string requiredText(Node node, const std::string& path);
XdsCode coded(Node node, const std::string& path);
/// root, or root^extension.
std::string uniqueId(Node id, const std::string& path);
/// TS with offset to UTC digits; without offset the instant would be a guess, so that is refused too.
std::string utcTime(Node node, const std::string& path);

void addPatient(DocumentEntry& entry, Node document);
void addPeople(DocumentEntry& entry, Node document);
void addReferences(DocumentEntry& entry, Node document);

}  // namespace clairis::reports::xds
