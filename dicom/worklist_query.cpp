// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_query.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include "core/domain/refusal.h"
#include "dicom/character_set.h"
#include "dicom/worklist_field.h"

namespace clairis::dicom {
namespace {

constexpr unsigned long kSpecificCharacterSet = 0x00080005, kTimezoneOffset = 0x00080201, kStepSequence = 0x00400100;
constexpr unsigned long kProcedureCode = 0x00321064, kProtocolCode = 0x00400008, kOtherPatientIds = 0x00101002;
constexpr unsigned long kReferencedStudy = 0x00081110, kReferencedPatient = 0x00081120;

unsigned long tagOf(const DcmElement& element) { return static_cast<unsigned long>(element.getGTag()) << 16 | element.getETag(); }

std::string nameOf(unsigned long tag) { return fmt::format("({:04X},{:04X})", tag >> 16, tag & 0xFFFF); }

[[noreturn]] void refuse(const char* code, unsigned long tag, const std::string& expected) {
  throw Refusal(code, nameOf(tag) + " " + expected, nameOf(tag));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

class IdentifierReader {
public:
  IdentifierReader(DcmItem& identifier, std::string_view callingAe) {
    _query.callingAe = callingAe;
    OFString characterSet;
    identifier.findAndGetOFStringArray(DCM_SpecificCharacterSet, characterSet);
    _characterSet = trimmed(std::string_view(characterSet.c_str(), characterSet.size()));
    readLevel(identifier, false);
    _query.start = startWindow(_date, _time);
  }

  WorklistQuery take() { return std::move(_query); }

private:
  void readLevel(DcmItem& item, bool step) {
    for (unsigned long i = 0; i < item.card(); ++i) {
      DcmElement& element = *item.getElement(i);
      const auto tag = tagOf(element);
      if (element.getETag() == 0 || tag == kSpecificCharacterSet || tag == kTimezoneOffset) continue;
      if (const auto* field = findField(tag, step)) {
        (step ? _query.asked.step : _query.asked.procedure).push_back(field);
        readKey(*field, element);
      } else if (!readSequence(element, tag, step)) {
        _query.unsupportedKeys = true;
      }
    }
  }

  bool readSequence(DcmElement& element, unsigned long tag, bool step) {
    if (!step && tag == kStepSequence) {
      readStep(sequence(element, tag));
    } else if (!step && tag == kProcedureCode) {
      _query.asked.procedureCode = askedCode(sequence(element, tag));
    } else if (step && tag == kProtocolCode) {
      _query.asked.protocolCode = askedCode(sequence(element, tag));
    } else if (!step && tag == kOtherPatientIds) {
      _query.asked.otherPatientIds = true;
    } else if (!step && (tag == kReferencedStudy || tag == kReferencedPatient)) {
      _query.asked.emptySequences.push_back(tag);
    } else {
      return false;
    }
    return true;
  }

  static DcmSequenceOfItems& sequence(DcmElement& element, unsigned long tag) {
    auto* items = dynamic_cast<DcmSequenceOfItems*>(&element);
    if (items == nullptr) refuse("worklist.identifier.vr", tag, "expected a sequence");
    return *items;
  }

  void readStep(DcmSequenceOfItems& items) {
    if (items.card() > 1) refuse("worklist.identifier.items", kStepSequence, "expected one item, found " + std::to_string(items.card()));
    _query.asked.stepSequence = true;
    if (items.card() == 1 && items.getItem(0)->card() > 0) {
      readLevel(*items.getItem(0), true);
      return;
    }
    // Universal: a sequence without item asks for all of it.
    for (const auto& field : worklistFields()) {
      if (field.step) _query.asked.step.push_back(&field);
    }
    _query.asked.protocolCode = {true, true, true, true};
  }

  AskedCode askedCode(DcmSequenceOfItems& items) {
    if (items.card() == 0 || items.getItem(0)->card() == 0) return {true, true, true, true};
    DcmItem& item = *items.getItem(0);
    AskedCode asked{true, item.tagExists(DCM_CodeValue) != OFFalse, item.tagExists(DCM_CodingSchemeDesignator) != OFFalse,
                    item.tagExists(DCM_CodeMeaning) != OFFalse};
    for (unsigned long i = 0; i < item.card(); ++i) {
      // Codes are given, not matched.
      if (!item.getElement(i)->isEmpty()) _query.unsupportedKeys = true;
    }
    return asked;
  }

  std::string valueOf(DcmElement& element, const WorklistField& field) {
    OFString bytes;
    if (element.isLeaf() == OFFalse) refuse("worklist.identifier.vr", field.tag(), "expected a value, found a sequence");
    if (element.getLength() == 0) return {};
    if (field.vr == EVR_US) return "0";  // a number is not matched here; that there is one is enough
    if (element.getOFStringArray(bytes).bad()) {
      refuse("worklist.identifier.vr", field.tag(), std::string("expected value representation ") + DcmVR(field.vr).getVRName());
    }
    auto text = toUtf8(std::string_view(bytes.c_str(), bytes.size()), _characterSet);
    if (!text) refuse("worklist.identifier.character_set", field.tag(), "cannot be read in the Specific Character Set of the request");
    return std::string(trimmed(*text));
  }

  void readKey(const WorklistField& field, DcmElement& element) {
    const std::string value = valueOf(element, field);
    if (value.empty()) return;
    using Key = WorklistField::Key;
    switch (field.key) {
      case Key::none:
        _query.unsupportedKeys = true;
        break;
      case Key::text:
        allow(field, value);
        break;
      case Key::person:
        allow(field, personPattern(value));
        break;
      case Key::choice:
      case Key::uid:
        allowEach(field, value);
        break;
      case Key::birthDate:
        _query.birthDate = dateRange(value);
        break;
      case Key::startDate:
        _date = dateRange(value);
        break;
      case Key::startTime:
        _time = timeRange(value);
        break;
    }
  }

  void allow(const WorklistField& field, const std::string& pattern) {
    if (pattern.find_first_not_of('*') != std::string::npos) (_query.*field.textKey).allow(pattern);
  }

  // Alternatives separated by backslash: standard for UIDs, and some consoles list their modalities so.
  void allowEach(const WorklistField& field, std::string_view values) {
    constexpr std::size_t kMost = 64;
    for (std::size_t count = 1; !values.empty(); ++count) {
      if (count > kMost) refuse("worklist.key.list", field.tag(), "expected at most 64 values");
      const auto end = values.find('\\');
      const auto value = trimmed(values.substr(0, end));
      // In a list one universal value makes the whole list universal.
      if (value.find_first_not_of('*') == std::string_view::npos) {
        _query.*field.textKey = {};
        return;
      }
      allow(field, std::string(value));
      values = end == std::string_view::npos ? std::string_view{} : values.substr(end + 1);
    }
  }

  WorklistQuery _query;
  std::string _characterSet;
  DigitRange _date;
  DigitRange _time;
};

}  // namespace

WorklistQuery readQuery(DcmItem& identifier, std::string_view callingAe) { return IdentifierReader(identifier, callingAe).take(); }

bool matches(const WorklistQuery& query, const WorklistEntry& entry) {
  return query.start.matches(entry.startDate, entry.startTime) && (entry.stationAe.empty() || query.stationAe.matches(entry.stationAe)) &&
         query.modality.matches(entry.modality) && query.stepStatus.matches(entry.stepStatus) && query.stepId.matches(entry.stepId) &&
         query.accessionNumber.matches(entry.accessionNumber) && query.requestedProcedureId.matches(entry.requestedProcedureId) &&
         query.patientId.matches(entry.patientId) && query.studyInstanceUid.matches(entry.studyInstanceUid) &&
         query.birthDate.matches(entry.birthDate) && query.patientName.matches(entry.patientNameKey) &&
         query.performingPhysician.matches(entry.performingPhysicianKey) && query.referringPhysician.matches(entry.referringPhysicianKey);
}

}  // namespace clairis::dicom
