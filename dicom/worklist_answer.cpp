// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_answer.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "core/domain/refusal.h"
#include "dicom/answer_character_set.h"
#include "dicom/character_set.h"
#include "dicom/dataset_reader.h"
#include "dicom/item_bytes.h"
#include "dicom/person_name.h"
#include "dicom/worklist_field.h"

namespace clairis::dicom {
namespace {

class AnswerWriter {
public:
  AnswerWriter(const WorklistQuery& query, const WorklistEntry& entry, const ConsoleProfile& profile, std::vector<std::uint32_t>* spelledOut)
      : _query(query), _entry(entry), _profile(profile), _spelledOut(spelledOut), _set(setOf(profile.characterSet)) {}

  ItemBytes write() {
    ItemBytes dataset;
    if (!_set.term().empty()) dataset.put(0x00080005, EVR_CS, _set.term());
    for (const auto* field : _query.asked.procedure) put(dataset, *field);
    if (_query.asked.procedureCode.asked) putCode(dataset, 0x00321064, _query.asked.procedureCode, _entry.procedure);
    if (_query.asked.otherPatientIds) putOtherIds(dataset);
    if (_query.asked.issuerQualifiers) putIssuer(dataset, _entry.patientIdIssuerOid);
    for (const auto tag : _query.asked.emptySequences) dataset.sequence(static_cast<std::uint32_t>(tag));
    if (_query.asked.stepSequence) putStep(dataset);
    return dataset;
  }

private:
  const AnswerCharacterSet& setOf(const std::string& term) const {
    if (term.empty()) return fitting();
    const auto* set = AnswerCharacterSet::of(term);
    if (set == nullptr) throw Refusal("worklist.profile.character_set", "character set of answers: unknown term " + term, "characterSet");
    return *set;
  }

  /// What the console is to read, in UTF-8, before it is fitted to set and VR.
  std::string wanted(const WorklistField& field) const {
    if (field.value == nullptr) return {};
    const auto& value = stored(field);
    return field.vr == EVR_PN ? nameFor(value, _profile) : value;
  }

  std::string whenEmpty(const WorklistField& field) const {
    // Type 1, and the console that asks is the best guess there is.
    return field.value == &WorklistEntry::stationAe ? _query.callingAe : field.whenEmpty;
  }

  std::string fitted(const WorklistField& field, const std::string& utf8) const {
    switch (field.tooLong) {
      case WorklistField::Long::cut:
        return oneValue(utf8, field.maximum);
      case WorklistField::Long::prose:
        return oneProse(utf8, field.maximum);
      case WorklistField::Long::notes:
        return fmt::format("{}", fmt::join(manyValues(utf8, field.maximum), "\\"));
    }
    return {};
  }

  /// The name in use changes places with the name of birth where the console shows that one.
  const std::string& stored(const WorklistField& field) const {
    if (_profile.name == ConsoleProfile::Name::used && !_entry.otherPatientNames.empty()) {
      if (field.value == &WorklistEntry::patientName) return _entry.otherPatientNames;
      if (field.value == &WorklistEntry::otherPatientNames) return _entry.patientName;
    }
    return _entry.*field.value;
  }

  /// ISO_IR 100 when everything this answer carries fits in it.
  const AnswerCharacterSet& fitting() const {
    static const auto& kLatin1 = *AnswerCharacterSet::of("ISO_IR 100");
    static const auto& kUtf8 = *AnswerCharacterSet::of("ISO_IR 192");
    const auto allFit = [&](const std::vector<const WorklistField*>& fields) {
      return std::all_of(fields.begin(), fields.end(), [&](const auto* field) { return field->value == nullptr || kLatin1.holds(stored(*field)); });
    };
    const auto& asked = _query.asked;
    const bool codes = (!asked.procedureCode.asked || kLatin1.holds(_entry.procedure.meaning)) &&
                       (!asked.protocolCode.asked || kLatin1.holds(_entry.protocol.meaning));
    return codes && allFit(asked.procedure) && allFit(asked.step) ? kLatin1 : kUtf8;
  }

  /// The text as the set can write it, in UTF-8; noted when it is another one.
  std::string spelled(std::uint32_t tag, std::string utf8) const {
    const bool another = _set.spellOut(utf8);
    if (another && _spelledOut != nullptr && std::find(_spelledOut->begin(), _spelledOut->end(), tag) == _spelledOut->end()) {
      _spelledOut->push_back(tag);
    }
    return utf8;
  }

  void put(ItemBytes& item, const WorklistField& field) const {
    const auto tag = static_cast<std::uint32_t>(field.tag());
    if (field.vr == EVR_US) {
      const auto& digits = _entry.*field.value;
      if (digits.empty()) return item.put(tag, EVR_US, "");
      return item.putNumber(tag, static_cast<std::uint16_t>(std::stoul(digits)));
    }
    // Spelling out may lengthen a value: fitted after it.
    std::string value = fitted(field, spelled(tag, wanted(field)));
    if (value.empty()) value = whenEmpty(field);
    item.put(tag, field.vr, _set.encoded(value));
  }

  void putCode(ItemBytes& parent, std::uint32_t tag, const AskedCode& asked, const WorklistCode& code) const {
    auto& items = parent.sequence(tag);
    if (code.value.empty()) return;
    auto& item = ItemBytes::addItem(items);
    const auto text = [&](std::string value, std::size_t maximum) { return _set.encoded(oneValue(spelled(tag, std::move(value)), maximum)); };
    constexpr std::size_t kShort = 16, kLong = 128;
    // A code is never cut: it would be another code.
    const bool isLong = code.value.size() > kShort;
    if (asked.value && !isLong) item.put(0x00080100, EVR_SH, text(code.value, kShort));
    if (asked.value && isLong) item.put(0x00080119, EVR_UC, text(code.value, kLong));
    if (asked.scheme) item.put(0x00080102, EVR_SH, text(code.scheme, 16));
    if (asked.meaning) item.put(0x00080104, EVR_LO, text(code.meaning, 64));
  }

  void putOtherIds(ItemBytes& parent) const {
    auto& items = parent.sequence(0x00101002);
    if (_entry.ins.empty()) return;
    auto& item = ItemBytes::addItem(items);
    item.put(0x00100020, EVR_LO, _entry.ins);
    item.put(0x00100022, EVR_CS, "TEXT");
    putIssuer(item, _entry.insOid);
  }

  static void putIssuer(ItemBytes& parent, const std::string& oid) {
    auto& items = parent.sequence(0x00100024);
    if (oid.empty()) return;
    auto& qualifier = ItemBytes::addItem(items);
    qualifier.put(0x00400032, EVR_UT, oid);
    qualifier.put(0x00400033, EVR_CS, "ISO");
  }

  void putStep(ItemBytes& parent) const {
    auto& item = ItemBytes::addItem(parent.sequence(0x00400100));
    for (const auto* field : _query.asked.step) put(item, *field);
    if (_query.asked.protocolCode.asked) putCode(item, 0x00400008, _query.asked.protocolCode, _entry.protocol);
  }

  const WorklistQuery& _query;
  const WorklistEntry& _entry;
  const ConsoleProfile& _profile;
  std::vector<std::uint32_t>* _spelledOut;
  const AnswerCharacterSet& _set;
};

}  // namespace

void writeAnswer(const WorklistQuery& query, const WorklistEntry& entry, const ConsoleProfile& profile, bool explicitVr, std::string& bytes,
                 std::vector<std::uint32_t>* spelledOut) {
  AnswerWriter(query, entry, profile, spelledOut).write().write(bytes, explicitVr);
}

std::unique_ptr<DcmDataset> makeAnswer(const WorklistQuery& query, const WorklistEntry& entry, const ConsoleProfile& profile,
                                       std::vector<std::uint32_t>* spelledOut) {
  std::string bytes;
  writeAnswer(query, entry, profile, true, bytes, spelledOut);
  auto dataset = readDataset(bytes, true);
  if (!dataset) throw std::logic_error("a worklist answer cannot be read back");
  return dataset;
}

}  // namespace clairis::dicom
