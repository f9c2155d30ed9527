// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace clairis::reports {

/// Every rule for a French level 1 imaging report that this house knows of, checked on the bytes: what the CDA schema and the ANS
/// schematrons enforce, and what they let pass although ANS text asks for it. Each finding reads "rule §section sentence"; the
/// list of rules is docs and tests' business, the section is that of the CI-SIS subject (0 templates, 2 header, 3 body).
/// Empty: nothing found. Findings never quote the document: it holds health data. A document that cannot be read gives one finding.
/// Knows nothing of the writer. Pure and thread-safe. It is no substitute for a PDF/A validator or the official schematrons.
std::vector<std::string> cdaFindings(std::string_view cda);

}  // namespace clairis::reports
