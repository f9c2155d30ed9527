// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/receiver/sender_table.h"

#include "core/domain/refusal.h"

namespace clairis::hl7 {
namespace {

constexpr std::string_view kFamily = "hl7.sender.";
constexpr std::string_view kModalities = "hl7.modality.";

std::string keyPart(std::string_view text) {
  std::string key(text);
  for (char& c : key) {
    const bool kept = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!kept) c = '_';
  }
  return key;
}

template <class T>
T choice(const std::string& key, const std::string& value, std::initializer_list<std::pair<std::string_view, T>> table) {
  std::string expected;
  for (const auto& [word, meaning] : table) {
    if (value == word) return meaning;
    expected += (expected.empty() ? "" : ", ") + std::string(word);
  }
  throw Refusal("hl7.sender", key + ": expected one of " + expected + "; found \"" + value + "\"", key);
}

void set(Sender& sender, const std::string& key, const std::string& name, const std::string& value) {
  if (name == "trust") {
    sender.trust =
        choice<SenderTrust>(key, value, {{"same_domain", SenderTrust::sameDomain}, {"trusted", SenderTrust::trusted}, {"other", SenderTrust::other}});
  } else if (name == "charset") {
    const auto charset = charsetFrom(value);
    if (!charset) throw Refusal("hl7.sender", key + ": expected 8859/15, 8859/1, UNICODE UTF-8 or ASCII; found \"" + value + "\"", key);
    sender.charset = *charset;
    sender.charsetDeclared = true;
  } else if (name == "site") {
    sender.site = value;
  } else if (name == "accession") {
    sender.accession = choice<AccessionSource>(
        key, value, {{"assigned", AccessionSource::assigned}, {"obr-18", AccessionSource::obr18}, {"obr-3", AccessionSource::obr3}});
  } else if (name == "station_ae") {
    sender.station = choice<StationSource>(key, value,
                                           {{"none", StationSource::none},
                                            {"obr-19", StationSource::obr19},
                                            {"obr-20", StationSource::obr20},
                                            {"obr-21", StationSource::obr21},
                                            {"ail-3", StationSource::ail3},
                                            {"aig-3", StationSource::aig3}});
  } else if (name == "status_destination") {
    sender.statusDestination = value;
  } else {
    throw Refusal("hl7.sender", key + ": unknown key; expected trust, charset, site, accession, station_ae or status_destination", key);
  }
}

}  // namespace

SenderTable::SenderTable(const Options& options) {
  for (const auto& child : options.children(kFamily)) {
    Sender sender;
    const auto prefix = std::string(kFamily) + child + ".";
    for (const auto& name : options.children(prefix)) set(sender, prefix + name, name, options.text(prefix + name));
    add(child, std::move(sender));
  }
}

Sender SenderTable::find(const std::string& application, const std::string& facility) const {
  auto found = _senders.find(keyPart(application) + "/" + keyPart(facility));
  if (found == _senders.end()) found = _senders.find(keyPart(application));
  Sender sender = found == _senders.end() ? Sender() : found->second;
  sender.name = facility.empty() ? application : application + "/" + facility;
  return sender;
}

ModalityTable modalityTable(const Options& options) {
  ModalityTable table;
  for (const auto& code : options.children(kModalities)) {
    const auto key = std::string(kModalities) + code;
    const auto value = options.text(key);
    if (modalityFromSection(value).empty())
      throw Refusal("hl7.modality", key + ": expected a DICOM modality such as CT, found \"" + value + "\"", key);
    table.emplace(code, modalityFromSection(value));
  }
  return table;
}

}  // namespace clairis::hl7
