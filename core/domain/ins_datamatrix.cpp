// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/ins_datamatrix.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr char kGroupSeparator = '\x1D';
constexpr std::string_view kFormat = "IS", kVersion = "01";
constexpr std::size_t kFormatAndVersion = 4, kZeros = 22, kHeader = kFormatAndVersion + kZeros;
// Seven full blocks are 271 characters; the rest leaves room for blocks to come.
constexpr std::size_t kLongestScan = 1024;
constexpr int kEarliestYear = 1850;

enum Id : std::size_t { matricule, oid, firstNames, birthName, sex, birthDate, birthPlace, blockCount };

struct Block {
  std::string_view id;
  std::size_t least, most;
  bool required;
  const char* what;
  bool fixed() const { return least == most; }
};

constexpr std::array<Block, blockCount> kBlocks{{{"S1", 15, 15, true, "matricule"},
                                                 {"S2", 19, 20, true, "OID of the matricule"},
                                                 {"S3", 1, 100, true, "first names"},
                                                 {"S4", 1, 100, true, "birth name"},
                                                 {"S5", 1, 1, true, "sex"},
                                                 {"S6", 10, 10, true, "birth date"},
                                                 {"S7", 5, 5, false, "birthplace code"}}};

bool digit(char c) { return c >= '0' && c <= '9'; }
bool capital(char c) { return c >= 'A' && c <= 'Z'; }

[[noreturn]] void refuse(const char* what, const std::string& detail, std::string_view block = {}) {
  throw Refusal(std::string("identity.datamatrix.") + what, detail, std::string(block));
}
[[noreturn]] void refuse(const char* what, const Block& block, const std::string& detail) {
  refuse(what, "block " + std::string(block.id) + " (" + block.what + "): " + detail, block.id);
}

std::size_t knownBlock(std::string_view id) {
  const auto* found = std::find_if(kBlocks.begin(), kBlocks.end(), [&](const Block& block) { return block.id == id; });
  return static_cast<std::size_t>(found - kBlocks.begin());
}

/// One GS for each way in which scanners and screens spell it; no letter of these spellings exists in a payload.
std::string withSeparators(std::string_view scan) {
  constexpr std::string_view kSpellings[] = {"<GS>", "{GS}", "[GS]", "\\x1D", "\\x1d", "^]", "\u241D"};
  std::string text;
  while (!scan.empty()) {
    const auto* spelling =
        std::find_if(std::begin(kSpellings), std::end(kSpellings), [&](std::string_view candidate) { return scan.rfind(candidate, 0) == 0; });
    const bool spelled = spelling != std::end(kSpellings);
    text.push_back(spelled ? kGroupSeparator : scan.front());
    scan.remove_prefix(spelled ? spelling->size() : 1);
  }
  return text;
}

std::string_view trimmed(std::string_view scan) {
  constexpr std::string_view kWhite = " \t\r\n";
  const auto first = scan.find_first_not_of(kWhite);
  if (first == std::string_view::npos) return {};
  scan = scan.substr(first, scan.find_last_not_of(kWhite) - first + 1);
  // ISO/IEC 15424: "]d" and a digit say that the symbol was a Data Matrix.
  if (scan.size() > 3 && scan.substr(0, 2) == "]d" && digit(scan[2])) scan.remove_prefix(3);
  return scan;
}

[[noreturn]] void refuseKeyboard(std::string_view afterIs) {
  const auto begins = [&](std::string_view text) { return afterIs.rfind(text, 0) == 0; };
  if (begins("à&")) {
    refuse("keyboard",
           "the scanner types as on an American keyboard (QWERTY), this computer reads a French one (AZERTY): set the scanner to the French layout, "
           "or connect it as a serial port, then scan again");
  }
  if (begins(")!")) {
    refuse("keyboard",
           "the scanner types as on a French keyboard (AZERTY), this computer reads an American one (QWERTY): set the scanner to the American "
           "layout, or connect it as a serial port, then scan again");
  }
  refuse("keyboard",
         "expected digits after IS: scanner and computer do not use the same keyboard layout. Set the scanner to the computer's layout, then scan "
         "again");
}

void checkHeader(std::string_view text) {
  const auto first = text.substr(0, kFormat.size());
  if (first == "is" || first == "Is" || first == "iS") {
    refuse("keyboard", "small letters where the datamatrix has capitals: release the capitals lock of the keyboard, then scan again");
  }
  if (first != kFormat) {
    refuse("header", "this is not the INS datamatrix of a document, which begins with IS01: scan the square symbol with the caption INS");
  }
  const auto version = text.substr(kFormat.size(), kVersion.size());
  if (version.size() == kVersion.size() && !std::all_of(version.begin(), version.end(), digit)) refuseKeyboard(text.substr(kFormat.size()));
  if (version.size() == kVersion.size() && version != kVersion) {
    refuse("version", "expected version 01 of the INS datamatrix; this instance knows no other");
  }
  const auto zeros = text.substr(std::min(text.size(), kFormatAndVersion), kZeros);
  if (zeros.size() != kZeros || zeros.find_first_not_of('0') != std::string_view::npos) {
    refuse("header", "expected a header of 26 characters, IS01 and 22 zeros: the scan is truncated or damaged, scan again");
  }
}

class Blocks {
public:
  explicit Blocks(std::string_view body) : _rest(body) {
    while (!_rest.empty()) next();
    for (std::size_t i = 0; i < blockCount; ++i)
      if (kBlocks[i].required && !_values[i]) refuse("missing", kBlocks[i], "missing, the scan is incomplete: scan again");
    if (_openEnd) refuse("length", kBlocks[*_openEnd], "last and of variable length, so that a truncated scan could not be told from a whole one");
  }
  const std::string& value(Id id) const { return *_values[id]; }
  const std::optional<std::string>& optional(Id id) const { return _values[id]; }
  std::vector<std::string> skipped;

private:
  void next() {
    if (_rest.size() < 2) refuse("block", "expected a block id of two characters, S1 to S7: something follows the last block");
    const auto id = _rest.substr(0, 2);
    _rest.remove_prefix(2);
    const auto index = knownBlock(id);
    if (index == blockCount) return skip(id);
    const auto& block = kBlocks[index];
    if (_values[index]) refuse("duplicate", block, "the block is there twice");
    const auto value = take(index);
    if (value.size() < block.least || value.size() > block.most) {
      const auto most = std::to_string(block.most);
      refuse("length", block,
             "expected " + (block.fixed() ? most : std::to_string(block.least) + " to " + most) + " characters, found " +
                 std::to_string(value.size()) + ": the scan is truncated or damaged, scan again");
    }
    _values[index] = std::string(value);
    const bool closed = closeBlock();
    if (_rest.empty() && !closed && !block.fixed() && value.size() < block.most) _openEnd = index;
  }

  /// A value up to its length, GS, or the next block: an OID has no S and a name no digit, so that the next id is known where GS was lost.
  std::string_view take(std::size_t index) {
    const auto& block = kBlocks[index];
    const auto whole = _rest.substr(0, _rest.find(kGroupSeparator));
    auto length = block.fixed() ? std::min(whole.size(), block.most) : whole.size();
    for (std::size_t at = 0; !block.fixed() && at < whole.size(); ++at) {
      const bool next = whole[at] == 'S' && (index == oid || (at + 1 < whole.size() && digit(whole[at + 1])));
      const bool full = at == block.most && capital(whole[at]) && at + 1 < whole.size() && digit(whole[at + 1]);
      if (!next && !full) continue;
      length = at;
      break;
    }
    const auto value = whole.substr(0, length);
    _rest.remove_prefix(length);
    return value;
  }

  void skip(std::string_view id) {
    if (!capital(id[0]) || !digit(id[1]))
      refuse("block", "expected a block id such as S1 to S7, found something else: the scan is damaged, scan again");
    const auto value = _rest.substr(0, _rest.find(kGroupSeparator));
    for (std::size_t at = 0; at + 1 < value.size(); ++at) {
      if (knownBlock(value.substr(at, 2)) != blockCount)
        refuse("block", "an unknown block ends in no separator before a known one, so that neither can be read with certainty", id);
    }
    _rest.remove_prefix(value.size());
    closeBlock();
    skipped.emplace_back(id);
  }

  bool closeBlock() {
    if (_rest.empty() || _rest.front() != kGroupSeparator) return false;
    _rest.remove_prefix(1);
    return true;
  }

  std::string_view _rest;
  std::array<std::optional<std::string>, blockCount> _values;
  std::optional<std::size_t> _openEnd;
};

std::string nameOf(const Blocks& blocks, Id id) {
  const auto& value = blocks.value(id);
  const bool known = std::all_of(value.begin(), value.end(), [](char c) { return capital(c) || c == ' ' || c == '-' || c == '\''; });
  const bool letters = std::any_of(value.begin(), value.end(), capital);
  if (!known || !letters || value.front() == ' ' || value.back() == ' ')
    refuse("value", kBlocks[id], "expected capitals without accents, hyphen, apostrophe and single words between spaces: scan again");
  return value;
}

Sex sexOf(const Blocks& blocks) {
  const auto& value = blocks.value(sex);
  if (value != "F" && value != "M") refuse("value", kBlocks[sex], "expected F or M: scan again");
  return sexFrom(value);
}

std::string dateOf(const Blocks& blocks) {
  const auto& value = blocks.value(birthDate);
  const auto number = [&](std::size_t at, std::size_t length) {
    int sum = 0;
    for (auto i = at; i < at + length; ++i) sum = digit(value[i]) && sum >= 0 ? sum * 10 + (value[i] - '0') : -1;
    return sum;
  };
  const int day = number(0, 2), month = number(3, 2), year = number(6, 4);
  const bool form = value[2] == '-' && value[5] == '-' && day >= 0 && month >= 0 && year >= kEarliestYear;
  using namespace std::chrono;
  const bool real =
      form &&
      year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)), std::chrono::day(static_cast<unsigned>(day))).ok();
  if (!real) refuse("value", kBlocks[birthDate], "expected a date of the calendar as JJ-MM-AAAA; 00 is no day and no month");
  return value.substr(6, 4) + "-" + value.substr(3, 2) + "-" + value.substr(0, 2);
}

std::string placeOf(const Blocks& blocks) {
  const auto& value = blocks.optional(birthPlace);
  if (!value) return {};
  const bool corsican = (*value)[0] == '2' && ((*value)[1] == 'A' || (*value)[1] == 'B');
  const bool form = digit((*value)[0]) && (digit((*value)[1]) || corsican) && std::all_of(value->begin() + 2, value->end(), digit);
  if (!form) refuse("value", kBlocks[birthPlace], "expected five digits, or 2A or 2B and three digits");
  return *value;
}

}  // namespace

std::string insDatamatrixText(const Ins& ins, const Traits& traits) {
  std::string text = std::string(kFormat) + std::string(kVersion) + std::string(kZeros, '0');
  const auto add = [&](Id id, std::string_view value) {
    text.append(kBlocks[id].id).append(value);
    if (!kBlocks[id].fixed() && value.size() < kBlocks[id].most) text.push_back(kGroupSeparator);
  };
  add(matricule, ins.matricule());
  add(oid, ins.oid());
  add(firstNames, traits.birthNames);
  add(birthName, traits.birthName);
  add(sex, toText(traits.sex));
  const auto& date = traits.birthDate;
  add(birthDate, date.substr(8, 2) + "-" + date.substr(5, 2) + "-" + date.substr(0, 4));
  if (traits.birthPlaceCode.size() == kBlocks[birthPlace].most) add(birthPlace, traits.birthPlaceCode);
  return text;
}

ScannedIdentity readInsDatamatrix(std::string_view scan, Environment environment) {
  const auto whole = trimmed(scan);
  if (whole.empty()) refuse("empty", "nothing was scanned: scan the INS datamatrix of the document");
  if (whole.size() > kLongestScan)
    refuse("length", "more than " + std::to_string(kLongestScan) + " characters: two scans at once, or no INS datamatrix");
  const auto text = withSeparators(whole);
  checkHeader(text);
  const Blocks blocks(std::string_view(text).substr(kHeader));
  ScannedIdentity scanned{Ins::parse(blocks.value(matricule), blocks.value(oid)), {}, false, blocks.skipped};
  if (!scanned.ins.fits(environment)) {
    throw Refusal("patient.ins.environment",
                  "the OID of the scanned INS does not belong to this instance's environment: test and production never mix",
                  std::string(kBlocks[oid].id));
  }
  scanned.keyDoubtful = !Ins::keyMatches(scanned.ins.matricule());
  scanned.traits.birthName = nameOf(blocks, birthName);
  scanned.traits.birthNames = nameOf(blocks, firstNames);
  scanned.traits.sex = sexOf(blocks);
  scanned.traits.birthDate = dateOf(blocks);
  scanned.traits.birthPlaceCode = placeOf(blocks);
  return scanned;
}

}  // namespace clairis
