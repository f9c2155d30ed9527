// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_query.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/domain/refusal.h"
#include "dicom/character_set.h"
#include "dicom/worklist_field.h"

namespace clairis::dicom {
namespace {

constexpr unsigned long kSpecificCharacterSet = 0x00080005, kTimezoneOffset = 0x00080201, kStepSequence = 0x00400100;
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
    const auto* known = findSequence(tag, step);
    if (known == nullptr) return false;
    using Content = WorklistSequence::Content;
    switch (known->content) {
      case Content::step:
        readStep(sequence(element, tag));
        break;
      case Content::procedureCode:
        readCode(sequence(element, tag), tag, _query.asked.procedureCode, _query.procedureCode);
        break;
      case Content::protocolCode:
        readCode(sequence(element, tag), tag, _query.asked.protocolCode, _query.protocolCode);
        break;
      case Content::otherPatientIds:
      case Content::issuerQualifiers:
      case Content::none:
        ask(_query.asked, static_cast<std::uint32_t>(tag));
        if (holdsValue(sequence(element, tag))) _query.unsupportedKeys = true;  // given, not matched
        break;
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
    ask(_query.asked, kStepSequence);  // universal: a sequence without item asks for all of it
  }

  static bool holdsValue(DcmSequenceOfItems& items) {
    for (unsigned long i = 0; i < items.card(); ++i) {
      DcmItem& item = *items.getItem(i);
      for (unsigned long j = 0; j < item.card(); ++j) {
        if (!item.getElement(j)->isEmpty()) return true;
      }
    }
    return false;
  }

  void readCode(DcmSequenceOfItems& items, unsigned long tag, AskedCode& asked, CodeKey& key) {
    if (items.card() > 1) refuse("worklist.identifier.items", tag, "expected one item, found " + std::to_string(items.card()));
    asked = {true, true, true, true};
    if (items.card() == 0 || items.getItem(0)->card() == 0) return;
    DcmItem& item = *items.getItem(0);
    asked = {true, item.tagExists(DCM_CodeValue) != OFFalse, item.tagExists(DCM_CodingSchemeDesignator) != OFFalse,
             item.tagExists(DCM_CodeMeaning) != OFFalse};
    for (unsigned long i = 0; i < item.card(); ++i) {
      DcmElement& element = *item.getElement(i);
      if (element.isEmpty()) continue;
      const DcmTagKey part = element.getTag().getXTag();
      if (part == DCM_CodeValue) {
        key.value = textOf(element, tag);
      } else if (part == DCM_CodingSchemeDesignator) {
        key.scheme = textOf(element, tag);
      } else {
        _query.unsupportedKeys = true;  // a meaning is for people, versions are not kept
      }
    }
    if (!key.universal()) _query.written.push_back({tag, key.value + (key.scheme.empty() ? "" : ", " + key.scheme)});
  }

  std::string textOf(DcmElement& element, unsigned long tag) {
    OFString bytes;
    if (element.getOFStringArray(bytes).bad()) refuse("worklist.identifier.vr", tag, "expected text");
    auto text = toUtf8(std::string_view(bytes.c_str(), bytes.size()), _characterSet);
    if (!text) refuse("worklist.identifier.character_set", tag, "cannot be read in the Specific Character Set of the request");
    return std::string(trimmed(*text));
  }

  std::string valueOf(DcmElement& element, const WorklistField& field) {
    if (element.isLeaf() == OFFalse) refuse("worklist.identifier.vr", field.tag(), "expected a value, found a sequence");
    if (element.getLength() == 0) return {};
    if (field.vr == EVR_US) return "0";  // a number is not matched here; that there is one is enough
    return textOf(element, field.tag());
  }

  void readKey(const WorklistField& field, DcmElement& element) {
    const std::string value = valueOf(element, field);
    if (value.empty()) return;
    using Key = WorklistField::Key;
    switch (field.key) {
      case Key::none:
        _query.unsupportedKeys = true;
        return;
      case Key::text:
        allow(keyOf(field), value);
        break;
      case Key::person:
        allow(keyOf(field), personPattern(value));
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
    _query.written.push_back({field.tag(), value});
  }

  TextKey& keyOf(const WorklistField& field) {
    if (field.textKey != nullptr) return _query.*field.textKey;
    return _query.others.emplace_back(OtherKey{&field, {}}).key;
  }

  static bool universal(std::string_view pattern) { return pattern.find_first_not_of('*') == std::string_view::npos; }

  static void allow(TextKey& key, const std::string& pattern) {
    if (!universal(pattern)) key.allow(pattern);
  }

  // Alternatives separated by backslash: standard for UIDs, and some consoles list their modalities so.
  void allowEach(const WorklistField& field, std::string_view values) {
    constexpr std::size_t kMost = 64;
    TextKey key;
    for (std::size_t count = 1; !values.empty(); ++count) {
      if (count > kMost) refuse("worklist.key.list", field.tag(), "expected at most 64 values");
      const auto end = values.find('\\');
      const auto value = trimmed(values.substr(0, end));
      if (universal(value)) return;  // in a list one universal value makes the whole list universal
      field.key == WorklistField::Key::uid ? key.allowExactly(std::string(value)) : key.allow(std::string(value));
      values = end == std::string_view::npos ? std::string_view{} : values.substr(end + 1);
    }
    keyOf(field) = std::move(key);
  }

  WorklistQuery _query;
  std::string _characterSet;
  DigitRange _date;
  DigitRange _time;
};

}  // namespace

WorklistQuery readQuery(DcmItem& identifier, std::string_view callingAe) { return IdentifierReader(identifier, callingAe).take(); }

bool ask(AskedAttributes& asked, std::uint32_t tag) {
  const auto once = [](auto& list, auto value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
  };
  constexpr AskedCode kWholeCode{true, true, true, true};
  if (const auto* field = findField(tag, false)) {
    once(asked.procedure, field);
    return true;
  }
  if (const auto* field = findField(tag, true)) {
    asked.stepSequence = true;
    once(asked.step, field);
    return true;
  }
  const auto* known = findSequence(tag, false);
  if (known == nullptr) known = findSequence(tag, true);
  if (known == nullptr) return false;
  if (known->step) asked.stepSequence = true;
  switch (known->content) {
    case WorklistSequence::Content::step:
      asked.stepSequence = true;
      asked.protocolCode = kWholeCode;
      for (const auto& field : worklistFields()) {
        if (field.step) once(asked.step, &field);
      }
      break;
    case WorklistSequence::Content::procedureCode:
      asked.procedureCode = kWholeCode;
      break;
    case WorklistSequence::Content::protocolCode:
      asked.protocolCode = kWholeCode;
      break;
    case WorklistSequence::Content::otherPatientIds:
      asked.otherPatientIds = true;
      break;
    case WorklistSequence::Content::issuerQualifiers:
      asked.issuerQualifiers = true;
      break;
    case WorklistSequence::Content::none:
      once(asked.emptySequences, static_cast<unsigned long>(tag));
      break;
  }
  return true;
}

}  // namespace clairis::dicom
