// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <pugixml.hpp>
#include <string_view>

namespace clairis::reports {

/// Reads a CDA that may come from anywhere. Nothing is fetched and nothing expands: a DOCTYPE, a named entity other than the five of XML,
/// bytes that are not UTF-8 or that XML forbids, another root than ClinicalDocument in urn:hl7-org:v3 as default namespace,
/// elements nested deeper than 64, or more than 64 MB throw Refusal "cda.malformed". A byte order mark is accepted.
pugi::xml_document readCda(std::string_view bytes);

}  // namespace clairis::reports
