// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/conformance.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "dicom/answer_character_set.h"
#include "dicom/find_status.h"
#include "dicom/mpps_status.h"
#include "dicom/tls_keys.h"
#include "dicom/worklist_field.h"
#include "plugins/worklist/listener.h"

namespace clairis::worklist {
namespace {

using dicom::WorklistField;
using dicom::WorklistSequence;

std::string tagText(unsigned long tag) { return fmt::format("({:04X},{:04X})", tag >> 16, tag & 0xFFFF); }

std::string nameOfUid(const std::string& uid) {
  const char* name = dcmFindNameOfUID(uid.c_str());
  return name == nullptr ? uid : name;
}

std::string sopClasses() {
  std::string text = "| SOP class | UID | SCU | SCP |\n|---|---|---|---|\n";
  for (const auto& service : dimseServices(nullptr, {}, nullptr, {})) {
    for (const auto& uid : service->sopClasses()) text += fmt::format("| {} | {} | no | yes |\n", nameOfUid(uid), uid);
  }
  return text;
}

std::string transferSyntaxes() {
  std::string text = "| preference | transfer syntax | UID |\n|---|---|---|\n";
  int preference = 0;
  for (const auto* uid : dicom::kTransferSyntaxes) text += fmt::format("| {} | {} | {} |\n", ++preference, nameOfUid(uid), uid);
  return text;
}

std::string statuses(std::span<const dicom::FindStatus> all) {
  std::string text = "| status | meaning | when |\n|---|---|---|\n";
  for (const auto& status : all) text += fmt::format("| 0x{:04X} | {} | {} |\n", status.code, status.meaning, status.cause);
  return text;
}

const char* matchingOf(WorklistField::Key key) {
  using Key = WorklistField::Key;
  switch (key) {
    case Key::none:
      return "–";
    case Key::text:
      return "single value, wild card";
    case Key::choice:
      return "single value, wild card, several values";
    case Key::person:
      return "name";
    case Key::uid:
      return "list of UID";
    case Key::birthDate:
      return "single value, range";
    case Key::startDate:
    case Key::startTime:
      return "single value, range, combined date and time";
  }
  return "–";
}

std::string returned(const WorklistField& field) {
  if (field.value == nullptr) return "empty";
  std::string text = *field.whenEmpty == 0 ? "value" : fmt::format("value, `{}` when unknown", field.whenEmpty);
  if (field.value == &dicom::WorklistEntry::stationAe) text += ", the calling title when none was chosen";
  if (field.tooLong == WorklistField::Long::prose) text += "; longer texts end with ...";
  if (field.tooLong == WorklistField::Long::notes) text += "; longer texts become several values";
  return text;
}

std::string attributes(bool step) {
  std::string text = "| tag | attribute | VR | matching | returned |\n|---|---|---|---|---|\n";
  std::vector<std::pair<unsigned long, std::string>> lines;
  for (const auto& field : dicom::worklistFields()) {
    if (field.step != step) continue;
    lines.emplace_back(field.tag(), fmt::format("| {} | {} | {} | {} | {} |\n", tagText(field.tag()), field.name, DcmVR(field.vr).getVRName(),
                                                matchingOf(field.key), returned(field)));
  }
  for (const auto& sequence : dicom::worklistSequences()) {
    if (sequence.step != step) continue;
    using Content = WorklistSequence::Content;
    const auto content = sequence.content;
    const bool code = content == Content::procedureCode || content == Content::protocolCode;
    const char* matching = content == Content::step ? "sequence" : code ? "code value, coding scheme" : "–";
    const char* value = content == Content::step               ? "one item"
                        : content == Content::otherPatientIds  ? "the qualified INS, when worklist.other_patient_ids_ins is set"
                        : content == Content::issuerQualifiers ? "OID of the issuer, when it is known"
                        : code                                 ? "one item, when it is coded"
                                                               : "empty";
    lines.emplace_back(sequence.tag, fmt::format("| {} | {} | SQ | {} | {} |\n", tagText(sequence.tag), sequence.name, matching, value));
  }
  std::sort(lines.begin(), lines.end());
  for (const auto& line : lines) text += line.second;
  return text;
}

/// What the sets of one byte are for (PS3.3 Table C.12-2).
const char* lettersOf(const std::string& term) {
  constexpr std::array<std::pair<const char*, const char*>, 12> kLetters{{{"ISO_IR 100", "Latin alphabet 1, western Europe"},
                                                                          {"ISO_IR 101", "Latin alphabet 2, central Europe"},
                                                                          {"ISO_IR 109", "Latin alphabet 3"},
                                                                          {"ISO_IR 110", "Latin alphabet 4"},
                                                                          {"ISO_IR 144", "Cyrillic"},
                                                                          {"ISO_IR 127", "Arabic"},
                                                                          {"ISO_IR 126", "Greek"},
                                                                          {"ISO_IR 138", "Hebrew"},
                                                                          {"ISO_IR 148", "Latin alphabet 5, Turkish"},
                                                                          {"ISO_IR 203", "Latin alphabet 9, western Europe with œ and €"},
                                                                          {"ISO_IR 166", "Thai"},
                                                                          {"ISO_IR 13", "Japanese katakana and romaji"}}};
  for (const auto& [known, letters] : kLetters) {
    if (term == known) return letters;
  }
  return "one byte a character";
}

std::string characterSets() {
  std::string text = "| defined term | meaning |\n|---|---|\n";
  for (const auto& term : dicom::AnswerCharacterSet::terms()) {
    const char* meaning = term == "ISO_IR 6" ? "ASCII; (0008,0005) is left out" : term == "ISO_IR 192" ? "UTF-8" : lettersOf(term);
    text += fmt::format("| {} | {} |\n", term, meaning);
  }
  return text;
}

std::string options() {
  std::string text = "| option | default | meaning |\n|---|---|---|\n";
  for (const auto& option : optionSpecs()) {
    text += fmt::format("| `{}` | {} | {} |\n", option.name, option.defaultValue.empty() ? "–" : "`" + option.defaultValue + "`", option.help);
  }
  return text;
}

std::string cipherSuites() {
  std::string text = "| cipher suite |\n|---|\n";
  for (const auto& name : dicom::tlsCipherSuites()) text += "| " + name + " |\n";
  return text;
}

}  // namespace

std::vector<ConformanceTable> conformanceTables() {
  return {{"sop-classes", sopClasses()},
          {"transfer-syntaxes", transferSyntaxes()},
          {"options", options()},
          {"find-statuses", statuses(dicom::kFindStatuses)},
          {"mpps-statuses", statuses(dicom::mpps::kStatuses)},
          {"attributes", attributes(false)},
          {"step-attributes", attributes(true)},
          {"character-sets", characterSets()},
          {"cipher-suites", cipherSuites()}};
}

}  // namespace clairis::worklist
