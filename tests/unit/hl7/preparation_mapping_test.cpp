// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "plugins/hl7/mapping/order_mapping.h"
#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;

namespace {

/// The order of a sample, as it is placed.
NewOrder placed(const test::SampleOrder& sample) {
  const auto message = Message::parse(sample.text());
  return orderRequests(message, Sender{}, Zone("Europe/Paris"), {}).at(0).order;
}

ExamPreparation said(const std::string& details, const std::string& visit = "PV1|1|O|IMAGERIE^^^CIM-TEST") {
  test::SampleOrder sample;
  sample.details = details;
  sample.visit = visit;
  return placed(sample).preparation;
}

}  // namespace

TEST_CASE("weight, height and pregnancy of an order reach the technologist, in kilograms and metres") {
  const auto known = said(
      "OBX|1|NM|29463-7^Poids^LN||72,5|kg|||||F\rOBX|2|NM|8302-2^Taille^LN||168|cm|||||F\r"
      "OBX|3|CE|82810-3^Grossesse^LN||LA26683-5^Non^LN||||||F");
  CHECK(known.weightKg == "72.5");
  CHECK(known.heightM == "1.68");
  CHECK(known.pregnancy == Pregnancy::no);
  CHECK(said("OBX|1|NM|29463-7^Poids^LN||3450|g|||||F").weightKg == "3.45");
  CHECK(said("OBX|1|CE|82810-3^Grossesse^LN||77386006^Enceinte^SCT||||||F").pregnancy == Pregnancy::yes);
  CHECK(said("OBX|1|CE|82810-3^Grossesse^LN||XX^?||||||F").pregnancy == Pregnancy::notAsked);
}

TEST_CASE("a measure that no person has, or without its unit, stays a remark and is not given to a console") {
  for (const char* details :
       {"OBX|1|NM|29463-7^Poids^LN||72.5||||||F", "OBX|1|NM|29463-7^Poids^LN||7250|kg|||||F", "OBX|1|NM|29463-7^Poids^LN||env. 70|kg|||||F",
        "OBX|1|NM|29463-7^Poids^LN||160|lb|||||F", "OBX|1|NM|29463-7^Poids^LN|||kg|||||F"}) {
    CAPTURE(details);
    CHECK(said(details).weightKg.empty());
  }
  test::SampleOrder sample;
  sample.details = "OBX|1|NM|29463-7^Poids^LN||160|lb|||||F";
  CHECK(placed(sample).reason.find("Poids : 160 lb") != std::string::npos);
}

TEST_CASE("the ward is told of in-patients and emergencies, not the desk of out-patients") {
  CHECK(said("", "PV1|1|I|CARDIO^12^B^CIM-TEST").location == "CARDIO 12 B");
  CHECK(said("", "PV1|1|E|URG^BOX3").location == "URG BOX3");
  CHECK(said("", "PV1|1|O|IMAGERIE^^^CIM-TEST").location.empty());
}

TEST_CASE("allergies of a message are one list") {
  test::SampleOrder sample;
  sample.visit = "PV1|1|O\rAL1|1|DA|^Iode\rAL1|2|DA|387207008^Ibuprofène^SCT";
  CHECK(placed(sample).preparation.allergies == "Iode, Ibuprofène");
}
