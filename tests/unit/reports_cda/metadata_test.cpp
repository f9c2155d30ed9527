// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/xds/metadata.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/domain/refusal.h"
#include "reports/cda/report_cda.h"
#include "sample_variants.h"

using namespace clairis;
using namespace clairis::reports;

namespace {

std::string sampleCda() { return renderCda(sample::report(), sample::pdf()); }

DocumentEntry entryOf(const std::function<void(ReportValue&)>& change, const MetadataOptions& options = {}) {
  auto value = sample::report();
  change(value);
  return metadataFromCda(renderCda(value, sample::pdf()), options);
}

std::vector<std::string> codes(const std::vector<XdsCode>& list) {
  std::vector<std::string> out;
  for (const auto& code : list) out.push_back(code.code);
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the metadata of a report say what its CDA says [RIS.DMP.07]") {
  const auto cda = sampleCda();
  const auto entry = metadataFromCda(cda);
  CHECK(entry.uniqueId == "1.2.250.1.999.1.1.20261.402.1");
  CHECK(entry.patientId == "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH");
  CHECK(entry.sourcePatientId == "IPP101^^^&1.2.250.1.999.1.2&ISO^PI");
  CHECK(entry.sourcePatientInfo ==
        Texts{"PID-5|PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE-LOUISE^^^^L", "PID-7|19790328", "PID-8|F", "PID-11|^^^^^^BDL^^51215"});
  CHECK(entry.legalAuthenticator == "801234560801^BIDEAULT^Jacques^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS");
  CHECK(entry.languageCode == "fr-FR");
  CHECK(entry.title == "CR d'imagerie médicale - IRM du genou droit");
  CHECK(entry.mimeType == "text/xml");
  CHECK(entry.uri == "DOC00001.XML");
  CHECK(entry.comments.empty());
  CHECK(entry.size == cda.size());
  CHECK(entry.replacesUniqueId.empty());
  CHECK(entry.setId == "1.2.250.1.999.1.1.20261.402");
  CHECK(entry.versionNumber == 1);
}

TEST_CASE("an author is person, role, specialty and structure [RIS.DMP.07]") {
  const auto authors = metadataFromCda(sampleCda()).authors;
  REQUIRE(authors.size() == 1);
  CHECK(authors[0].person == "801234560801^BIDEAULT^Jacques^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS");
  CHECK(authors[0].role == "Référent - Responsable du patient dans la structure de soins");
  CHECK(authors[0].specialty == "G15_10/SM44^Médecin - Radio-diagnostic (SM)^1.2.250.1.213.1.1.4.5");
  CHECK(authors[0].institutions == Texts{"Centre de radiologie Ambroise^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1750803447"});
  const auto two = entryOf([](ReportValue& value) {
    value.author.idNat.clear();
    value.author.id = "R7";
  });
  REQUIRE(two.authors.size() == 2);
  CHECK(two.authors[0].person == "3750803447/R7^BIDEAULT^Jacques^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^EI");
}

TEST_CASE("class, type and format are those of an imaging report in PDF, and the class can be 10 [RIS.CRR.07] [SR-37]") {
  const auto cda = sampleCda();
  const auto entry = metadataFromCda(cda);
  CHECK(entry.classCode == XdsCode{"31", "Imagerie médicale", "1.2.250.1.213.1.1.4.1"});
  CHECK(entry.typeCode == XdsCode{"18748-4", "CR d'imagerie médicale", "2.16.840.1.113883.6.1"});
  CHECK(entry.formatCode == XdsCode{"urn:ihe:iti:xds-sd:pdf:2008", "Document à corps non structuré en Pdf/A-1", "1.3.6.1.4.1.19376.1.2.3"});
  CHECK(entry.healthcareFacilityTypeCode == XdsCode{"SA08", "Cabinet de groupe", "1.2.250.1.71.4.2.4"});
  CHECK(entry.practiceSettingCode == XdsCode{"AMBULATOIRE", "Ambulatoire", "1.2.250.1.213.1.1.4.9"});
  MetadataOptions options;
  options.classCode = "10";
  CHECK(metadataFromCda(cda, options).classCode == XdsCode{"10", "Compte rendu", "1.2.250.1.213.1.1.4.1"});
  options.classCode = "99";
  CHECK_THROWS_AS(metadataFromCda(cda, options), Refusal);
}

TEST_CASE("visibility codes join the CDA's confidentiality in the metadata only [RIS.DMP.07]") {
  const auto cda = sampleCda();
  CHECK(codes(metadataFromCda(cda).confidentialityCodes) == Texts{"N"});
  MetadataOptions options;
  options.maskedFromProfessionals = options.hiddenFromPatient = options.hiddenFromRepresentatives = true;
  const auto hidden = metadataFromCda(cda, options).confidentialityCodes;
  CHECK(codes(hidden) == Texts{"N", "MASQUE_PS", "INVISIBLE_PATIENT", "INVISIBLE_REPRESENTANTS_LEGAUX"});
  CHECK(hidden[0].scheme == "2.16.840.1.113883.5.25");
  CHECK(hidden[1] == XdsCode{"MASQUE_PS", "Masqué aux professionnels de santé", "1.2.250.1.213.1.1.4.13"});
  CHECK(cda.find("MASQUE_PS") == std::string::npos);
}

TEST_CASE("event codes are LOINC and CCAM acts, modality and region under the code system's OID, or the value set's [SR-37]") {
  const auto entry = metadataFromCda(sampleCda());
  CHECK(codes(entry.eventCodes) == Texts{"24802-1", "NZQN001", "MR", "61685007"});
  CHECK(entry.eventCodes[0].scheme == "2.16.840.1.113883.6.1");
  CHECK(entry.eventCodes[1].scheme == "1.2.250.1.215.300.1");
  CHECK(entry.eventCodes[2] == XdsCode{"MR", "Résonance magnétique", "1.2.840.10008.2.16.4"});
  CHECK(entry.eventCodes[3] == XdsCode{"61685007", "membre inférieur", "2.16.840.1.113883.6.96"});
  MetadataOptions options;
  options.eventCodeScheme = EventCodeScheme::valueSet;
  const auto bySet = metadataFromCda(sampleCda(), options).eventCodes;
  CHECK(bySet[0].scheme == "2.16.840.1.113883.6.1");
  CHECK(bySet[2].scheme == "1.2.250.1.213.1.1.5.618");
  CHECK(bySet[3].scheme == "1.2.250.1.213.1.1.5.695");
}

TEST_CASE("two acts give their codes once each and all their references [RIS.DMP.07]") {
  const auto entry = entryOf([](ReportValue& value) {
    sample::addThoraxCt(value);
    value.acts.push_back(value.acts[0]);
  });
  CHECK(codes(entry.eventCodes) == Texts{"24802-1", "NZQN001", "24627-2", "MR", "61685007", "CT", "67734004"});
  CHECK(entry.referenceIds ==
        Texts{"ACN102^^^&1.2.250.1.999.1.4&ISO^urn:ihe:iti:xds:2013:accession", "OPN102^^^&1.2.250.1.999.1.3&ISO^urn:ihe:iti:xds:2013:order",
              "ACN103^^^&1.2.250.1.999.1.4&ISO^urn:ihe:iti:xds:2013:accession", "OPN103^^^&1.2.250.1.999.1.3&ISO^urn:ihe:iti:xds:2013:order",
              "1.2.250.1.999.1.5.20261120.102^^^^urn:ihe:iti:xds:2016:studyInstanceUID",
              "2.25.329800735698586629295641978511506172918^^^^urn:ihe:iti:xds:2016:studyInstanceUID"});
}

TEST_CASE("times are UTC digits, whatever the zone of the site") {
  for (const char* zone : {"Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea"}) {
    CAPTURE(zone);
    const auto entry = entryOf([&](ReportValue& value) { value.site.zone = zone; });
    CHECK(entry.creationTime == "20261120101700");
    CHECK(entry.serviceStartTime == "20261120092500");
    CHECK(entry.serviceStopTime == "20261120095500");
  }
  CHECK(entryOf([](ReportValue& value) { value.acts[0].endedAt = {}; }).serviceStopTime.empty());
}

TEST_CASE("without INS the local id stands for the patient and no INS is anywhere in the metadata [SR-02]") {
  const auto entry = entryOf([](ReportValue& value) {
    value.ins.reset();
    value.patient.traits.sex = Sex::unknown;
    value.patient.traits.birthPlaceCode.clear();
  });
  CHECK(entry.patientId == "IPP101^^^&1.2.250.1.999.1.2&ISO^PI");
  CHECK(entry.sourcePatientId == entry.patientId);
  CHECK(entry.sourcePatientInfo == Texts{"PID-5|PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE-LOUISE^^^^L", "PID-7|19790328", "PID-8|U"});
}

TEST_CASE("with an INS and no local id the INS stands for both") {
  const auto entry = entryOf([](ReportValue& value) { value.patient.localIds.clear(); });
  CHECK(entry.sourcePatientId == "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH");
}

TEST_CASE("a used name is a second PID-5, and HL7 separators in names are escaped") {
  const auto entry = entryOf([](ReportValue& value) {
    value.patient.traits.usedName = "A^B&C|D~E\\F";
    value.patient.traits.usedFirstName = "Zoé";
  });
  CHECK(entry.sourcePatientInfo[1] == "PID-5|A\\S\\B\\T\\C\\F\\D\\R\\E\\E\\F^Zoé^^^^^D");
}

TEST_CASE("an amended report says what it replaces") {
  const auto entry = entryOf([](ReportValue& value) {
    value.documentOid = "1.2.250.1.999.1.1.20261.402.2";
    value.replacesOid = "1.2.250.1.999.1.1.20261.402.1";
    value.versionNumber = 2;
  });
  CHECK(entry.uniqueId == "1.2.250.1.999.1.1.20261.402.2");
  CHECK(entry.replacesUniqueId == "1.2.250.1.999.1.1.20261.402.1");
  CHECK(entry.versionNumber == 2);
}

TEST_CASE("hash and size are of the exact bytes: one changed byte changes the hash") {
  auto cda = sampleCda();
  const auto hash = metadataFromCda(cda).hash;
  CHECK(hash.size() == 40);
  CHECK(std::all_of(hash.begin(), hash.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }));
  cda.replace(cda.find("genou droit"), 11, "genou Droit");
  CHECK(metadataFromCda(cda).hash != hash);
}

TEST_CASE("a CDA that lacks what the metadata need is refused with the path") {
  const struct {
    const char* from;
    const char* to;
    const char* field;
  } rows[] = {
      {"<id root=\"1.2.250.1.999.1.1.20261.402.1\" />", "", "id/@root"},
      {"<title>", "<subtitle>", "title"},
      {"<effectiveTime value=\"20261120111700+0100\" />", "<effectiveTime value=\"20261120\" />", "effectiveTime/@value with a time and an offset"},
      {"<birthTime value", "<birthTime nullFlavor", "recordTarget/patientRole/patient/birthTime/@value"},
      {"qualifier=\"BR\">PAT-TROIS", "qualifier=\"CL\">PAT-TROIS", "recordTarget/patientRole/patient/name/family[@qualifier='BR']"},
      {"mediaType=\"application/pdf\"", "mediaType=\"image/jpeg\"", "component/nonXMLBody/text/@mediaType"},
      {"<code code=\"SA08\" displayName=\"Cabinet de groupe\"", "<code code=\"SA08\"",
       "componentOf/encompassingEncounter/location/healthCareFacility/code/@displayName"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.field);
    auto cda = sampleCda();
    if (std::string(row.from) == "<title>") cda.replace(cda.find("</title>"), 8, "</subtitle>");
    cda.replace(cda.find(row.from), std::string(row.from).size(), row.to);
    try {
      metadataFromCda(cda);
      FAIL_CHECK("not refused");
    } catch (const Refusal& refusal) {
      CHECK(refusal.code() == "xds.metadata.missing");
      CHECK(refusal.field() == row.field);
    }
  }
}

TEST_CASE("the content type of a submission follows HL7 PV1-2 [RIS.DMP.07]") {
  const auto code = [](const char* patientClass) { return contentTypeCode(patientClass).code; };
  CHECK(code("I") == "03");
  CHECK(code("O") == "07");
  CHECK(code("E") == "07");
  CHECK(code("R") == "19");
  CHECK(code("N") == "97");
  CHECK(code("") == "07");
  CHECK(contentTypeCode("O").scheme == "1.2.250.1.213.2.2");
  CHECK(contentTypeCode("O").display == "Consultation Soins Externes");
}
