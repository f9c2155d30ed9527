// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/receiver/sender_table.h"

#include <doctest/doctest.h>

#include "core/app/configuration.h"
#include "core/domain/refusal.h"
#include "plugins/hl7/receiver/option_specs.h"

using namespace clairis;
using namespace clairis::hl7;

namespace {

app::Configuration configured(std::initializer_list<std::string> assignments) {
  app::ConfiguredValues values;
  for (const auto& assignment : assignments) app::setOverride(values, assignment);
  return app::Configuration(values, optionSpecs());
}

}  // namespace

TEST_CASE("a partner is what his options say, application and facility before application alone [SR-04] [SR-35]") {
  const SenderTable table(
      configured({"hl7.sender.GAM.trust = trusted", "hl7.sender.GAM.charset = 8859/1", "hl7.sender.GAM/CIM.trust = same_domain",
                  "hl7.sender.GAM/CIM.site = annex", "hl7.sender.Dx_Care_2.accession = obr-3", "hl7.sender.Dx_Care_2.station_ae = obr-19"}));
  CHECK(table.find("GAM", "ELSEWHERE").trust == SenderTrust::trusted);
  CHECK(table.find("GAM", "ELSEWHERE").charset == Charset::latin1);
  CHECK(table.find("GAM", "ELSEWHERE").name == "GAM/ELSEWHERE");
  CHECK(table.find("GAM", "CIM").trust == SenderTrust::sameDomain);
  CHECK(table.find("GAM", "CIM").site == "annex");
  CHECK(table.find("Dx Care.2", "").accession == AccessionSource::obr3);
  CHECK(table.find("Dx Care.2", "").station == StationSource::obr19);
}

TEST_CASE("an undeclared sender is not believed [SR-04]") {
  const SenderTable table(configured({"hl7.sender.GAM.trust = same_domain"}));
  for (const char* name : {"", "gam", "GAMX", "GAM/CIM"}) {
    CAPTURE(std::string(name));
    const auto sender = table.find(name, "X");
    CHECK(sender.trust == SenderTrust::other);
    CHECK(sender.charset == Charset::latin9);
    CHECK_FALSE(sender.charsetDeclared);
  }
}

TEST_CASE("a wrong key or value stops the start and says what is expected") {
  for (const char* wrong :
       {"hl7.sender.GAM.trust = yes", "hl7.sender.GAM.thrust = other", "hl7.sender.GAM.charset = utf-16", "hl7.sender.GAM.accession = obr-2"}) {
    CAPTURE(std::string(wrong));
    CHECK_THROWS_AS(SenderTable(configured({wrong})), Refusal);
  }
  CHECK(modalityTable(configured({"hl7.modality.24590-2 = MR"})).at("24590-2") == "MR");
  CHECK_THROWS_AS(modalityTable(configured({"hl7.modality.24590-2 = IRM"})), Refusal);
}

TEST_CASE("every option has a default of its type and a sentence of help") {
  const auto options = configured({});
  for (const auto& spec : optionSpecs()) {
    CAPTURE(spec.name);
    CHECK(spec.help.ends_with('.'));
    if (spec.type == OptionType::integer || spec.type == OptionType::port) CHECK(options.integer(spec.name) >= 0);
    if (spec.type == OptionType::duration) CHECK(options.duration(spec.name).count() > 0);
  }
}
