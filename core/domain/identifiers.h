// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <compare>
#include <string>
#include <string_view>

namespace clairis {

/// Value types with validating factories: a wrong value cannot exist past the edge. All throw Refusal with a code
/// "<type>.malformed". Thread-safe, plain copies.

/// ISO object identifier in dotted form, at most 64 characters (DICOM UI and XDS uniqueId bound).
class Oid {
public:
  static Oid parse(std::string_view text);
  static bool valid(std::string_view text) noexcept;
  /// This OID with one more arc.
  Oid child(std::string_view arc) const;
  const std::string& text() const noexcept { return _text; }
  auto operator<=>(const Oid&) const = default;

private:
  explicit Oid(std::string text) : _text(std::move(text)) {}
  std::string _text;
};

/// A new object identifier made from a UUID (text form, 8-4-4-4-12): under 2.25 the UUID as one number (ITU-T X.667), under any other
/// root `<root>.<purpose>.<number>`. Unique without asking a database; at most 64 characters, so the root may have 22.
Oid oidFromUuid(const Oid& root, std::string_view purpose, std::string_view uuid);

/// Whether the instance works on real patients. Binds INS OIDs, MSH-11, processingCode, endpoints (SR-07).
enum class Environment { test, production };

/// Identité nationale de santé: 15-character matricule (13 + 2-digit key) and the OID that states its nature.
/// The key is an error in production and ignored for the test OIDs: two public test identities carry a wrong one.
class Ins {
public:
  static constexpr std::string_view kNir = "1.2.250.1.213.1.4.8";
  static constexpr std::string_view kNia = "1.2.250.1.213.1.4.9";
  static constexpr std::string_view kNirTest = "1.2.250.1.213.1.4.10";
  static constexpr std::string_view kNirDemo = "1.2.250.1.213.1.4.11";

  static Ins parse(std::string_view matricule, std::string_view oid);
  static bool isInsOid(std::string_view oid) noexcept;
  /// 97 − (N mod 97) over the 13 characters, 2A read as 19 and 2B as 18.
  static bool keyMatches(std::string_view matricule) noexcept;

  const std::string& matricule() const noexcept { return _matricule; }
  const std::string& oid() const noexcept { return _oid; }
  bool test() const noexcept { return _oid == kNirTest || _oid == kNirDemo; }
  bool fits(Environment environment) const noexcept { return test() == (environment == Environment::test); }
  /// "NIR" or "NIA", the nature that paper must state (RIS.INS.52).
  std::string_view nature() const noexcept { return _oid == kNia ? "NIA" : "NIR"; }
  auto operator<=>(const Ins&) const = default;

private:
  Ins(std::string matricule, std::string oid) : _matricule(std::move(matricule)), _oid(std::move(oid)) {}
  std::string _matricule;
  std::string _oid;
};

/// Répertoire partagé des professionnels de santé: 11 digits. The Luhn key is not enforced: published test
/// professionals break it.
class Rpps {
public:
  static Rpps parse(std::string_view text);  ///< accepts 11 digits, or PS_IdNat "8" + 11 digits
  const std::string& digits() const noexcept { return _digits; }
  std::string idNat() const { return "8" + _digits; }  ///< PS_IdNat
  auto operator<=>(const Rpps&) const = default;

private:
  explicit Rpps(std::string digits) : _digits(std::move(digits)) {}
  std::string _digits;
};

/// Struct_IdNat: type digit + number: 0 ADELI practice, 1 FINESS, 2 SIREN, 3 SIRET, 4 RPPS-rang.
class StructureId {
public:
  static StructureId parse(std::string_view text);
  const std::string& text() const noexcept { return _text; }
  auto operator<=>(const StructureId&) const = default;

private:
  explicit StructureId(std::string text) : _text(std::move(text)) {}
  std::string _text;
};

/// DICOM SH: 1 to 16 characters, no backslash, no control character, no leading or trailing space.
class AccessionNumber {
public:
  static AccessionNumber parse(std::string_view text);
  const std::string& text() const noexcept { return _text; }
  auto operator<=>(const AccessionNumber&) const = default;

private:
  explicit AccessionNumber(std::string text) : _text(std::move(text)) {}
  std::string _text;
};

}  // namespace clairis
