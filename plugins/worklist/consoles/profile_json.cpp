// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/consoles/profile_json.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "dicom/answer_character_set.h"
#include "dicom/association.h"
#include "dicom/worklist_field.h"

namespace clairis::worklist {
namespace {

using dicom::ConsoleProfile;
using nlohmann::json;

constexpr std::size_t kMostValues = 64;
constexpr int kMostDays = 3660, kMostAnswers = 100'000;
constexpr std::array kNames{std::pair{ConsoleProfile::Name::birth, "birth"}, std::pair{ConsoleProfile::Name::used, "used"}};
constexpr std::array kLetters{std::pair{ConsoleProfile::Letters::stored, "stored"}, std::pair{ConsoleProfile::Letters::capitals, "capitals"},
                              std::pair{ConsoleProfile::Letters::plainCapitals, "plainCapitals"}};
constexpr std::array kStatuses{"SCHEDULED", "ARRIVED", "READY", "STARTED"};

[[noreturn]] void refuse(const std::string& member, const std::string& expected) {
  throw Refusal("worklist.profile.value", member + ": expected " + expected, "/" + member);
}

template <class Table>
std::string choices(const Table& table) {
  std::string text;
  for (const auto& [value, word] : table) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

template <class Table, class Value>
const char* wordOf(const Table& table, Value value) {
  return std::find_if(table.begin(), table.end(), [&](const auto& each) { return each.first == value; })->second;
}

std::string textFrom(const json& value, const std::string& member) {
  if (!value.is_string()) refuse(member, "a text");
  return value.get<std::string>();
}

template <class Table, class Value>
void readChoice(const json& value, const std::string& member, const Table& table, Value& into) {
  const auto word = textFrom(value, member);
  const auto found = std::find_if(table.begin(), table.end(), [&](const auto& each) { return word == each.second; });
  if (found == table.end()) refuse(member, "one of " + choices(table));
  into = found->first;
}

std::int64_t numberFrom(const json& value, const std::string& member, std::int64_t least, std::int64_t most) {
  const auto expected = fmt::format("a whole number, {} to {}", least, most);
  if (!value.is_number_integer()) refuse(member, expected);
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(most)) refuse(member, expected);
  const auto number = value.get<std::int64_t>();
  if (number < least || number > most) refuse(member, expected);
  return number;
}

std::vector<std::string> listFrom(const json& value, const std::string& member) {
  if (!value.is_array() || value.size() > kMostValues) refuse(member, "a list of at most 64 texts");
  std::vector<std::string> list;
  for (const auto& item : value) {
    auto text = textFrom(item, member);
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
  }
  return list;
}

void readCharacterSet(const json& value, ConsoleProfile& profile) {
  profile.characterSet = textFrom(value, "characterSet");
  if (profile.characterSet.empty() || dicom::AnswerCharacterSet::of(profile.characterSet) != nullptr) return;
  refuse("characterSet", fmt::format("empty or one of {}", fmt::join(dicom::AnswerCharacterSet::terms(), ", ")));
}

void readStations(const json& value, ConsoleProfile& profile) {
  auto stations = listFrom(value, "stations");
  for (const auto& station : stations) {
    if (!dicom::validAeTitle(station)) refuse("stations", "AE titles: 1 to 16 printable ASCII characters without slash or backslash");
  }
  profile.stations = std::move(stations);
}

void readStatuses(const json& value, ConsoleProfile& profile) {
  auto statuses = listFrom(value, "hiddenStatuses");
  for (const auto& status : statuses) {
    if (std::find(kStatuses.begin(), kStatuses.end(), status) == kStatuses.end()) {
      refuse("hiddenStatuses", fmt::format("statuses out of {}", fmt::join(kStatuses, ", ")));
    }
  }
  profile.hiddenStatuses = std::move(statuses);
}

void readTags(const json& value, ConsoleProfile& profile) {
  std::vector<std::uint32_t> tags;
  for (const auto& text : listFrom(value, "alwaysReturned")) tags.push_back(modelTag(text, "alwaysReturned"));
  profile.alwaysReturned = std::move(tags);
}

// One row a member: how it is written and how it is read.
struct Member {
  const char* name;
  json (*write)(const ConsoleProfile&);
  void (*read)(const json&, ConsoleProfile&);
};

template <bool ConsoleProfile::*flag>
json writeFlag(const ConsoleProfile& profile) {
  return profile.*flag;
}

void readFlag(const json& value, const char* member, bool& into) {
  if (!value.is_boolean()) refuse(member, "true or false");
  into = value.get<bool>();
}

json days(int value) { return value < 0 ? json() : json(value); }
int daysFrom(const json& value, const char* member) { return value.is_null() ? -1 : static_cast<int>(numberFrom(value, member, 0, kMostDays)); }

const std::array kMembers{
    Member{"characterSet", [](const ConsoleProfile& p) { return json(p.characterSet); }, readCharacterSet},
    Member{"name", [](const ConsoleProfile& p) { return json(wordOf(kNames, p.name)); },
           [](const json& v, ConsoleProfile& p) { readChoice(v, "name", kNames, p.name); }},
    Member{"letters", [](const ConsoleProfile& p) { return json(wordOf(kLetters, p.letters)); },
           [](const json& v, ConsoleProfile& p) { readChoice(v, "letters", kLetters, p.letters); }},
    Member{"allNameComponents", writeFlag<&ConsoleProfile::allNameComponents>,
           [](const json& v, ConsoleProfile& p) { readFlag(v, "allNameComponents", p.allNameComponents); }},
    Member{"answerLimit", [](const ConsoleProfile& p) { return json(p.answerLimit); },
           [](const json& v, ConsoleProfile& p) { p.answerLimit = static_cast<std::size_t>(numberFrom(v, "answerLimit", 1, kMostAnswers)); }},
    Member{"cutIsFailure", writeFlag<&ConsoleProfile::cutIsFailure>,
           [](const json& v, ConsoleProfile& p) { readFlag(v, "cutIsFailure", p.cutIsFailure); }},
    Member{"ownStation", writeFlag<&ConsoleProfile::ownStation>, [](const json& v, ConsoleProfile& p) { readFlag(v, "ownStation", p.ownStation); }},
    Member{"stations", [](const ConsoleProfile& p) { return json(p.stations); }, readStations},
    Member{"unassigned", writeFlag<&ConsoleProfile::unassigned>, [](const json& v, ConsoleProfile& p) { readFlag(v, "unassigned", p.unassigned); }},
    Member{"hiddenStatuses", [](const ConsoleProfile& p) { return json(p.hiddenStatuses); }, readStatuses},
    Member{"daysBefore", [](const ConsoleProfile& p) { return days(p.daysBefore); },
           [](const json& v, ConsoleProfile& p) { p.daysBefore = daysFrom(v, "daysBefore"); }},
    Member{"daysAfter", [](const ConsoleProfile& p) { return days(p.daysAfter); },
           [](const json& v, ConsoleProfile& p) { p.daysAfter = daysFrom(v, "daysAfter"); }},
    Member{"alwaysReturned",
           [](const ConsoleProfile& p) {
             auto tags = json::array();
             for (const auto tag : p.alwaysReturned) tags.push_back(tagText(tag));
             return tags;
           },
           readTags},
};

const Member* findMember(std::string_view name) {
  const auto found = std::find_if(kMembers.begin(), kMembers.end(), [&](const Member& member) { return name == member.name; });
  return found == kMembers.end() ? nullptr : found;
}

[[noreturn]] void refuseMember(std::string_view name) {
  std::string known;
  for (const auto& member : kMembers) known += (known.empty() ? "" : ", ") + std::string(member.name);
  throw Refusal("worklist.profile.member", "a profile has " + known, "/" + std::string(name.substr(0, 60)));
}

bool inModel(std::uint32_t tag) {
  for (const bool step : {false, true}) {
    if (dicom::findField(tag, step) != nullptr || dicom::findSequence(tag, step) != nullptr) return true;
  }
  return false;
}

}  // namespace

nlohmann::ordered_json toJson(const ConsoleProfile& profile) {
  nlohmann::ordered_json value;
  for (const auto& member : kMembers) value[member.name] = member.write(profile);
  return value;
}

ConsoleProfile profileFrom(const json& value, const ConsoleProfile& base) {
  if (!value.is_object()) throw Refusal("worklist.profile.value", "expected a JSON object", "/");
  auto profile = base;
  for (const auto& [name, content] : value.items()) {
    const auto* member = findMember(name);
    if (member == nullptr) refuseMember(name);
    member->read(content, profile);
  }
  return profile;
}

json typedValue(std::string_view name, std::string_view text) {
  const auto* member = findMember(name);
  if (member == nullptr) refuseMember(name);
  const auto kind = member->write(ConsoleProfile{});
  if (kind.is_string()) return std::string(text);
  if (kind.is_array()) {
    auto list = json::array();
    // Attributes are written with a comma inside: their list is separated by semicolons, or by commas between keywords.
    const char separator =
        text.find(';') != std::string_view::npos || (name == "alwaysReturned" && text.find_first_of("0123456789") == 0) ? ';' : ',';
    while (!text.empty()) {
      const auto end = text.find(separator);
      if (end != 0) list.push_back(std::string(text.substr(0, end)));
      text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return list;
  }
  if (text == "true" || text == "false") return text == "true";
  if (text == "none") return nullptr;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::string(text);
  return number;
}

std::uint32_t modelTag(std::string_view text, std::string_view field) {
  std::uint32_t tag = 0;
  unsigned group = 0, element = 0;
  const auto hexadecimal = [](std::string_view digits, unsigned& into) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), into, 16);
    return error == std::errc{} && end == digits.data() + digits.size();
  };
  DcmTag named;
  if (text.size() == 9 && text[4] == ',' && hexadecimal(text.substr(0, 4), group) && hexadecimal(text.substr(5), element)) {
    tag = group << 16 | element;
  } else if (text.size() <= 64 && DcmTag::findTagFromName(std::string(text).c_str(), named).good()) {
    tag = static_cast<std::uint32_t>(named.getGTag()) << 16 | named.getETag();
  }
  if (tag == 0 || !inModel(tag)) refuse(std::string(field), "attributes of the worklist, such as 0010,0010 or PatientName");
  return tag;
}

std::string tagText(unsigned long tag) { return fmt::format("{:04X},{:04X}", tag >> 16, tag & 0xFFFF); }

std::string keywordOf(unsigned long tag) {
  DcmTag named(static_cast<Uint16>(tag >> 16), static_cast<Uint16>(tag & 0xFFFF));
  const std::string name = named.getTagName();
  return name == DcmTag_ERROR_TagName ? tagText(tag) : name;
}

std::string consoleTitle(const std::string& text) {
  if (text == kEveryConsole) return text;
  // Consoles pad their titles; a title with blanks at its ends would never be theirs.
  if (!dicom::validAeTitle(text) || text.front() == ' ' || text.back() == ' ' || text.find('*') != std::string::npos) {
    throw Refusal("worklist.console.ae_title", "expected * or an AE title: 1 to 16 printable ASCII characters without slash, backslash or asterisk",
                  "ae");
  }
  return text;
}

const char* const kProfileSchema = R"({"type":"object","additionalProperties":false,"properties":{"characterSet":{"type":"string"},
"name":{"enum":["birth","used"]},"letters":{"enum":["stored","capitals","plainCapitals"]},"allNameComponents":{"type":"boolean"},
"answerLimit":{"type":"integer","minimum":1,"maximum":100000},"cutIsFailure":{"type":"boolean"},"ownStation":{"type":"boolean"},
"stations":{"type":"array","maxItems":64,"items":{"type":"string"}},"unassigned":{"type":"boolean"},
"hiddenStatuses":{"type":"array","items":{"enum":["SCHEDULED","ARRIVED","READY","STARTED"]}},
"daysBefore":{"type":["integer","null"],"minimum":0,"maximum":3660},"daysAfter":{"type":["integer","null"],"minimum":0,"maximum":3660},
"alwaysReturned":{"type":"array","maxItems":64,"items":{"type":"string"}}}})";

}  // namespace clairis::worklist
