// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/mpps_reader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <doctest/doctest.h>

using namespace clairis;
using namespace clairis::dicom;

namespace {

std::string text(DcmItem& item, const DcmTagKey& tag) {
  OFString value;
  item.findAndGetOFStringArray(tag, value);
  return value.c_str();
}

}  // namespace

TEST_CASE("the dose of a step reads as a French report states it") {
  DcmDataset dataset;
  CHECK(readStep(dataset).dose.empty());
  dataset.putAndInsertString(DCM_ImageAndFluoroscopyAreaDoseProduct, "123.5");
  dataset.putAndInsertString(DCM_RETIRED_TotalTimeOfFluoroscopy, "65");
  dataset.putAndInsertString(DCM_CommentsOnRadiationDose, "PDL 320 mGy.cm");
  DcmItem* exposure = nullptr;
  dataset.findOrCreateSequenceItem(DCM_RETIRED_ExposureDoseSequence, exposure, 0);
  exposure->putAndInsertFloat64(DCM_CTDIvol, 7.25);
  CHECK(readStep(dataset).dose == "PDS 12.35 Gy.cm2, IDSV 7.25 mGy, scopie 65 s, PDL 320 mGy.cm");
  dataset.putAndInsertString(DCM_ImageAndFluoroscopyAreaDoseProduct, "nonsense");
  CHECK(readStep(dataset).dose == "IDSV 7.25 mGy, scopie 65 s, PDL 320 mGy.cm");
}

TEST_CASE("agent, volume and lot of contrast are found wherever the device puts them") {
  DcmDataset dataset;
  DcmItem* billed = nullptr;
  dataset.findOrCreateSequenceItem(DCM_BillingSuppliesAndDevicesSequence, billed, 0);
  billed->putAndInsertString(DcmTag(0x0044, 0x0008, EVR_LO), "Iohexol 350");
  billed->putAndInsertString(DcmTag(0x0044, 0x000A, EVR_LO), "LOT42");
  DcmItem* series = nullptr;
  dataset.findOrCreateSequenceItem(DCM_PerformedSeriesSequence, series, 0);
  series->putAndInsertString(DCM_ContrastBolusVolume, "80");
  const auto contrast = readStep(dataset).contrast;
  CHECK(contrast.agent == "Iohexol 350");
  CHECK(contrast.volume == "80");
  CHECK(contrast.lot == "LOT42");
}

TEST_CASE("times are digits of the device, nonsense is empty") {
  DcmDataset dataset;
  dataset.putAndInsertString(DCM_PerformedProcedureStepStartDate, "20261120");
  dataset.putAndInsertString(DCM_PerformedProcedureStepStartTime, "1040");
  CHECK(readStep(dataset).startLocal == "20261120104000");
  dataset.putAndInsertString(DCM_PerformedProcedureStepStartTime, "104005.123");
  CHECK(readStep(dataset).startLocal == "20261120104005");
  dataset.putAndInsertString(DCM_PerformedProcedureStepStartDate, "2026");
  CHECK(readStep(dataset).startLocal.empty());
}

TEST_CASE("two messages of a step in different character sets are one data set in UTF-8") {
  DcmDataset first, second;
  first.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 100");
  first.putAndInsertString(DCM_PatientName, "P\xC9RIER^L\xE9o");
  second.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192");
  second.putAndInsertString(DCM_PerformedProcedureStepDescription, "C\xC5\x93ur");
  dicom::toUtf8(first);
  dicom::toUtf8(second);
  CHECK(mergeStep(first, second).empty());
  CHECK(text(first, DCM_PatientName) == "P\xC3\x89RIER^L\xC3\xA9o");
  CHECK(text(first, DCM_PerformedProcedureStepDescription) == "C\xC5\x93ur");
  CHECK(text(first, DCM_SpecificCharacterSet) == "ISO_IR 192");
}

TEST_CASE("bytes that no character set explains are kept as letters, not lost") {
  DcmDataset dataset;
  dataset.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192");
  dataset.putAndInsertString(DCM_PatientName, "P\xC9RIER");
  dicom::toUtf8(dataset);
  CHECK(readStep(dataset).patient.name == "P\xC3\x89RIER");
}

TEST_CASE("what N-SET may not say keeps its first value and is named") {
  DcmDataset stored, changes;
  stored.putAndInsertString(DCM_PatientID, "IPP0001");
  changes.putAndInsertString(DCM_PatientID, "IPP0002");
  changes.putAndInsertString(DCM_PerformedStationName, "Salle 2");
  CHECK(mergeStep(stored, changes) == std::vector<std::string>{"(0010,0020)"});
  CHECK(text(stored, DCM_PatientID) == "IPP0001");
  CHECK(text(stored, DCM_PerformedStationName) == "Salle 2");
  DcmDataset same;
  same.putAndInsertString(DCM_PatientID, "IPP0001");
  CHECK(mergeStep(stored, same).empty());
}

TEST_CASE("a data set is written as it was read") {
  DcmDataset dataset;
  dataset.putAndInsertString(DCM_PatientID, "IPP0001");
  DcmItem* series = nullptr;
  dataset.findOrCreateSequenceItem(DCM_PerformedSeriesSequence, series, 0);
  series->putAndInsertString(DCM_SeriesInstanceUID, "1.2.3");
  const auto bytes = datasetBytes(dataset);
  const auto again = readDataset(bytes, true);
  REQUIRE(again);
  CHECK(datasetBytes(*again) == bytes);
  CHECK(readStep(*again).series.at(0).seriesInstanceUid == "1.2.3");
}
