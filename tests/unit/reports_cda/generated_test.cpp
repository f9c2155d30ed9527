// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include "generated_values.h"
#include "reports/cda/assertions.h"
#include "reports/cda/report_cda.h"
#include "reports/xds/metadata.h"

using namespace clairis;
using namespace clairis::reports;

TEST_CASE("every combination of authors, readers, acts, versions, stays and correspondents is a conformant document [RIS.DOC.02]") {
  const auto values = sample::generated();
  CHECK(values.size() == 3888);
  std::set<std::string> findings;
  for (const auto& [name, value] : values) {
    for (const auto& finding : cdaFindings(renderCda(value, sample::pdf()))) findings.insert(finding + " in " + name);
  }
  CHECK(findings == std::set<std::string>{});
}

TEST_CASE("whatever the case, the metadata name the site's structure and the validator, and their INS is the value's [RIS.DMP.07] [SR-02]") {
  std::size_t wrong = 0;
  for (const auto& [name, value] : sample::generated()) {
    const auto entry = metadataFromCda(renderCda(value, sample::pdf()));
    const auto site = xon(value.site.name, value.site.structureId);
    bool atSite = false;
    for (const auto& author : entry.authors) atSite = atSite || author.institutions == std::vector<std::string>{site};
    const bool national = entry.patientId.find("^NH") != std::string::npos;
    wrong += !(atSite && entry.legalAuthenticator == xcn(value.validator) && national == value.ins.has_value() &&
               entry.replacesUniqueId == value.replacesOid && entry.versionNumber == value.versionNumber);
  }
  CHECK(wrong == 0);
}

TEST_CASE("the encounter follows PV1-2 and the practice setting [RIS.DOC.02]") {
  const struct {
    const char* patientClass;
    const char* setting;
    const char* code;
  } rows[] = {{"I", "AMBULATOIRE", "IMP"},
              {"I", "ETABLISSEMENT", "IMP"},
              {"E", "ETABLISSEMENT", "EMER"},
              {"R", "AMBULATOIRE", "SEANCE"},
              {"O", "ETABLISSEMENT", "EXTERNE"},
              {"O", "AMBULATOIRE", "AMB"},
              {"", "DEPISTAGE", "AMB"},
              {"P", "ETABLISSEMENT", "EXTERNE"},
              {"N", "AMBULATOIRE", "AMB"},
              {"U", "ETABLISSEMENT", "EXTERNE"},
              {"C", "HAD", "AMB"},
              {"V", "AMBULATOIRE", "AMB"}};
  for (const auto& row : rows) {
    CAPTURE(row.patientClass);
    CAPTURE(row.setting);
    auto value = sample::report();
    sample::stay(row.patientClass, row.setting, "SA01")(value);
    const auto cda = renderCda(value, sample::pdf());
    CHECK(cda.find("<encompassingEncounter>\n   <code code=\"" + std::string(row.code) + "\"") != std::string::npos);
  }
}
