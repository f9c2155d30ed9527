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
#include "dicom/person_name.h"
#include "dicom/worklist_field.h"

namespace clairis::dicom {
namespace {

void check(const OFCondition& condition) {
  if (condition.bad()) throw std::runtime_error(std::string("cannot write worklist answer: ") + condition.text());
}

class AnswerWriter {
public:
  AnswerWriter(const WorklistQuery& query, const WorklistEntry& entry, const ConsoleProfile& profile, std::vector<std::uint32_t>* spelledOut)
      : _query(query), _entry(entry), _profile(profile), _spelledOut(spelledOut), _set(setOf(profile.characterSet)) {}

  std::unique_ptr<DcmDataset> write() {
    auto dataset = std::make_unique<DcmDataset>();
    if (!_set.term().empty()) put(*dataset, 0x0008, 0x0005, EVR_CS, _set.term());
    for (const auto* field : _query.asked.procedure) put(*dataset, *field);
    if (_query.asked.procedureCode.asked) putCode(*dataset, 0x0032, 0x1064, _query.asked.procedureCode, _entry.procedure);
    if (_query.asked.otherPatientIds) putOtherIds(*dataset);
    if (_query.asked.issuerQualifiers) putIssuer(*dataset, _entry.patientIdIssuerOid);
    for (const auto tag : _query.asked.emptySequences) sequence(*dataset, tag >> 16, tag & 0xFFFF);
    if (_query.asked.stepSequence) putStep(*dataset);
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

  static void put(DcmItem& item, std::uint16_t group, std::uint16_t element, DcmEVR vr, const std::string& bytes) {
    check(item.putAndInsertString(DcmTag(DcmTagKey(group, element), DcmVR(vr)), bytes.c_str()));
  }

  void put(DcmItem& item, const WorklistField& field) const {
    if (field.vr == EVR_US) {
      putNumber(item, field);
      return;
    }
    // Spelling out may lengthen a value: fitted after it.
    std::string value = fitted(field, spelled(static_cast<std::uint32_t>(field.tag()), wanted(field)));
    if (value.empty()) value = whenEmpty(field);
    put(item, field.group, field.element, field.vr, _set.encoded(value));
  }

  void putNumber(DcmItem& item, const WorklistField& field) const {
    const DcmTag tag(DcmTagKey(field.group, field.element), DcmVR(field.vr));
    const auto& digits = _entry.*field.value;
    check(digits.empty() ? item.insertEmptyElement(tag) : item.putAndInsertUint16(tag, static_cast<Uint16>(std::stoul(digits))));
  }

  static DcmSequenceOfItems& sequence(DcmItem& parent, unsigned long group, unsigned long element) {
    auto items = std::make_unique<DcmSequenceOfItems>(DcmTag(DcmTagKey(static_cast<Uint16>(group), static_cast<Uint16>(element)), DcmVR(EVR_SQ)));
    auto& inserted = *items;
    check(parent.insert(items.get(), OFTrue));
    static_cast<void>(items.release());
    return inserted;
  }

  static DcmItem& addItem(DcmSequenceOfItems& items) {
    auto item = std::make_unique<DcmItem>();
    auto& added = *item;
    check(items.append(item.get()));
    static_cast<void>(item.release());
    return added;
  }

  void putCode(DcmItem& parent, std::uint16_t group, std::uint16_t element, const AskedCode& asked, const WorklistCode& code) const {
    auto& items = sequence(parent, group, element);
    if (code.value.empty()) return;
    auto& item = addItem(items);
    const auto text = [&](std::string value, std::size_t maximum) {
      return _set.encoded(oneValue(spelled(static_cast<std::uint32_t>(group) << 16 | element, std::move(value)), maximum));
    };
    constexpr std::size_t kShort = 16, kLong = 128;
    // A code is never cut: it would be another code.
    const bool isLong = code.value.size() > kShort;
    if (asked.value && !isLong) put(item, 0x0008, 0x0100, EVR_SH, text(code.value, kShort));
    if (asked.value && isLong) put(item, 0x0008, 0x0119, EVR_UC, text(code.value, kLong));
    if (asked.scheme) put(item, 0x0008, 0x0102, EVR_SH, text(code.scheme, 16));
    if (asked.meaning) put(item, 0x0008, 0x0104, EVR_LO, text(code.meaning, 64));
  }

  void putOtherIds(DcmItem& parent) const {
    auto& items = sequence(parent, 0x0010, 0x1002);
    if (_entry.ins.empty()) return;
    auto& item = addItem(items);
    put(item, 0x0010, 0x0020, EVR_LO, _entry.ins);
    put(item, 0x0010, 0x0022, EVR_CS, "TEXT");
    putIssuer(item, _entry.insOid);
  }

  static void putIssuer(DcmItem& parent, const std::string& oid) {
    auto& items = sequence(parent, 0x0010, 0x0024);
    if (oid.empty()) return;
    auto& qualifier = addItem(items);
    put(qualifier, 0x0040, 0x0032, EVR_UT, oid);
    put(qualifier, 0x0040, 0x0033, EVR_CS, "ISO");
  }

  void putStep(DcmItem& parent) const {
    auto& item = addItem(sequence(parent, 0x0040, 0x0100));
    for (const auto* field : _query.asked.step) put(item, *field);
    if (_query.asked.protocolCode.asked) putCode(item, 0x0040, 0x0008, _query.asked.protocolCode, _entry.protocol);
  }

  const WorklistQuery& _query;
  const WorklistEntry& _entry;
  const ConsoleProfile& _profile;
  std::vector<std::uint32_t>* _spelledOut;
  const AnswerCharacterSet& _set;
};

}  // namespace

std::unique_ptr<DcmDataset> makeAnswer(const WorklistQuery& query, const WorklistEntry& entry, const ConsoleProfile& profile,
                                       std::vector<std::uint32_t>* spelledOut) {
  return AnswerWriter(query, entry, profile, spelledOut).write();
}

}  // namespace clairis::dicom
