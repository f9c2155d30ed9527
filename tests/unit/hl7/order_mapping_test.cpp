// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/order_mapping.h"

#include <doctest/doctest.h>

#include "plugins/hl7/mapping/data_types.h"
#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;
using test::faultOf;
using test::obrWith;
using test::SampleOrder;

namespace {

Sender partner() {
  Sender sender;
  sender.name = "DPI/CIM-TEST";
  return sender;
}

std::vector<OrderRequest> requests(const SampleOrder& sample, const Sender& sender = partner(), const std::string& zone = "Europe/Paris") {
  return orderRequests(Message::parse(sample.text()), sender, Zone(zone), {{"LOCAL1", "XA"}});
}

NewOrder orderOf(const SampleOrder& sample, const Sender& sender = partner()) { return requests(sample, sender).at(0).order; }

SampleOrder withObr(std::initializer_list<std::pair<int, std::string>> fields) {
  SampleOrder sample;
  sample.obr = obrWith(fields);
  sample.orc = "ORC|NW|DEM501^DPI";
  return sample;
}

}  // namespace

TEST_CASE("a new order is read whole: numbers, requester, procedure, time, reason") {
  const auto all = requests({});
  REQUIRE(all.size() == 1);
  CHECK(all[0].control == OrderControl::place);
  const auto& order = all[0].order;
  CHECK(order.placerNumber == "DEM501");
  CHECK(order.placerAuthority == "DPI");
  CHECK(order.placerAuthorityOid == "1.2.250.1.999.1");
  CHECK(order.accessionNumber.empty());
  CHECK(order.requester.idNat == "801234560801");
  CHECK(order.requester.familyName == "BIDEAULT");
  CHECK(order.requester.givenName == "Jacques");
  CHECK(order.requester.title == "DR");
  CHECK(order.procedure == Code{"24590-2", "IRM cerveau", std::string(kLoincOid)});
  CHECK(order.ccam == Code{"ACQN001", "IRM crânienne", std::string(kCcamOid)});
  CHECK(order.modality == "MR");
  CHECK(order.priority == "S");
  CHECK(order.patientClass == "O");
  CHECK(order.reason == "Céphalées inhabituelles\nPacemaker : non");
  CHECK(toIso(order.scheduledAt.value()) == "2026-03-10T08:00:00.000Z");
  CHECK(toIso(order.requestedAt.value()) == "2026-03-02T08:00:00.000Z");
}

TEST_CASE("the scheduled time is the most specific one that is filled, local to the site") {
  SampleOrder sample;
  sample.details = "TQ1|||||||20260312103000||R";
  CHECK(toIso(orderOf(sample).scheduledAt.value()) == "2026-03-12T09:30:00.000Z");
  sample.obr += "|||||20260313110000";
  CHECK(toIso(orderOf(sample).scheduledAt.value()) == "2026-03-13T10:00:00.000Z");
  CHECK(toIso(requests(sample, partner(), "Indian/Reunion")[0].order.scheduledAt.value()) == "2026-03-13T07:00:00.000Z");
  sample.obr.replace(sample.obr.find("20260313110000"), 14, "20260313110000+0000");
  CHECK(toIso(orderOf(sample).scheduledAt.value()) == "2026-03-13T11:00:00.000Z");
  auto bare = withObr({{4, "24590-2^IRM^LN"}});
  CHECK_FALSE(orderOf(bare).scheduledAt.has_value());
  bare.orc = "ORC|NW|DEM501^DPI|||||^^^20260311080000";
  CHECK(toIso(orderOf(bare).scheduledAt.value()) == "2026-03-11T07:00:00.000Z");
}

TEST_CASE("times that are no times are refused at their place") {
  const auto refused = faultOf([] { orderOf(withObr({{4, "24590-2^IRM^LN"}, {36, "demain"}})); });
  CHECK(refused == std::pair(Condition::dataType, std::string("OBR-36")));
  SampleOrder sample;
  sample.details = "TQ1|||||||20261332";
  CHECK(faultOf([&] { orderOf(sample); }) == std::pair(Condition::dataType, std::string("TQ1-7")));
}

TEST_CASE("the procedure is LOINC when there is one, else the sender's own code; CCAM stands beside it") {
  const auto read = [](const std::string& service) { return orderOf(withObr({{4, service}, {24, "MR"}})); };
  const auto alternate = read("ACQN001^IRM crânienne^C4^24590-2^IRM cerveau^LN");
  CHECK(alternate.procedure.code == "24590-2");
  CHECK(alternate.ccam.code == "ACQN001");
  const auto local = read("IRMCER^IRM cérébrale^L^24590-2^IRM cerveau^LN");
  CHECK(local.procedure.code == "24590-2");
  const auto own = read("IRMCER^IRM cérébrale^L");
  CHECK(own.procedure == Code{"IRMCER", "IRM cérébrale", ""});
  const auto onlyCcam = read("ACQN001^IRM crânienne^CCAM");
  CHECK(onlyCcam.procedure.code == "ACQN001");
  CHECK(onlyCcam.ccam.code == "ACQN001");
  const auto words = read("^IRM du genou droit");
  CHECK(words.procedure.display == "IRM du genou droit");
  const auto beside = orderOf(withObr({{4, "24590-2^IRM cerveau^LN"}, {24, "MR"}, {44, "ACQN001^IRM crânienne^CCAM"}}));
  CHECK(beside.ccam.code == "ACQN001");
  CHECK(faultOf([&] { read(""); }) == std::pair(Condition::fieldMissing, std::string("OBR-4")));
}

TEST_CASE("the modality comes from the order, else from the procedure, and is never invented") {
  const auto read = [](const std::string& service, const std::string& section) { return orderOf(withObr({{4, service}, {24, section}})).modality; };
  CHECK(read("X^Radio^L", "MG") == "MG");
  CHECK(read("X^Radio^L", "RUS") == "US");
  CHECK(read("LOCAL1^Angio^L", "RAD") == "XA");
  CHECK(read("^^^ACQN001^x^CCAM", "RAD") == "MR");
  CHECK(read("X^Échographie abdominale^L", "") == "US");
  CHECK(read("X^Scanner thoracique^L", "") == "CT");
  CHECK(read("X^Radiographie du thorax^L", "RAD") == "DX");
  CHECK(faultOf([&] { read("X^Examen spécial^L", "RAD"); }) == std::pair(Condition::fieldMissing, std::string("OBR-24")));
  auto observed = withObr({{4, "X^Radio^L"}, {24, "CT"}});
  observed.details = "OBX|1|CE|MODALITE_IMAGERIE^^TLR_OBSERVATION||MR^IRM^DCM||||||O";
  CHECK(orderOf(observed).modality == "MR");
  observed.details = "OBX|1|CE|MODALITE_IMAGERIE^^TLR_OBSERVATION||mr^IRM^DCM||||||O";
  CHECK(faultOf([&] { orderOf(observed); }) == std::pair(Condition::tableValue, std::string("OBX-5")));
}

TEST_CASE("region and side come from the observations; other observations stay with the reason") {
  SampleOrder sample;
  sample.details =
      "OBX|1|CE|REGION_ANATOMIQUE^^TLR_OBSERVATION|1.1|774007^tête et/ou cou^SCT||||||O\r"
      "OBX|2|CE|REGION_ANATOMIQUE^^TLR_OBSERVATION|1.2|24028007^côté droit^SCT||||||O\r"
      "OBX|3|CE|REGION_ANATOMIQUE^Localisation^TLR_OBSERVATION|2.1|51185008^thorax^SCT||||||O\r"
      "OBX|4|NM|29463-7^Body weight^LN||68|kg|||||O\r"
      "OBX|5|CE|82810-3^Pregnancy status^LN||N^^expandedYes-NoIndicator||||||O";
  const auto order = orderOf(sample);
  CHECK(order.region == Code{"774007", "tête et/ou cou", std::string(kSnomedOid)});
  CHECK(order.laterality == "R");
  for (const char* kept : {"Body weight : 68 kg", "Pregnancy status : N", "Localisation : thorax"}) {
    CAPTURE(std::string(kept));
    CHECK(order.reason.find(kept) != std::string::npos);
  }
}

TEST_CASE("comments under the OBR belong to the reason") {
  auto sample = withObr({{4, "24590-2^IRM cerveau^LN"}, {31, "^Céphalées"}});
  sample.details = "NTE|1||Allergie à l'iode\rNTE|2||Agité~Claustrophobe";
  CHECK(orderOf(sample).reason == "Céphalées\nAllergie à l'iode\nAgité\nClaustrophobe");
}

TEST_CASE("two different sides in one order are refused: nobody guesses a side") {
  CHECK(orderOf(withObr({{4, "24590-2^IRM^LN"}, {15, "^^^^LT"}})).laterality == "L");
  CHECK(orderOf(withObr({{4, "24590-2^IRM^LN"}, {46, "RT^Right"}})).laterality == "R");
  CHECK(faultOf([] {
          orderOf(withObr({{4, "24590-2^IRM^LN"}, {15, "^^^^LT"}, {46, "RT"}}));
        }) == std::pair(Condition::tableValue, std::string("OBR-46")));
}

TEST_CASE("placer numbers without an authority belong to their sender") {
  SampleOrder sample = withObr({{4, "24590-2^IRM^LN"}});
  sample.orc = "ORC|NW|77";
  CHECK(orderOf(sample).placerAuthority == "DPI/CIM-TEST");
  sample.orc = "ORC|NW|OPN101^^1.2.250.1.748.12345678.12^ISO";
  CHECK(orderOf(sample).placerAuthority == "1.2.250.1.748.12345678.12");
  CHECK(orderOf(sample).placerAuthorityOid == "1.2.250.1.748.12345678.12");
  sample.orc = "ORC|NW|";
  CHECK(faultOf([&] { orderOf(sample); }) == std::pair(Condition::fieldMissing, std::string("ORC-2")));
  sample = withObr({{2, "88^DPI"}, {4, "24590-2^IRM^LN"}});
  sample.orc = "ORC|NW";
  CHECK(orderOf(sample).placerNumber == "88");
  sample.orc = "ORC|NW|77^DPI";
  CHECK(faultOf([&] { orderOf(sample); }) == std::pair(Condition::tableValue, std::string("OBR-2")));
}

TEST_CASE("the accession number is the sender's where his option says so, and well formed") {
  const auto sample = withObr({{3, "F99^RIS"}, {4, "24590-2^IRM^LN"}, {18, "ACC0001"}});
  auto sender = partner();
  CHECK(orderOf(sample, sender).accessionNumber == "ACC0001");
  sender.accession = AccessionSource::obr3;
  CHECK(orderOf(sample, sender).accessionNumber == "F99");
  sender.accession = AccessionSource::assigned;
  CHECK(orderOf(sample, sender).accessionNumber.empty());
  CHECK(faultOf([] {
          orderOf(withObr({{4, "24590-2^IRM^LN"}, {18, "TOO-LONG-FOR-DICOM"}}));
        }) == std::pair(Condition::dataType, std::string("OBR-18")));
}

TEST_CASE("the station comes from the field an option names") {
  const auto sample = withObr({{4, "24590-2^IRM^LN"}, {19, "IRM1"}, {20, "IRM-2-IS-A-TOO-LONG-TITLE"}});
  auto sender = partner();
  CHECK(orderOf(sample, sender).stationAe.empty());
  sender.station = StationSource::obr19;
  CHECK(orderOf(sample, sender).stationAe == "IRM1");
  sender.station = StationSource::obr20;
  CHECK(faultOf([&] { orderOf(sample, sender); }) == std::pair(Condition::dataType, std::string("OBR-20")));
}

TEST_CASE("a requester is known by a national number only when it is one") {
  const auto requester = [](const std::string& xcn) {
    auto sample = withObr({{4, "24590-2^IRM^LN"}});
    sample.orc = "ORC|NW|DEM501^DPI||||||||||" + xcn;
    return orderOf(sample).requester;
  };
  CHECK(requester("01234560801^BIDEAULT^Jacques^^^^^^A&1.2.250.1.71.4.2.1&ISO^D^^^RPPS").idNat == "801234560801");
  CHECK(requester("801234560801^BIDEAULT^Jacques^^^^^^ASIP-SANTE- PS&1.2.250.1.71.4.2.1&ISO").idNat == "801234560801");
  CHECK(requester("759912345^BIDEAULT^Jacques^^^^^^^^^^ADELI").idNat == "0759912345");
  CHECK(requester("4711^BIDEAULT^Jacques").idNat.empty());
  CHECK(requester("4711^BIDEAULT^Jacques~801234560801^BIDEAULT^Jacques^^^^^^^^^^IDNPS").idNat == "801234560801");
  CHECK(requester("").familyName.empty());
  CHECK(faultOf([&] { requester("12345^BIDEAULT^Jacques^^^^^^^^^^RPPS"); }) == std::pair(Condition::dataType, std::string("ORC-12")));
}

TEST_CASE("a requester's secure mail address is read among his call-back numbers") {
  auto sample = withObr({{4, "24590-2^IRM^LN"}});
  sample.orc =
      "ORC|NW|DEM501^DPI||||||||||801234560801^BIDEAULT^Jacques^^^^^^^^^^IDNPS||^WPN^PH^^^^^^^^^0150000000~^NET^Internet^j.bideault@medecin.mssante."
      "fr";
  CHECK(orderOf(sample).requester.mssAddress == "j.bideault@medecin.mssante.fr");
  sample.orc = "ORC|NW|DEM501^DPI||||||||||801234560801^BIDEAULT^Jacques^^^^^^^^^^IDNPS||^NET^Internet^j.bideault@exemple.test";
  CHECK(orderOf(sample).requester.mssAddress.empty());
}

TEST_CASE("priorities are read from where they stand, unknown ones refused") {
  const auto priority = [](const std::string& code) {
    auto sample = withObr({{4, "24590-2^IRM^LN"}});
    sample.orc = "ORC|NW|DEM501^DPI|||||^^^^^" + code;
    return orderOf(sample).priority;
  };
  CHECK(priority("S") == "S");
  CHECK(priority("T") == "S");
  CHECK(priority("P") == "A");
  CHECK(priority("") == "");
  CHECK(faultOf([&] { priority("URGENT"); }) == std::pair(Condition::tableValue, std::string("ORC-7")));
}

TEST_CASE("a cancellation needs no OBR and carries its reason") {
  SampleOrder sample;
  sample.orc = "ORC|CA|DEM501^DPI||||||||||||||^Patient sorti";
  sample.obr = "";
  const auto request = requests(sample).at(0);
  CHECK(request.control == OrderControl::cancel);
  CHECK(request.cancelReason == "Patient sorti");
  CHECK(request.order.placerNumber == "DEM501");
}

TEST_CASE("several orders in one message keep their own details") {
  SampleOrder sample;
  sample.details = "OBX|1|CE|REGION_ANATOMIQUE|1.1|774007^tête^SCT\rORC|XO|DEM502^DPI\rOBR|2|||36554-4^Radiographie du thorax^LN\rORC|CA|DEM503^DPI";
  const auto all = requests(sample);
  REQUIRE(all.size() == 3);
  CHECK(all[0].order.region.code == "774007");
  CHECK(all[1].control == OrderControl::change);
  CHECK(all[1].order.modality == "DX");
  CHECK(all[1].order.region.empty());
  CHECK(all[2].control == OrderControl::cancel);
}

TEST_CASE("orders whose structure or control code is not understood are refused") {
  const auto refused = [](const std::string& orc, const std::string& obr, const std::string& details = "") {
    SampleOrder sample;
    sample.orc = orc;
    sample.obr = obr;
    sample.details = details;
    return faultOf([&] { requests(sample); });
  };
  const std::string obr = "OBR|1|||24590-2^IRM^LN";
  CHECK(refused("ORC|SC|1^A", obr) == std::pair(Condition::tableValue, std::string("ORC-1")));
  CHECK(refused("ORC||1^A", obr) == std::pair(Condition::fieldMissing, std::string("ORC-1")));
  CHECK(refused("ORC|NW|1^A", "") == std::pair(Condition::segmentSequence, std::string("OBR")));
  CHECK(refused("ZZZ", obr) == std::pair(Condition::segmentSequence, std::string("OBR")));
  CHECK(refused("ZZZ", "") == std::pair(Condition::segmentSequence, std::string("ORC")));
  CHECK(refused("ORC|NW|1^A", obr, obr) == std::pair(Condition::segmentSequence, std::string("OBR")));
  CHECK(refused("ORC|NW|1^A", "OBR|1|||24590-2^IRM^LN|||||||||||||||||||||||||||\"\"") == std::pair(Condition::tableValue, std::string("OBR-31")));
  CHECK(refused("ORC|NW|" + std::string(200, '9') + "^A", obr) == std::pair(Condition::dataType, std::string("ORC-2")));
  std::string many = obr;
  for (std::size_t i = 0; i < kMostOrders; ++i) many += "\rORC|NW|" + std::to_string(i) + "^A\r" + obr;
  CHECK(refused("ORC|NW|x^A", many) == std::pair(Condition::cardinality, std::string("ORC")));
  CHECK(refused("ORC|NW|1^A", "OBR|1|||24590-2^IRM^LN|||||||||" + std::string(20000, 'x')) == std::pair(Condition::dataType, std::string("OBR-31")));
}
