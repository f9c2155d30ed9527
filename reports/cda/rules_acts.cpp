// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/identifiers.h"
#include "reports/cda/rules.h"
#include "reports/cda/value_sets.h"

namespace clairis::reports::rules {
namespace {

constexpr std::string_view kLoinc = "2.16.840.1.113883.6.1";
constexpr std::string_view kCcam = "1.2.250.1.215.300.1";

bool qualified(Node translation, std::string_view name, std::string_view system) {
  const auto qualifier = at(translation, "qualifier/name");
  return attribute(qualifier, "code") == name && attribute(qualifier, "codeSystem") == system;
}

// Translations of one code system, each of its value set and with its qualifier.
bool allOf(Node code, const ValueSet& set, std::string_view qualifier, std::string_view qualifierSystem) {
  bool found = false;
  for (const auto translation : code.children("translation")) {
    if (attribute(translation, "codeSystem") != set.system) continue;
    found = true;
    if (!set.holds(attribute(translation, "code")) || !qualified(translation, qualifier, qualifierSystem)) return false;
  }
  return found;
}

std::size_t translationsIn(Node code, std::string_view system) {
  std::size_t found = 0;
  for (const auto translation : code.children("translation")) found += attribute(translation, "codeSystem") == system;
  return found;
}

void checkPeriod(Findings& findings, Node period) {
  const auto low = attribute(period.child("low"), "value"), high = attribute(period.child("high"), "value");
  findings.expect(toTheMinute(low), "D08 §2.6", "the act's start must go to the minute and have an offset");
  findings.expect(!period.child("high") || toTheMinute(high), "D09 §2.6", "the act's end must go to the minute and have an offset");
  // Comparable as text while both have the same offset; a change of offset during an act is not worth a finding.
  if (toTheSecond(low) && toTheSecond(high) && low.substr(14) == high.substr(14))
    findings.expect(low <= high, "D10 §2.6", "the act ends before it starts");
}

void checkImagingAct(Findings& findings, Node event) {
  const auto code = event.child("code");
  findings.expect(count(event, "id") == 1 && oidWithoutExtension(event.child("id")), "D03 §2.12",
                  "an imaging act's id must be the Study Instance UID, without extension");
  findings.expect(coded(code, kLoinc), "D04 §2.6", "an imaging act's LOINC code needs its words");
  findings.expect(allOf(code, modalities(), "121139", "1.2.840.10008.2.16.4"), "D05 §2.6",
                  "an imaging act needs a modality of the value set, qualified by DCM 121139");
  findings.expect(allOf(code, regions(), "39111-0", kLoinc), "D06 §2.12",
                  "an imaging act needs a region of the value set, qualified by LOINC 39111-0");
  findings.expect(translationsIn(code, kCcam) <= 1, "D07 §2.6", "an imaging act has at most one CCAM code");
}

void checkPerformer(Findings& findings, Node performer) {
  const auto entity = performer.child("assignedEntity");
  findings.expect(attribute(performer, "typeCode") == "PRF" && count(entity, "id") == 1, "D11 §2.6", "a performer is of type PRF and has one id");
  checkProfessionalId(findings, entity.child("id"));
  const auto organization = entity.child("representedOrganization");
  const auto setting = organization.child("standardIndustryClassCode");
  checkOrganization(findings, organization);
  findings.expect(coded(setting, "1.2.250.1.213.1.1.4.9") && practiceSettings().holds(attribute(setting, "code")), "D12 §2.6",
                  "the performer's structure needs a practice setting of JDV_J04");
}

void checkAccession(Findings& findings, Node order) {
  const auto accession = order.child("ps3-20:accessionNumber");
  findings.expect(count(order, "ps3-20:accessionNumber") == 1 && rootAndExtension(accession), "O03 §2.5",
                  "an order needs one accession number with root and extension");
  findings.expect(attribute(accession, "extension").size() <= 16, "O04 §2.5", "an accession number has at most 16 characters");
}

}  // namespace

void checkOrders(Findings& findings, Node document) {
  const auto fulfilled = all(document, "inFulfillmentOf");
  findings.expect(!fulfilled.empty(), "O01 §2.12", "an imaging report names the orders it answers");
  findings.expect(fulfilled.empty() || attribute(document, "xmlns:ps3-20") == "urn:dicom-org:ps3-20", "O05 §2",
                  "the DICOM extension's namespace is not declared");
  for (const auto each : fulfilled) {
    const auto order = each.child("order");
    findings.expect(count(each, "order") == 1 && count(order, "id") == 1 && rootAndExtension(order.child("id")), "O02 §2.5",
                    "an order has one number with root and extension");
    checkAccession(findings, order);
    findings.expect(!order.child("code") && !order.child("priorityCode"), "O06 §2.5", "an order has neither code nor priority");
    findings.expect(inOrder(order, {"templateId", "id", "ps3-20:accessionNumber", "code", "priorityCode"}), "X10 §4",
                    "order is not in the order of the CDA schema");
  }
}

void checkActs(Findings& findings, Node document) {
  const auto acts = all(document, "documentationOf");
  findings.expect(!acts.empty(), "D01 §2.6", "no documented act");
  if (acts.empty()) return;
  const auto principal = acts.front().child("serviceEvent");
  findings.expect(count(principal, "performer") == 1 && count(principal, "effectiveTime") == 1, "D02 §2.6",
                  "the principal act has exactly one performer and one time");
  findings.expect(attribute(principal.child("code"), "codeSystem") == kLoinc, "D13 §2.12",
                  "the principal act must be a LOINC act: a CCAM main code escapes the imaging rules");
  checkPeriod(findings, principal.child("effectiveTime"));
  for (const auto act : acts) {
    const auto event = act.child("serviceEvent");
    if (attribute(event.child("code"), "codeSystem") == kLoinc) checkImagingAct(findings, event);
    if (event != principal && event.child("effectiveTime")) checkPeriod(findings, event.child("effectiveTime"));
    findings.expect(count(event, "performer") <= 1, "D14 §2.6", "an act has at most one performer");
    const bool screening = coded(event.child("code"), "2.16.840.1.113883.6.3") && attribute(event.child("code"), "code") == "Z13.9";
    findings.expect(event == principal || screening || attribute(event.child("code"), "codeSystem") == kLoinc, "D15 §2.12",
                    "what is documented beside the principal act is a LOINC act or the mark of a screening");
    if (event.child("performer")) checkPerformer(findings, event.child("performer"));
    findings.expect(inOrder(event, {"templateId", "id", "code", "effectiveTime", "performer"}), "X11 §4",
                    "serviceEvent is not in the order of the CDA schema");
  }
}

void checkContext(Findings& findings, Node document) {
  findings.expect(count(document, "componentOf") == 1, "E01 §2.8", "exactly one componentOf");
  const auto encounter = at(document, "componentOf/encompassingEncounter");
  const auto code = encounter.child("code");
  findings.expect(isEncounterCode(attribute(code, "code"), attribute(code, "codeSystem")), "E02 §2.12", "the encounter needs a code of JDV_J142");
  const auto period = encounter.child("effectiveTime");
  findings.expect(!period.attribute("nullFlavor") && toTheMinute(attribute(period.child("low"), "value")), "E03 §2.12",
                  "the encounter needs its start with an offset");
  const auto facility = at(encounter, "location/healthCareFacility");
  const auto type = attribute(facility.child("code"), "code");
  findings.expect(coded(facility.child("code"), "1.2.250.1.71.4.2.4") && type.size() == 4 && type.substr(0, 2) == "SA" && digits(type.substr(2)),
                  "E04 §2.8", "the facility needs a type of JDV_J02 with its words");
  findings.expect(
      inOrder(encounter, {"id", "code", "effectiveTime", "dischargeDispositionCode", "responsibleParty", "encounterParticipant", "location"}) &&
          inOrder(facility, {"id", "code", "location", "serviceProviderOrganization"}),
      "X12 §4", "the encounter is not in the order of the CDA schema");
}

}  // namespace clairis::reports::rules
