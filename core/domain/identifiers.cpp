// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/identifiers.h"

#include <algorithm>
#include <cstdint>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool allDigits(std::string_view text) noexcept { return !text.empty() && std::all_of(text.begin(), text.end(), digit); }

constexpr std::size_t kOidLimit = 64;
constexpr std::size_t kMatriculeLength = 15;
constexpr std::size_t kMatriculeBody = 13;
constexpr std::size_t kCorsicanLetter = 6;

bool wellFormedMatricule(std::string_view text) noexcept {
  if (text.size() != kMatriculeLength) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool corsican = i == kCorsicanLetter && (text[i] == 'A' || text[i] == 'B') && text[i - 1] == '2';
    if (!digit(text[i]) && !corsican) return false;
  }
  return true;
}

}  // namespace

bool Oid::valid(std::string_view text) noexcept {
  if (text.empty() || text.size() > kOidLimit || text.front() < '0' || text.front() > '2') return false;
  bool first = true;
  std::size_t arcs = 0;
  while (!text.empty()) {
    const auto dot = text.find('.');
    const auto arc = text.substr(0, dot);
    if (!allDigits(arc) || (arc.size() > 1 && arc.front() == '0') || (first && arc.size() != 1)) return false;
    first = false;
    ++arcs;
    if (dot == std::string_view::npos) return arcs > 1;
    text.remove_prefix(dot + 1);
  }
  return false;  // ended with a dot
}

Oid Oid::parse(std::string_view text) {
  if (!valid(text)) {
    throw Refusal("oid.malformed", "expected an object identifier of at most 64 characters such as 1.2.250.1.213.1.4.8, found \"" +
                                       std::string(text.substr(0, kOidLimit)) + "\"");
  }
  return Oid(std::string(text));
}

Oid Oid::child(std::string_view arc) const { return parse(_text + "." + std::string(arc)); }

Oid oidFromUuid(const Oid& root, std::string_view purpose, std::string_view uuid) {
  __extension__ using Wide = unsigned __int128;
  Wide number = 0;
  std::size_t nibbles = 0;
  for (const char c : uuid) {
    if (c == '-') continue;
    const bool lower = c >= 'a' && c <= 'f';
    const bool upper = c >= 'A' && c <= 'F';
    if (!digit(c) && !lower && !upper) throw Refusal("uuid.malformed", "expected a UUID in its 36-character form");
    const int nibble = digit(c) ? c - '0' : (lower ? c - 'a' : c - 'A') + 10;
    number = number << 4 | static_cast<Wide>(nibble);
    ++nibbles;
  }
  if (nibbles != 32) throw Refusal("uuid.malformed", "expected a UUID in its 36-character form");
  std::string digits;
  for (; number != 0; number /= 10) digits.push_back(static_cast<char>('0' + static_cast<int>(number % 10)));
  if (digits.empty()) digits = "0";
  std::reverse(digits.begin(), digits.end());
  if (root.text() == "2.25") return root.child(digits);
  return root.child(std::string(purpose) + "." + digits);
}

bool Ins::isInsOid(std::string_view oid) noexcept { return oid == kNir || oid == kNia || oid == kNirTest || oid == kNirDemo; }

bool Ins::keyMatches(std::string_view matricule) noexcept {
  if (!wellFormedMatricule(matricule)) return false;
  std::string body(matricule.substr(0, kMatriculeBody));
  if (body[kCorsicanLetter] == 'A') body.replace(5, 2, "19");
  if (body[kCorsicanLetter] == 'B') body.replace(5, 2, "18");
  std::uint64_t number = 0;
  for (const char c : body) number = number * 10 + static_cast<std::uint64_t>(c - '0');
  const auto key = static_cast<std::uint64_t>((matricule[13] - '0') * 10 + (matricule[14] - '0'));
  return 97 - number % 97 == key;
}

Ins Ins::parse(std::string_view matricule, std::string_view oid) {
  if (!isInsOid(oid)) throw Refusal("ins.oid.unknown", "expected one of the four INS OIDs (1.2.250.1.213.1.4.8 to .11)");
  // The value itself never goes into a message: it is the patient's number.
  if (!wellFormedMatricule(matricule)) throw Refusal("ins.malformed", "expected 13 characters and a 2-digit key (15 in all)");
  Ins ins{std::string(matricule), std::string(oid)};
  if (!ins.test() && !keyMatches(matricule)) throw Refusal("ins.key.wrong", "the 2-digit key does not match the 13 characters");
  return ins;
}

Rpps Rpps::parse(std::string_view text) {
  if (text.size() == 12 && text.front() == '8') text.remove_prefix(1);
  if (text.size() != 11 || !allDigits(text)) {
    throw Refusal("rpps.malformed", "expected 11 digits, or 8 followed by 11 digits, found \"" + std::string(text.substr(0, 32)) + "\"");
  }
  return Rpps(std::string(text));
}

StructureId StructureId::parse(std::string_view text) {
  const auto expect = [&](bool ok, const char* expectation) {
    if (!ok) throw Refusal("structure_id.malformed", std::string("expected ") + expectation + ", found \"" + std::string(text.substr(0, 32)) + "\"");
  };
  const auto alphanumeric = [](char c) { return digit(c) || (c >= 'A' && c <= 'Z'); };
  expect(text.size() >= 2 && text.size() <= 32 && std::all_of(text.begin(), text.end(), alphanumeric),
         "a type digit (0 to 5) followed by the structure's number, e.g. 1750803447 for FINESS 750803447");
  switch (text.front()) {
    case '1': expect(text.size() == 10, "1 followed by the 9 characters of the FINESS"); break;
    case '2': expect(text.size() == 10 && allDigits(text), "2 followed by the 9 digits of the SIREN"); break;
    case '3': expect(text.size() == 15 && allDigits(text), "3 followed by the 14 digits of the SIRET"); break;
    case '4': expect(text.size() == 15 && allDigits(text), "4 followed by the 14 digits of the RPPS-rang"); break;
    case '0':
    case '5': break;
    default: expect(false, "a type digit from 0 to 5");
  }
  return StructureId(std::string(text));
}

AccessionNumber AccessionNumber::parse(std::string_view text) {
  const auto forbidden = [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '\\'; };
  if (text.empty() || text.size() > 16 || std::any_of(text.begin(), text.end(), forbidden) || text.front() == ' ' || text.back() == ' ') {
    throw Refusal("accession_number.malformed", "expected 1 to 16 characters without backslash or control character (DICOM SH)");
  }
  return AccessionNumber(std::string(text));
}

}  // namespace clairis
