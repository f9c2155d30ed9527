// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "dicom/character_set.h"
#include "dicom/worklist_file.h"

namespace clairis::dicom {
namespace {

using nlohmann::json;

constexpr int kDeepest = 8;

[[noreturn]] void refuse(const char* code, const std::string& key, const std::string& expected) { throw Refusal(code, expected, oneValue(key, 64)); }

bool tagDigits(const std::string& key) {
  return key.size() == 8 && std::all_of(key.begin(), key.end(), [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

DcmTag tagOf(const std::string& key) {
  DcmTag tag;
  if (tagDigits(key)) {
    tag = DcmTag(
        DcmTagKey(static_cast<Uint16>(std::stoul(key.substr(0, 4), nullptr, 16)), static_cast<Uint16>(std::stoul(key.substr(4), nullptr, 16))));
    if (!tag.isPrivate() && DcmVR(tag.getEVR()).isStandard() && tag.getEVR() != EVR_UN) return tag;
  } else if (key.find(',') == std::string::npos && DcmTag::findTagFromName(key.c_str(), tag).good()) {
    return tag;
  }
  refuse("worklist.json.keyword", key, "expected the keyword of a DICOM attribute, e.g. AccessionNumber, or its tag as eight digits, e.g. 00080050");
}

std::string scalar(const std::string& key, const json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  // PN of the DICOM JSON model.
  if (value.is_object() && value.contains("Alphabetic") && value["Alphabetic"].is_string()) return value["Alphabetic"].get<std::string>();
  refuse("worklist.json.value", key, "expected text, a number, or a list of them");
}

std::string text(const std::string& key, const json& value) {
  if (!value.is_array()) return scalar(key, value);
  std::string joined;
  for (const auto& one : value) joined += (&one == &value.front() ? "" : "\\") + scalar(key, one);
  return joined;
}

void fill(DcmItem& item, const json& entry, int depth);

void addSequence(DcmItem& parent, const DcmTag& tag, const std::string& key, const json& value, int depth) {
  if (depth >= kDeepest) refuse("worklist.json.value", key, "expected at most 8 levels of sequences");
  auto sequence = std::make_unique<DcmSequenceOfItems>(tag);
  const auto add = [&](const json& entry) {
    if (!entry.is_object()) refuse("worklist.json.value", key, "expected a list of objects: it is a sequence");
    auto item = std::make_unique<DcmItem>();
    fill(*item, entry, depth + 1);
    sequence->append(item.release());
  };
  if (value.is_array()) {
    for (const auto& entry : value) add(entry);
  } else if (!value.is_null()) {
    add(value);
  }
  if (parent.insert(sequence.get(), OFTrue).good()) static_cast<void>(sequence.release());
}

void fill(DcmItem& item, const json& entry, int depth) {
  for (const auto& [key, given] : entry.items()) {
    const auto tag = tagOf(key);
    if (tag == DCM_SpecificCharacterSet) continue;
    const bool model = tagDigits(key) && given.is_object();
    const json& value = model ? (given.contains("Value") ? given["Value"] : json(nullptr)) : given;
    if (tag.getEVR() == EVR_SQ) {
      addSequence(item, tag, key, value, depth);
      continue;
    }
    const auto bytes = text(key, value);
    if (!isUtf8(bytes)) refuse("worklist.json.value", key, "expected UTF-8");
    const auto put = bytes.empty() ? item.insertEmptyElement(tag) : item.putAndInsertString(tag, bytes.c_str());
    if (put.bad()) refuse("worklist.json.value", key, std::string("expected a value of representation ") + DcmVR(tag.getEVR()).getValidVRName());
  }
}

json valueOf(DcmElement& element, const std::string& characterSet) {
  if (element.ident() == EVR_US) {
    Uint16 value = 0;
    return element.getUint16(value).good() ? json(value) : json(nullptr);
  }
  OFString bytes;
  if (element.getOFStringArray(bytes, OFFalse).bad()) return nullptr;
  auto utf8 = toUtf8(std::string_view(bytes.c_str(), bytes.size()), characterSet).value_or(std::string());
  while (!utf8.empty() && (utf8.back() == ' ' || utf8.back() == '\0')) utf8.pop_back();
  return utf8;
}

json objectOf(DcmItem& item, const std::string& characterSet) {
  json object = json::object();
  for (unsigned long i = 0; i < item.card(); ++i) {
    auto& element = *item.getElement(i);
    DcmTag tag(element.getTag());
    if (tag == DCM_SpecificCharacterSet) continue;
    auto& value = object[tag.getTagName()];
    if (element.ident() != EVR_SQ) {
      value = valueOf(element, characterSet);
      continue;
    }
    value = json::array();
    auto& sequence = static_cast<DcmSequenceOfItems&>(element);
    for (unsigned long n = 0; n < sequence.card(); ++n) value.push_back(objectOf(*sequence.getItem(n), characterSet));
  }
  return object;
}

}  // namespace

std::unique_ptr<DcmDataset> datasetFromJson(const json& entry) {
  if (!entry.is_object()) throw Refusal("worklist.json.value", "expected a list of objects, one an entry");
  auto dataset = std::make_unique<DcmDataset>();
  dataset->putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192");
  fill(*dataset, entry, 0);
  return dataset;
}

json jsonFromDataset(DcmDataset& dataset) {
  OFString characterSet;
  dataset.findAndGetOFStringArray(DCM_SpecificCharacterSet, characterSet);
  return objectOf(dataset, std::string(characterSet.c_str(), characterSet.size()));
}

}  // namespace clairis::dicom
