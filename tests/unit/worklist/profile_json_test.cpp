// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/consoles/profile_json.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::worklist;
using clairis::test::refusalOf;
using nlohmann::json;

namespace {

std::string refused(const json& value) {
  return refusalOf([&] { profileFrom(value, {}); });
}

}  // namespace

TEST_CASE("a profile that is written and read again is the same, every member of it") {
  const json given{{"characterSet", "ISO_IR 144"},
                   {"name", "used"},
                   {"letters", "plainCapitals"},
                   {"allNameComponents", true},
                   {"answerLimit", 40},
                   {"cutIsFailure", false},
                   {"ownStation", true},
                   {"stations", {"CT1", "CT 2"}},
                   {"unassigned", false},
                   {"hiddenStatuses", {"STARTED", "READY"}},
                   {"daysBefore", 0},
                   {"daysAfter", 7},
                   {"alwaysReturned", {"0010,1030", "0040,0100"}}};
  const auto written = toJson(profileFrom(given, {}));
  CHECK(json(written) == given);
  CHECK(written.size() == 13);
  CHECK(json(toJson(profileFrom(json(written), {}))) == given);
}

TEST_CASE("what a profile does not say is as in the base; null days are no bound") {
  dicom::ConsoleProfile base;
  base.answerLimit = 77;
  base.daysBefore = 3;
  CHECK(profileFrom(json::object(), base).answerLimit == 77);
  CHECK(profileFrom({{"daysBefore", nullptr}}, base).daysBefore == -1);
}

TEST_CASE("attributes may be given by keyword, and are kept by number") {
  CHECK(toJson(profileFrom({{"alwaysReturned", {"PatientWeight"}}}, {}))["alwaysReturned"] == json{"0010,1030"});
}

TEST_CASE("a profile with a value it cannot have is refused by the name of the member") {
  const std::pair<json, const char*> wrong[] = {{{{"characterSet", "ISO_IR 999"}}, "/characterSet"},
                                                {{{"characterSet", "latin1"}}, "/characterSet"},
                                                {{{"characterSet", 100}}, "/characterSet"},
                                                {{{"name", "maiden"}}, "/name"},
                                                {{{"letters", ""}}, "/letters"},
                                                {{{"allNameComponents", "yes"}}, "/allNameComponents"},
                                                {{{"answerLimit", 0}}, "/answerLimit"},
                                                {{{"answerLimit", 100001}}, "/answerLimit"},
                                                {{{"answerLimit", -5}}, "/answerLimit"},
                                                {{{"answerLimit", 10.5}}, "/answerLimit"},
                                                {{{"answerLimit", 18446744073709551615ULL}}, "/answerLimit"},
                                                {{{"answerLimit", nullptr}}, "/answerLimit"},
                                                {{{"stations", "CT1"}}, "/stations"},
                                                {{{"stations", {"../etc"}}}, "/stations"},
                                                {{{"stations", {""}}}, "/stations"},
                                                {{{"stations", {"SEVENTEEN-LETTERS"}}}, "/stations"},
                                                {{{"stations", json::array({1})}}, "/stations"},
                                                {{{"stations", std::vector<std::string>(65, "CT1")}}, "/stations"},
                                                {{{"hiddenStatuses", {"scheduled"}}}, "/hiddenStatuses"},
                                                {{{"hiddenStatuses", {"COMPLETED"}}}, "/hiddenStatuses"},
                                                {{{"daysBefore", -1}}, "/daysBefore"},
                                                {{{"daysAfter", 3661}}, "/daysAfter"},
                                                {{{"alwaysReturned", {"7FE0,0010"}}}, "/alwaysReturned"},
                                                {{{"alwaysReturned", {"0010,001"}}}, "/alwaysReturned"},
                                                {{{"alwaysReturned", {"0010,00zz"}}}, "/alwaysReturned"},
                                                {{{"alwaysReturned", {"NoSuchThing"}}}, "/alwaysReturned"},
                                                {{{"alwaysReturned", {std::string(5000, 'A')}}}, "/alwaysReturned"}};
  for (const auto& [value, field] : wrong) {
    CAPTURE(value.dump());
    try {
      profileFrom(value, {});
      FAIL_CHECK("accepted");
    } catch (const Refusal& refusal) {
      CHECK(refusal.code() == "worklist.profile.value");
      CHECK(refusal.field() == field);
    }
  }
  CHECK(refused({{"answerlimit", 5}}) == "worklist.profile.member");
  CHECK(refused(json::array()) == "worklist.profile.value");
  CHECK(refused(nullptr) == "worklist.profile.value");
}

TEST_CASE("what a person types at a command line becomes the member's kind of value") {
  CHECK(typedValue("characterSet", "ISO_IR 100") == "ISO_IR 100");
  CHECK(typedValue("answerLimit", "20") == 20);
  CHECK(typedValue("daysBefore", "none").is_null());
  CHECK(typedValue("ownStation", "true") == true);
  CHECK(typedValue("stations", "CT1,CT 2") == json{"CT1", "CT 2"});
  CHECK(typedValue("stations", "") == json::array());
  CHECK(typedValue("alwaysReturned", "0010,1030;0010,2000") == json{"0010,1030", "0010,2000"});
  CHECK(typedValue("alwaysReturned", "PatientWeight,MedicalAlerts") == json{"PatientWeight", "MedicalAlerts"});
  CHECK(refusalOf([] { profileFrom({{"answerLimit", typedValue("answerLimit", "many")}}, {}); }) == "worklist.profile.value");
  CHECK(refusalOf([] { typedValue("colour", "red"); }) == "worklist.profile.member");
}

TEST_CASE("titles that no console may have get no profile") {
  CHECK(consoleTitle("*") == "*");
  CHECK(consoleTitle("SCANNER 1") == "SCANNER 1");
  for (const std::string title : {"", " CT1", "CT1 ", "CT*", "../CT1", "a/b", "a\\b", "SEVENTEEN-LETTERS", "CT\n1", "SCANNER\xC3\xA9"}) {
    CAPTURE(title);
    CHECK(refusalOf([&] { consoleTitle(title); }) == "worklist.console.ae_title");
  }
}
