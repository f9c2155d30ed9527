// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/mpps_reader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dicom/character_set.h"
#include "dicom/radiation_dose.h"
#include "dicom/step_text.h"

namespace clairis::dicom {
namespace {

const DcmTagKey kLotIdentifier(0x0044, 0x000A), kProductName(0x0044, 0x0008);

bool textual(DcmEVR vr) {
  constexpr std::array kTexts{EVR_LO, EVR_SH, EVR_PN, EVR_LT, EVR_ST, EVR_UT, EVR_UC};
  return std::find(kTexts.begin(), kTexts.end(), vr) != kTexts.end();
}

void rewrite(DcmElement& element, const std::string& characterSet) {
  OFString bytes;
  if (element.getOFStringArray(bytes, OFFalse).bad()) return;
  const std::string_view text(bytes.c_str(), bytes.size());
  if (isAscii(text) && text.find('\x1B') == std::string_view::npos) return;
  auto utf8 = dicom::toUtf8(text, characterSet);
  if (!utf8) utf8 = dicom::toUtf8(text, "ISO_IR 100");
  if (utf8) element.putOFStringArray(OFString(utf8->data(), utf8->size()));
}

void rewriteAll(DcmItem& item, std::string characterSet) {
  OFString own;
  if (item.findAndGetOFStringArray(DCM_SpecificCharacterSet, own).good()) characterSet = std::string(own.c_str(), own.size());
  for (unsigned long i = 0; i < item.card(); ++i) {
    auto* element = item.getElement(i);
    if (auto* sequence = dynamic_cast<DcmSequenceOfItems*>(element)) {
      for (unsigned long at = 0; at < sequence->card(); ++at) rewriteAll(*sequence->getItem(at), characterSet);
    } else if (textual(element->getVR())) {
      rewrite(*element, characterSet);
    }
  }
  static_cast<void>(item.findAndDeleteElement(DCM_SpecificCharacterSet));
}

std::string isoDate(const std::string& digits) {
  return digits.size() == 8 ? digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2) : std::string();
}

std::string localOf(DcmItem& item, const DcmTagKey& date, const DcmTagKey& time) {
  const auto day = digitsOf(textOf(item, date), 8);
  if (day.size() != 8) return {};
  auto clock = digitsOf(textOf(item, time), 6);
  clock.resize(clock.size() - clock.size() % 2);
  return day + clock + std::string(6 - clock.size(), '0');
}

SentPatient patientOf(DcmItem& item) {
  return {textOf(item, DCM_PatientID), textOf(item, DCM_IssuerOfPatientID), textOf(item, DCM_PatientName),
          isoDate(digitsOf(textOf(item, DCM_PatientBirthDate), 8)), textOf(item, DCM_PatientSex)};
}

ScheduledReference referenceOf(DcmItem& item) {
  return {textOf(item, DCM_StudyInstanceUID), textOf(item, DCM_AccessionNumber), textOf(item, DCM_RequestedProcedureID),
          textOf(item, DCM_ScheduledProcedureStepID)};
}

int imagesOf(DcmItem& series) {
  DcmSequenceOfItems* images = nullptr;
  return series.findAndGetSequence(DCM_ReferencedImageSequence, images).good() && images != nullptr ? static_cast<int>(images->card()) : 0;
}

PerformedSeries seriesOf(DcmItem& item) {
  return {textOf(item, DCM_SeriesInstanceUID), textOf(item, DCM_SeriesDescription), textOf(item, DCM_ProtocolName), textOf(item, DCM_Laterality),
          imagesOf(item)};
}

void firstOf(std::string& value, DcmItem& item, const DcmTagKey& tag) {
  if (value.empty()) value = textOf(item, tag);
}

/// Agent, volume and lot wherever the device puts them: at the top, in a series, in the items billed.
ContrastGiven contrastOf(DcmItem& dataset) {
  ContrastGiven given;
  const auto look = [&](DcmItem& item) {
    firstOf(given.agent, item, DCM_ContrastBolusAgent);
    if (given.agent.empty()) given.agent = codeOf(item, DCM_ContrastBolusAgentSequence).display;
    firstOf(given.agent, item, kProductName);
    firstOf(given.volume, item, DCM_ContrastBolusVolume);
    firstOf(given.lot, item, kLotIdentifier);
  };
  look(dataset);
  eachItem(dataset, DCM_PerformedSeriesSequence, look);
  eachItem(dataset, DCM_BillingSuppliesAndDevicesSequence, look);
  return given;
}

/// Said by N-CREATE only (PS3.4 table F.7.2-1, "Not allowed" for N-SET), so that a step cannot change its patient.
constexpr std::array kFixed{
    0x0040'0270U, 0x0010'0010U, 0x0010'0020U, 0x0010'0021U, 0x0010'0030U, 0x0010'0040U, 0x0040'0253U,
    0x0040'0241U, 0x0040'0242U, 0x0040'0244U, 0x0040'0245U, 0x0008'0060U, 0x0020'0010U,
};

bool same(DcmElement& one, DcmElement& other) {
  OFString left, right;
  if (one.isLeaf() == OFFalse || other.isLeaf() == OFFalse) return one.getLength() == other.getLength() && one.compare(other) == 0;
  one.getOFStringArray(left);
  other.getOFStringArray(right);
  return left == right;
}

}  // namespace

void toUtf8(DcmDataset& dataset) {
  rewriteAll(dataset, {});
  static_cast<void>(dataset.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192"));
}

std::string sentState(DcmDataset& dataset) { return textOf(dataset, DCM_PerformedProcedureStepStatus); }

PerformedStep readStep(DcmDataset& dataset) {
  PerformedStep step;
  step.state = stepStateFrom(sentState(dataset)).value_or(StepState::inProgress);
  step.stationAe = textOf(dataset, DCM_PerformedStationAETitle);
  step.stationName = textOf(dataset, DCM_PerformedStationName);
  step.modality = textOf(dataset, DCM_Modality);
  step.performedStepId = textOf(dataset, DCM_PerformedProcedureStepID);
  step.description = textOf(dataset, DCM_PerformedProcedureStepDescription);
  step.startLocal = localOf(dataset, DCM_PerformedProcedureStepStartDate, DCM_PerformedProcedureStepStartTime);
  step.endLocal = localOf(dataset, DCM_PerformedProcedureStepEndDate, DCM_PerformedProcedureStepEndTime);
  step.utcOffset = textOf(dataset, DCM_TimezoneOffsetFromUTC);
  step.patient = patientOf(dataset);
  eachItem(dataset, DCM_ScheduledStepAttributesSequence, [&](DcmItem& item) { step.references.push_back(referenceOf(item)); });
  eachItem(dataset, DCM_PerformedSeriesSequence, [&](DcmItem& item) { step.series.push_back(seriesOf(item)); });
  step.dose = doseText(dataset);
  step.contrast = contrastOf(dataset);
  step.discontinuation = codeOf(dataset, DCM_PerformedProcedureStepDiscontinuationReasonCodeSequence);
  return step;
}

std::vector<std::string> mergeStep(DcmDataset& stored, DcmDataset& changes) {
  std::vector<std::string> kept;
  for (unsigned long i = 0; i < changes.card(); ++i) {
    auto& element = *changes.getElement(i);
    const auto tag = static_cast<std::uint32_t>(element.getGTag()) << 16 | element.getETag();
    DcmElement* known = nullptr;
    const bool there = stored.findAndGetElement(element.getTag(), known).good() && known != nullptr && !known->isEmpty();
    if (there && std::find(kFixed.begin(), kFixed.end(), tag) != kFixed.end()) {
      if (!same(*known, element)) kept.push_back(fmt::format("({:04X},{:04X})", tag >> 16, tag & 0xFFFF));
      continue;
    }
    static_cast<void>(stored.insert(static_cast<DcmElement*>(element.clone()), OFTrue));
  }
  return kept;
}

}  // namespace clairis::dicom
