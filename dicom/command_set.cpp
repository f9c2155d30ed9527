// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/command_set.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>

namespace clairis::dicom {
namespace {

// Element numbers of group 0000 (PS3.7 annex E).
enum Element : unsigned {
  kAffectedClass = 0x0002,
  kRequestedClass = 0x0003,
  kCommandField = 0x0100,
  kMessageId = 0x0110,
  kMessageIdRespondedTo = 0x0120,
  kPriority = 0x0700,
  kDataSetType = 0x0800,
  kAffectedInstance = 0x1000,
  kRequestedInstance = 0x1001,
  kAttributeList = 0x1005,
};

constexpr std::size_t kHead = 8;
constexpr std::size_t kMostAttributes = 4096;

class CommandReader {
public:
  /// False when the bytes are not elements of group 0000. A repeated element counts once, the first.
  bool split(std::string_view bytes) {
    while (!bytes.empty()) {
      if (bytes.size() < kHead || number(bytes, 0, 2) != 0) return false;
      const auto length = number(bytes, 4, 4);
      if (bytes.size() - kHead < length) return false;
      _elements.emplace(number(bytes, 2, 2), bytes.substr(kHead, length));
      bytes.remove_prefix(kHead + length);
    }
    return true;
  }

  bool has(Element element) const { return _elements.contains(element); }

  template <class T>
  bool shortNumber(Element element, T& value) const {
    const auto found = _elements.find(element);
    if (found == _elements.end() || found->second.size() != 2) return false;
    value = static_cast<T>(number(found->second, 0, 2));
    return true;
  }

  bool uid(Element element, DIC_UI& value) const {
    const auto found = _elements.find(element);
    if (found == _elements.end()) return false;
    auto text = found->second;
    while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.remove_suffix(1);
    // Whether an instance's is a UID at all, the service says with a status of its own (0x0117); a class without one has no service.
    const bool instance = element == kAffectedInstance || element == kRequestedInstance;
    const auto allowed = [&](char c) { return instance ? c > 0x20 && c < 0x7F : (c >= '0' && c <= '9') || c == '.'; };
    if (text.empty() || text.size() >= sizeof value || !std::all_of(text.begin(), text.end(), allowed)) return false;
    std::memset(value, 0, sizeof value);
    text.copy(value, text.size());
    return true;
  }

  bool dataSet(T_DIMSE_DataSetType& type) const {
    unsigned value = 0;
    if (!shortNumber(kDataSetType, value)) return false;
    type = value == DIMSE_DATASET_NULL ? DIMSE_DATASET_NULL : DIMSE_DATASET_PRESENT;
    return true;
  }

  bool attributes(int& count, DIC_US*& list) const {
    const auto found = _elements.find(kAttributeList);
    if (found == _elements.end()) return true;
    const auto bytes = found->second;
    if (bytes.size() % 4 != 0 || bytes.size() / 4 > kMostAttributes) return false;
    if (bytes.empty()) return true;
    list = static_cast<DIC_US*>(std::malloc(bytes.size()));
    if (list == nullptr) return false;
    count = static_cast<int>(bytes.size() / 2);
    for (std::size_t i = 0; i < bytes.size() / 2; ++i) list[i] = static_cast<DIC_US>(number(bytes, 2 * i, 2));
    return true;
  }

private:
  static std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = count; i > 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
    return value;
  }

  std::map<unsigned, std::string_view> _elements;
};

bool readFind(const CommandReader& reader, T_DIMSE_C_FindRQ& request) {
  unsigned priority = 0;
  if (!reader.shortNumber(kPriority, priority) || priority > DIMSE_PRIORITY_LOW) return false;
  request.Priority = static_cast<T_DIMSE_Priority>(priority);
  return reader.shortNumber(kMessageId, request.MessageID) && reader.uid(kAffectedClass, request.AffectedSOPClassUID) &&
         reader.dataSet(request.DataSetType);
}

bool readCreate(const CommandReader& reader, T_DIMSE_N_CreateRQ& request) {
  if (reader.has(kAffectedInstance)) {
    if (!reader.uid(kAffectedInstance, request.AffectedSOPInstanceUID)) return false;
    request.opts |= O_NCREATE_AFFECTEDSOPINSTANCEUID;
  }
  return reader.shortNumber(kMessageId, request.MessageID) && reader.uid(kAffectedClass, request.AffectedSOPClassUID) &&
         reader.dataSet(request.DataSetType);
}

template <class Request>
bool readOfInstance(const CommandReader& reader, Request& request) {
  return reader.shortNumber(kMessageId, request.MessageID) && reader.uid(kRequestedClass, request.RequestedSOPClassUID) &&
         reader.uid(kRequestedInstance, request.RequestedSOPInstanceUID) && reader.dataSet(request.DataSetType);
}

}  // namespace

bool readCommand(std::string_view bytes, bool withList, T_DIMSE_Message& message) {
  std::memset(static_cast<void*>(&message), 0, sizeof message);
  CommandReader reader;
  unsigned field = 0;
  if (!reader.split(bytes) || !reader.shortNumber(kCommandField, field)) return false;
  message.CommandField = static_cast<T_DIMSE_Command>(field);
  switch (field) {
    case DIMSE_C_ECHO_RQ: {
      auto& request = message.msg.CEchoRQ;
      return reader.shortNumber(kMessageId, request.MessageID) && reader.uid(kAffectedClass, request.AffectedSOPClassUID) &&
             reader.dataSet(request.DataSetType);
    }
    case DIMSE_C_FIND_RQ:
      return readFind(reader, message.msg.CFindRQ);
    case DIMSE_C_CANCEL_RQ:
      message.msg.CCancelRQ.DataSetType = DIMSE_DATASET_NULL;
      return reader.shortNumber(kMessageIdRespondedTo, message.msg.CCancelRQ.MessageIDBeingRespondedTo);
    case DIMSE_N_CREATE_RQ:
      return readCreate(reader, message.msg.NCreateRQ);
    case DIMSE_N_SET_RQ:
      return readOfInstance(reader, message.msg.NSetRQ);
    case DIMSE_N_GET_RQ: {
      auto& request = message.msg.NGetRQ;
      return readOfInstance(reader, request) && (!withList || reader.attributes(request.ListCount, request.AttributeIdentifierList));
    }
    default:
      return true;
  }
}

}  // namespace clairis::dicom
