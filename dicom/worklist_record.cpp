// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_record.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <array>

#include "core/domain/refusal.h"
#include "dicom/character_set.h"

namespace clairis::dicom {
namespace {

using R = WorklistRecord;

enum class Values { first, all, text };  // text: the backslash is a character of LT and ST

struct Attribute {
  Uint16 group;
  Uint16 element;
  std::string R::*member;
  Values values = Values::first;
};

constexpr std::array kProcedure{
    Attribute{0x0008, 0x0050, &R::accessionNumber},
    Attribute{0x0008, 0x0090, &R::referringPhysician},
    Attribute{0x0010, 0x0010, &R::patientName},
    Attribute{0x0010, 0x0030, &R::birthDate},
    Attribute{0x0010, 0x0040, &R::sex},
    Attribute{0x0010, 0x1001, &R::otherPatientNames},
    Attribute{0x0010, 0x1005, &R::patientBirthName},
    Attribute{0x0010, 0x1020, &R::size},
    Attribute{0x0010, 0x1030, &R::weight},
    Attribute{0x0010, 0x2000, &R::medicalAlerts, Values::all},
    Attribute{0x0010, 0x2110, &R::allergies, Values::all},
    Attribute{0x0010, 0x21B0, &R::additionalHistory, Values::text},
    Attribute{0x0010, 0x21C0, &R::pregnancy},
    Attribute{0x0010, 0x21D0, &R::lastMenses},
    Attribute{0x0010, 0x4000, &R::patientComments, Values::text},
    Attribute{0x0020, 0x000D, &R::studyInstanceUid},
    Attribute{0x0020, 0x0060, &R::laterality},
    Attribute{0x0032, 0x1032, &R::requestingPhysician},
    Attribute{0x0032, 0x1060, &R::procedureDescription},
    Attribute{0x0032, 0x1070, &R::requestedContrast},
    Attribute{0x0038, 0x0050, &R::specialNeeds},
    Attribute{0x0038, 0x0300, &R::location},
    Attribute{0x0038, 0x0500, &R::patientState},
    Attribute{0x0040, 0x1001, &R::procedureId},
    Attribute{0x0040, 0x1002, &R::reason},
    Attribute{0x0040, 0x1003, &R::priority},
    Attribute{0x0040, 0x1004, &R::transport},
    Attribute{0x0040, 0x1400, &R::procedureComments, Values::text},
    Attribute{0x0040, 0x2016, &R::placerNumber},
};

constexpr std::array kStep{
    Attribute{0x0008, 0x0060, &R::modality},
    Attribute{0x0032, 0x1070, &R::stepContrast},
    Attribute{0x0040, 0x0001, &R::stationAe},
    Attribute{0x0040, 0x0002, &R::startDate},
    Attribute{0x0040, 0x0003, &R::startTime},
    Attribute{0x0040, 0x0006, &R::performingPhysician},
    Attribute{0x0040, 0x0007, &R::stepDescription},
    Attribute{0x0040, 0x0009, &R::stepId},
    Attribute{0x0040, 0x0012, &R::premedication},
    Attribute{0x0040, 0x0020, &R::stepStatus},
    Attribute{0x0040, 0x0400, &R::stepComments, Values::text},
};

std::string nameOf(const DcmTagKey& tag) { return fmt::format("({:04X},{:04X})", tag.getGroup(), tag.getElement()); }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

DcmElement* find(DcmItem& item, const DcmTagKey& tag) {
  DcmElement* element = nullptr;
  return item.findAndGetElement(tag, element).good() ? element : nullptr;
}

/// One item, with the character set that its texts are in.
class ItemReader {
public:
  explicit ItemReader(DcmItem& item, std::string outerCharacterSet = {}) : _item(item), _characterSet(std::move(outerCharacterSet)) {
    OFString own;
    if (item.findAndGetOFStringArray(DCM_SpecificCharacterSet, own).good() && !own.empty()) {
      _characterSet = trimmed(std::string_view(own.c_str(), own.size()));
    }
  }

  std::string text(const DcmTagKey& tag, Values values) const {
    auto* element = find(_item, tag);
    if (element == nullptr || element->getLength() == 0) return {};
    const auto expected = DcmTag(tag).getEVR();
    if (expected == EVR_US) return number(*element);
    if (!element->isaString() && element->ident() != expected) refuseVr(tag, expected);
    OFString bytes;
    if (element->getOFStringArray(bytes, OFFalse).bad()) refuseVr(tag, expected);
    const auto read = toUtf8(std::string_view(bytes.c_str(), bytes.size()), _characterSet);
    if (!read || !isUtf8(*read)) {
      throw Refusal("worklist.file.charset", "the text does not belong to the Specific Character Set of its data set, or that set is unknown",
                    nameOf(tag));
    }
    return chosen(*read, values);
  }

  /// The items of a sequence; none when it is absent.
  std::vector<ItemReader> items(const DcmTagKey& tag) const {
    auto* element = find(_item, tag);
    if (element == nullptr) return {};
    if (element->ident() != EVR_SQ) refuseVr(tag, EVR_SQ);
    auto& sequence = static_cast<DcmSequenceOfItems&>(*element);
    std::vector<ItemReader> readers;
    for (unsigned long i = 0; i < sequence.card(); ++i) readers.emplace_back(*sequence.getItem(i), _characterSet);
    return readers;
  }

private:
  [[noreturn]] static void refuseVr(const DcmTagKey& tag, DcmEVR expected) {
    throw Refusal("worklist.file.vr", std::string("expected value representation ") + DcmVR(expected).getValidVRName(), nameOf(tag));
  }

  static std::string number(DcmElement& element) {
    Uint16 value = 0;
    if (element.ident() != EVR_US || element.getUint16(value).bad()) refuseVr(element.getTag(), EVR_US);
    return std::to_string(value);
  }

  static std::string chosen(std::string_view whole, Values values) {
    if (values == Values::text) return std::string(trimmed(whole));
    std::string joined;
    while (!whole.empty()) {
      const auto end = std::min(whole.find('\\'), whole.size());
      const auto one = trimmed(whole.substr(0, end));
      if (!one.empty()) joined += (joined.empty() ? "" : ", ") + std::string(one);
      if (values == Values::first && !joined.empty()) return joined;
      whole.remove_prefix(std::min(end + 1, whole.size()));
    }
    return joined;
  }

  DcmItem& _item;
  std::string _characterSet;
};

template <std::size_t N>
void fill(R& record, const ItemReader& reader, const std::array<Attribute, N>& attributes) {
  for (const auto& attribute : attributes) {
    record.*attribute.member = reader.text(DcmTagKey(attribute.group, attribute.element), attribute.values);
  }
}

WorklistCode codeOf(const ItemReader& reader, const DcmTagKey& sequence) {
  for (const auto& item : reader.items(sequence)) {
    auto value = item.text(DCM_CodeValue, Values::first);
    if (value.empty()) value = item.text(DCM_LongCodeValue, Values::first);
    return {value, item.text(DCM_CodingSchemeDesignator, Values::first), item.text(DCM_CodeMeaning, Values::first)};
  }
  return {};
}

RecordId idOf(const ItemReader& reader) {
  RecordId id{reader.text(DCM_PatientID, Values::first), reader.text(DCM_IssuerOfPatientID, Values::first), {}};
  for (const auto& qualifier : reader.items(DCM_IssuerOfPatientIDQualifiersSequence)) {
    if (qualifier.text(DCM_UniversalEntityIDType, Values::first) == "ISO") id.issuerOid = qualifier.text(DCM_UniversalEntityID, Values::text);
  }
  return id;
}

}  // namespace

WorklistRecord readRecord(DcmItem& dataset) {
  WorklistRecord record;
  const ItemReader reader(dataset);
  fill(record, reader, kProcedure);
  record.patientId = idOf(reader);
  for (const auto& item : reader.items(DCM_OtherPatientIDsSequence)) record.otherIds.push_back(idOf(item));
  record.procedure = codeOf(reader, DCM_RequestedProcedureCodeSequence);
  const auto steps = reader.items(DCM_ScheduledProcedureStepSequence);
  record.steps = steps.size();
  if (!steps.empty()) {
    fill(record, steps.front(), kStep);
    record.protocol = codeOf(steps.front(), DCM_ScheduledProtocolCodeSequence);
  }
  return record;
}

}  // namespace clairis::dicom
