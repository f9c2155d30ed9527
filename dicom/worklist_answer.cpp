// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_answer.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <stdexcept>
#include <string>

#include "dicom/character_set.h"
#include "dicom/person_name.h"
#include "dicom/worklist_field.h"

namespace clairis::dicom {
namespace {

enum class CharacterSet { automatic, latin1, utf8, ascii };

CharacterSet characterSetOf(const std::string& term) {
  if (term.empty()) return CharacterSet::automatic;
  if (term == "ISO_IR 192") return CharacterSet::utf8;
  return term == "ISO_IR 6" ? CharacterSet::ascii : CharacterSet::latin1;
}

void check(const OFCondition& condition) {
  if (condition.bad()) throw std::runtime_error(std::string("cannot write worklist answer: ") + condition.text());
}

class AnswerWriter {
public:
  AnswerWriter(const WorklistQuery& query, const WorklistEntry& entry, const ConsoleProfile& profile)
      : _query(query), _entry(entry), _profile(profile), _characterSet(characterSetOf(profile.characterSet)) {
    if (_characterSet == CharacterSet::automatic) _characterSet = fitting();
  }

  std::unique_ptr<DcmDataset> write() {
    auto dataset = std::make_unique<DcmDataset>();
    put(*dataset, 0x0008, 0x0005, EVR_CS, characterSetName());
    for (const auto* field : _query.asked.procedure) put(*dataset, *field);
    if (_query.asked.procedureCode.asked) putCode(*dataset, 0x0032, 0x1064, _query.asked.procedureCode, _entry.procedure);
    if (_query.asked.otherPatientIds) putOtherIds(*dataset);
    if (_query.asked.issuerQualifiers) putIssuer(*dataset, _entry.patientIdIssuerOid);
    for (const auto tag : _query.asked.emptySequences) sequence(*dataset, tag >> 16, tag & 0xFFFF);
    if (_query.asked.stepSequence) putStep(*dataset);
    return dataset;
  }

private:
  std::string text(const WorklistField& field) const {
    std::string value = field.value == nullptr ? std::string() : oneValue(stored(field), field.maximum);
    if (!value.empty()) return field.vr == EVR_PN ? nameFor(std::move(value), _profile) : value;
    // Type 1, and the console that asks is the best guess there is.
    if (field.value == &WorklistEntry::stationAe) return _query.callingAe;
    return field.whenEmpty;
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
  CharacterSet fitting() const {
    const auto fits = [](const std::string& value) { return toLatin1(value).has_value(); };
    const auto allFit = [&](const std::vector<const WorklistField*>& fields) {
      for (const auto* field : fields) {
        if (field->value != nullptr && !isAscii(stored(*field)) && !fits(text(*field))) return false;
      }
      return true;
    };
    const auto& asked = _query.asked;
    const bool code = (!asked.procedureCode.asked && !asked.protocolCode.asked) || fits(_entry.procedure.meaning);
    return code && allFit(asked.procedure) && allFit(asked.step) ? CharacterSet::latin1 : CharacterSet::utf8;
  }

  const char* characterSetName() const {
    switch (_characterSet) {
      case CharacterSet::utf8:
        return "ISO_IR 192";
      case CharacterSet::ascii:
        return "ISO_IR 6";
      default:
        return "ISO_IR 100";
    }
  }

  std::string encoded(std::string value) const {
    if (_characterSet == CharacterSet::utf8 || isAscii(value)) return value;
    return _characterSet == CharacterSet::ascii ? toAscii(value) : toLatin1Spelled(value);
  }

  static void put(DcmItem& item, std::uint16_t group, std::uint16_t element, DcmEVR vr, const std::string& bytes) {
    check(item.putAndInsertString(DcmTag(DcmTagKey(group, element), DcmVR(vr)), bytes.c_str()));
  }

  void put(DcmItem& item, const WorklistField& field) const {
    if (field.vr == EVR_US) {
      putNumber(item, field);
      return;
    }
    // Spelling out may lengthen a value: fitted again.
    std::string value = encoded(text(field));
    if (_characterSet != CharacterSet::utf8 && value.size() > field.maximum) value.resize(field.maximum);
    put(item, field.group, field.element, field.vr, value);
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
    if (asked.value) put(item, 0x0008, 0x0100, EVR_SH, encoded(oneValue(code.value, 16)));
    if (asked.scheme) put(item, 0x0008, 0x0102, EVR_SH, encoded(oneValue(code.scheme, 16)));
    if (asked.meaning) put(item, 0x0008, 0x0104, EVR_LO, encoded(oneValue(code.meaning, 64)));
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
  CharacterSet _characterSet;
};

}  // namespace

std::unique_ptr<DcmDataset> makeAnswer(const WorklistQuery& query, const WorklistEntry& entry, const ConsoleProfile& profile) {
  return AnswerWriter(query, entry, profile).write();
}

}  // namespace clairis::dicom
